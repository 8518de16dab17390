"""REC-5 · One reader of people's words: what is a list stays one, is marked once, and is in no form one long line."""

import re

import pytest

from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.wording.document import Points, Words
from countersign.wording.peoples_words import in_one_line, points_of, read, values_of
from tests.support.letters import AGREED, head, letter
from tests.support.reading import layer, seen, structure, tags
from tests.support.records import PLAN, plan, record_of


def bullets(*items: str) -> Points:
    return Points(items=items)


def numbered(first: int, *items: str) -> Points:
    return Points(items=items, numbers=tuple(range(first, first + len(items))))


def lines(*texts: str) -> list[Words]:
    return [Words(text=text) for text in texts]


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("- milk\n- tea", [bullets("milk", "tea")]),
        ("* milk\n* tea", [bullets("milk", "tea")]),
        ("– milk\n— tea", [bullets("milk", "tea")]),
        ("•milk\n•\ttea", [bullets("milk", "tea")]),
        ("· milk\n◦ tea", [bullets("milk", "tea")]),
        ("o\tmilk\no\ttea", [bullets("milk", "tea")]),
        ("  - milk\n\n  - tea", [bullets("milk", "tea")]),
        ("1. Ring.\n2. Wait.", [numbered(1, "Ring.", "Wait.")]),
        ("(3) Ring.\n(4) Wait.", [numbered(3, "Ring.", "Wait.")]),
        ("1) Ring.\n1) Wait.", [Points(items=("Ring.", "Wait."), numbers=(1, 1))]),
        ("1. Ring\n   the bell.\n2. Wait.", [numbered(1, "Ring the bell.", "Wait.")]),
        ("- milk\n1. Ring.", [bullets("milk"), numbered(1, "Ring.")]),
        ("Shopping:\n- milk", [*lines("Shopping:"), bullets("milk")]),
        ("- milk\nThat is all.", [bullets("milk"), *lines("That is all.")]),
        ("Swimming\nLunch with Ann", [bullets("Swimming", "Lunch with Ann")]),
        ("Each week:\nSwimming\nLunch with Ann", [*lines("Each week:"), bullets("Swimming", "Lunch with Ann")]),
        ("milk\ntea", [bullets("milk", "tea")]),
        ("- سباحة\n- شاي", [bullets("سباحة", "شاي")]),
        ("- milk\n  - oat\n- tea", [bullets("milk", "– oat", "tea")]),
        ("- milk\n  - oat\n    - fresh", [bullets("milk", "oat", "– fresh")]),
        ("- milk\n  1. oat\n  2. soya\n- tea", [bullets("milk", "1) oat", "2) soya", "tea")]),
        (
            "1. try:\n   a. this\n      - so\n   b. that\n2. wait",
            [numbered(1, "try:"), bullets("a) this", "– so", "b) that"), numbered(2, "wait")],
        ),
        ("1. try\n   (i) this\n   (ii) that", [numbered(1, "try"), bullets("i) this", "ii) that")]),
        ("- see the plan,\n  p. 4", [bullets("see the plan, p. 4")]),
        # No lists
        ("Swimming", lines("Swimming")),
        ("Swimming\n\nLunch with Ann", lines("Swimming", "Lunch with Ann")),
        ("I swim.\nI have lunch with Ann.", lines("I swim.", "I have lunch with Ann.")),
        ("I like to go to the pool on\nmy own", lines("I like to go to the pool on", "my own")),
        (f"{'A long line ' * 8}\nLunch with Ann", lines(("A long line " * 8).strip(), "Lunch with Ann")),
        ("-5 degrees\n*not* this.", lines("-5 degrees", "*not* this.")),
        ("10.30 on Monday.\n1948 was the year.", lines("10.30 on Monday.", "1948 was the year.")),
        ("a) first.\nb) second.", lines("a) first.", "b) second.")),
        (" \n\t\n", []),
        ("-", lines("-")),
    ],
)
def test_what_is_a_list_and_what_is_not(text: str, blocks: list[Words | Points]) -> None:
    assert list(read(text)) == blocks


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- milk\n- tea", "milk; tea."),
        ("Buy:\n1. milk\n2. tea", "Buy: 1. milk; 2. tea."),
        ("1. Ring.\n2. Wait", "1. Ring. 2. Wait."),
        ("It is late.\nGo home!", "It is late. Go home!"),
        ("What happens next\nHow to complain\nYou may.", "What happens next. How to complain. You may."),
        ("You would like to go\nto the club", "You would like to go to the club."),
        ("1. try:\n   a. this\n      - so\n   b. that\n2. wait", "1. try: a) this; – so; b) that. 2. wait."),
        ("आज।", "आज।"),
        ("", ""),
    ],
)
def test_a_list_within_a_sentence_keeps_its_items_apart(text: str, line: str) -> None:
    assert in_one_line(text) == line


def test_several_words_make_one_list() -> None:
    assert points_of(("- milk\n- tea", "bread")) == bullets("milk", "tea", "bread")
    assert points_of(("1. Ask.", "2. Do.")) == numbered(1, "Ask.", "Do.")
    assert points_of(("1. Ask.", "Do.")) == bullets("Ask.", "Do.")
    assert values_of("1. Ask.\n2. Do.") == ("1. Ask.", "2. Do.")


WRITTEN = "Each week:\n* swimming\n– lunch\n\n1. Ring.\n2. Wait."


@pytest.mark.rule("REC-5")
def test_a_list_is_marked_once_in_every_form_of_the_record(documents: Documents) -> None:
    service = PLAN["services"][0] | {"description": WRITTEN}
    base = documents.record(record_of(plan(preferences="")), Format.STANDARD)
    files = documents.record(
        record_of(plan(preferences=WRITTEN, services=[service, *PLAN["services"][1:]])), Format.STANDARD
    )
    text = files.text.decode()
    assert "Each week:\n\n- swimming\n- lunch\n\n1. Ring.\n2. Wait.\n" in text
    assert "What it is:\nEach week:\n- swimming\n- lunch\n1. Ring.\n2. Wait.\n" in text
    printed = layer(files.pdf)
    for form in (text, printed, " ".join(seen(files.html))):
        assert not re.search(r"[-•*–] ?[-•*–] ?(?:swimming|lunch)|[-•] ?\d\.|\d\. ?\d\.", form)
    assert tags(files.html).count("ol") == tags(base.html).count("ol") + 1
    assert tags(files.html).count("ul") == tags(base.html).count("ul") + 1
    assert structure(files.pdf).count("/LI") > structure(base.pdf).count("/LI") + 3
    assert printed.count("•swimming") == 2
    assert "1.Ring." in printed


@pytest.mark.rule("REC-5")
def test_a_letter_reads_a_list_as_the_record_does(documents: Documents) -> None:
    facts = AGREED.model_copy(update={"how_budget_was_worked_out": WRITTEN})
    made = documents.letter(letter(facts, head()), Format.STANDARD)
    assert "Each week:\n\n- swimming\n- lunch\n\n1. Ring.\n2. Wait.\n" in made.text.decode()
    assert "- Please do so within 12 months." in made.text.decode()
    assert re.search(
        r"<ul>\s*<li>swimming</li>\s*<li>lunch</li>\s*</ul>\s*<ol>\s*<li value=\"1\">Ring", made.html.decode()
    )
