"""What of a template's facts is known to be there, by what was asked before: read, and not rendered."""

from jinja2 import nodes


def words_of(node: nodes.Node) -> str:
    """A name or a field as its template has it, such as `facts.due_on`; what it is, where it is neither."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{words_of(node.node)}.{node.attr}"
        case _:
            return type(node).__name__


def root_of(node: nodes.Node) -> str:
    """The name at which a field begins: `facts` of `facts.due_on`; empty where it is no field of a name."""
    root = node
    while isinstance(root, nodes.Getattr):
        root = root.node
    return root.name if isinstance(root, nodes.Name) and root is not node else ""


def known_by(test: nodes.Node) -> tuple[frozenset[str], frozenset[str]]:
    """What is known to be there where something that is asked is so, and where it is not."""
    nothing: frozenset[str] = frozenset()
    match test:
        case nodes.Name() | nodes.Getattr():
            return frozenset({words_of(test)}), nothing
        case nodes.Not():
            then, otherwise = known_by(test.node)
            return otherwise, then
        case nodes.And():
            return known_by(test.left)[0] | known_by(test.right)[0], nothing
        case nodes.Or():
            return nothing, known_by(test.left)[1] | known_by(test.right)[1]
        case nodes.Compare(ops=[nodes.Operand(op="eq", expr=nodes.Const(value=value))]) if value is not None:
            return frozenset({words_of(test.expr)}), nothing
        case _:
            return nothing, nothing
