"""TELL-4 · The council's own templates as `scheme check` shows them: each file, and every law that it breaks."""

from collections.abc import Iterator
from pathlib import Path

from countersign.careplan.scheme import SchemeError
from countersign.careplan.sender import Sender
from countersign.gallery.council_check import breaches_of
from countersign.gallery.sample_plans import a_sender
from countersign.letters.council_words import FOLDER, CouncilWords
from countersign.letters.documents import Documents
from countersign.queries.schemes import FileNotRead, FileRead
from countersign.schemes.sender_file import sender_in
from countersign.settings import Settings


def templates_checked(folder: Path, settings: Settings) -> Iterator[FileRead | FileNotRead]:
    """Every template in the folder `letters` of a folder of schemes; none where there is no such folder.

    They are checked with this installation's sender, or with that of the examples where it cannot be read.
    """
    if not (folder / FOLDER).is_dir():
        return
    try:
        words, sender = CouncilWords(folder), sender_or_made_up(settings)
    except SchemeError as error:
        yield FileNotRead(file=FOLDER, problems=tuple(error.problems))
        return
    documents = Documents(fonts=settings.fonts, words=words)
    try:
        broken: dict[str, list[str]] = {}
        for breach in breaches_of(documents, sender):
            broken.setdefault(breach.file, []).append(
                str(breach).removeprefix(breach.file).removeprefix(":").lstrip(", ")
            )
    finally:
        documents.close()
    for file in words.files:
        problems = tuple(broken.pop(file, ()))
        yield FileRead(file=file, edition="", based_on=None, problems=problems, warnings=(), our_defaults=())
    for file, problems in broken.items():
        yield FileNotRead(file=file, problems=tuple(problems))


def sender_or_made_up(settings: Settings) -> Sender:
    """TELL-7: from whom the letters of this installation come; the made-up council where it has no sender.

    Raises SchemeError where neither is there.
    """
    try:
        return sender_in(settings.sender_file)
    except SchemeError:
        return a_sender()
