"""REC-1, REC-3 · The page that the person can tick and return: is it right, is it understood, is something missing?

It stands in the person's own record and in no copy. Nothing waits for it, and no answer is none.
"""

from countersign.careplan.sender import Sender
from countersign.wording.as_decided import AsDecided
from countersign.wording.document import Block, Choice, Part, Room, Words

HEADING = "Tell us what you think"


def to_send_back(name: str, decided: AsDecided) -> Part:
    """The page. `name`: whose plan it is."""
    blocks: list[Block] = [
        Words(
            text="You need not fill this in, and nothing depends on it. If you do, send it to us, or tell us in "
            "any other way. Somebody can do it with you."
        ),
        Choice(question="Is the plan right?", answers=("Yes", "No", "I am not sure")),
        Room(label="What is not right:", lines=2),
        Choice(question="Do you understand it?", answers=("Yes", "Some of it", "No: please explain it to me")),
        Choice(question="Is something missing?", answers=("No", "Yes")),
        Room(label="What is missing:", lines=2),
        Room(label="Your name:", lines=1),
        Room(label="The date:", lines=1),
        Words(text=f"The plan of {name}, reference {decided.reference}, version {decided.version}."),
        Words(text=_where_to(decided.sender)),
    ]
    return Part(heading=HEADING, blocks=tuple(blocks))


def _where_to(sender: Sender) -> str:
    to = ", ".join((sender.department, sender.council, *sender.address))
    return f"Send it to: {to}. Or ring {sender.telephone}, text {sender.text_message}, or write to {sender.email}."
