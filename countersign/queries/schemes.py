"""ROUTE-1 · Schemes for people to read: whether each file can be used, what a scheme says, two side by side."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from countersign.careplan.scheme import SchemeError
from countersign.careplan.sender import MADE_UP
from countersign.careplan.wire import Money
from countersign.queries.view import View
from countersign.schemes.reader import SchemeFile, editions_in
from countersign.schemes.sender_file import sender_in
from countersign.wording.in_sentences import Part, Sentence
from countersign.wording.side_by_side import Beside, Difference, Placed
from countersign.wording.soundness import soundness

BASE_APART = (
    "scheme.based_on: {} is not in this folder; an installation reads one folder, so that edition's file and this one "
    "have to stand together before this one can be in force"
)


class SourcedPart(View):
    """One part of a scheme, and its source."""

    where: str
    """Its place in the file."""

    source: str


class FileRead(View):
    """One file that could be read as a scheme. The scheme can be used if the file has no problems."""

    file: str

    edition: str
    """Empty for a sender's file, which is no edition."""

    based_on: str | None

    problems: tuple[str, ...]

    warnings: tuple[str, ...]

    our_defaults: tuple[SourcedPart, ...]


class FileNotRead(View):
    """One file or folder without a scheme that can be read."""

    file: str

    edition: None = None

    problems: tuple[str, ...]


class FilesChecked(View):
    """Every file that was checked."""

    usable: bool
    """Whether all of them can be used."""

    read: tuple[str, ...]
    """Their paths."""

    files: tuple[FileRead | FileNotRead, ...]


class SentenceSeen(View):
    """One thing that a scheme says."""

    part: Part

    text: str

    where: str
    """Its place in the scheme's file."""

    source: str

    our_default: bool


class SchemeExplained(View):
    """A scheme in plain sentences, as it is on a day."""

    edition: str

    on: date

    sentences: tuple[SentenceSeen, ...]


class PlanBeside(View):
    """One plan under two schemes."""

    file: str

    plan_id: str

    weekly: Money

    one_off: Money

    placed: tuple[Placed, Placed]

    differs: tuple[str, ...]
    """The names of the parts of `Placed` that are not the same."""


class SchemesCompared(View):
    """Plans under two schemes, and every figure that differs between these."""

    on: date

    editions: tuple[str, str]

    plans: tuple[PlanBeside, ...]

    figures: tuple[Difference, ...]


def file_read(file: SchemeFile, on: date) -> FileRead:
    """One file whose form is right, with everything else that is wrong with it on a day."""
    looked_at = soundness(file.scheme, on)
    based_on = file.scheme.scheme.based_on
    apart = based_on is not None and based_on not in editions_in(file.path.parent)
    return FileRead(
        file=file.path.name,
        edition=file.scheme.edition,
        based_on=based_on,
        problems=file.problems,
        warnings=(*looked_at.warnings, *((BASE_APART.format(based_on),) if apart else ())),
        our_defaults=tuple(SourcedPart(where=part.where, source=part.source) for part in looked_at.ours),
    )


def sender_file_read(path: Path) -> FileRead | FileNotRead:
    """TELL-7: the file that says from whom letters come, with everything that is wrong with it."""
    try:
        sender = sender_in(path)
    except SchemeError as error:
        return FileNotRead(file=error.file, problems=tuple(error.problems))
    warnings = (f"it {MADE_UP}",) if sender.is_made_up else ()
    return FileRead(file=path.name, edition="", based_on=None, problems=(), warnings=warnings, our_defaults=())


def council_in(path: Path) -> str:
    """TELL-7: from which council letters come, by the sender's file; empty where that cannot be read."""
    try:
        return sender_in(path).council
    except SchemeError:
        return ""


def files_not_read(errors: Iterable[SchemeError]) -> Iterator[FileNotRead]:
    """Each file that cannot be read as a scheme."""
    for error in errors:
        yield FileNotRead(file=error.file, problems=tuple(error.problems))


def sentence_seen(sentence: Sentence) -> SentenceSeen:
    """One sentence, with whether it is our default."""
    return SentenceSeen(**dict(sentence), our_default=sentence.is_ours)


def plan_beside(file: str, plan: Beside) -> PlanBeside:
    """One plan of a file, under two schemes."""
    return PlanBeside(file=file, **dict(plan))
