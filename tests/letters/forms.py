"""What the tests of drafts compare: what a draft says, and what the plain text of the same letter or record says.

The plain text is compared with the page and with print in tests of its own.
"""

import itertools
import re

from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.letters.for_braille import BEGINS, carried
from countersign.letters.reading_script import BEGINS as SCRIPT_BEGINS
from countersign.letters.reading_script import ENDS
from countersign.wording.isolates import without_isolates
from countersign.wording.letters import Letter
from countersign.wording.spoken import spoken
from countersign.wording.written_record import WrittenRecord
from tests.support.letters import EVERYBODY, LETTERS, head, letter
from tests.support.reading import seen, solid, without_marks
from tests.support.records import RECORDS

PAPERS: dict[str, Letter | WrittenRecord] = {
    f"{facts.kind.value} to {recipient.reference}": letter(facts, head(recipient))
    for facts, recipient in itertools.product(LETTERS, EVERYBODY)
} | RECORDS
"""Every kind of letter to the person and to somebody else, and the records."""

_BOX = re.compile(r"^\[ \] ", re.MULTILINE)


def draft_of(documents: Documents, what: Letter | WrittenRecord, fmt: Format) -> str:
    """A draft, as text."""
    return documents.draft(what, fmt).content.decode()


def text_form(documents: Documents, what: Letter | WrittenRecord) -> str:
    """A letter or record in plain text, without what only marks a list or a heading."""
    made = (
        documents.letter(what, Format.STANDARD) if isinstance(what, Letter) else documents.record(what, Format.STANDARD)
    )
    return without_marks(_BOX.sub("", without_isolates(made.text.decode())))


def in_braille(draft: str) -> str:
    """What a text for braille says, without the marks of headings and lists."""
    body = draft.split(BEGINS, 1)[1]
    return _alike(re.sub(r"^(?:\{Heading [123]\} |- )", "", body, flags=re.MULTILINE))


def as_in_braille(text: str) -> str:
    """What a text for braille is to say."""
    return _alike(carried(text))


def _alike(text: str) -> str:
    """The text without white space, and without hyphens between spaces, at which a line may end."""
    return solid(" ".join(word for word in text.split() if word != "-"))


def aloud(draft: str) -> str:
    """What somebody says who reads a script aloud."""
    body = draft.split(SCRIPT_BEGINS, 1)[1].split(ENDS, 1)[0]
    return solid(re.sub(r"\[[^]]*\]", "", body))


def as_said(text: str) -> str:
    """What somebody is to say, line by line."""
    numbered = re.compile(r"^(\d{1,3})\. ", re.ASCII)
    return solid(
        "\n".join(
            spoken(numbered.sub(r"Number \1: ", line).translate(str.maketrans("[]", "()")))
            for line in text.splitlines()
        )
    )


def easy(draft: str) -> str:
    """What an easy-read draft says, without what it says of itself. Where a sentence was divided does not matter."""
    own = r'<div class="before">.*?</div>|<thead>.*?</thead>|<div class="picture">.*?</div>|<p class="to-do">.*?</p>'
    return _words(" ".join(seen(re.sub(own, "", draft, flags=re.DOTALL).encode())))


def as_easy(text: str) -> str:
    """What an easy-read draft is to say."""
    return _words(text)


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def sentences_of_rows(draft: str) -> list[tuple[str, str]]:
    """Each sentence of an easy-read draft beside a picture, with what is left to do with it."""
    rows = re.findall(r'<tr><td class="picture">.*?</tr>', draft, re.DOTALL)
    found: list[tuple[str, str]] = []
    for row in rows:
        to_do = re.search(r'<p class="to-do">(.*?)</p>', row, re.DOTALL)
        said = re.sub(r'<p class="to-do">.*?</p>|<strong>.*?</strong>|<div.*?</div>', "", row, flags=re.DOTALL)
        found.append((" ".join(seen(said.encode())), to_do[1] if to_do else ""))
    return found
