"""TELL-4 · The council's own templates as `scheme check` shows them: each file, and every law that it breaks."""

import re
from collections.abc import Iterator
from pathlib import Path

from countersign.careplan.scheme import SchemeError
from countersign.careplan.sender import Sender
from countersign.gallery.council_check import breaches_of
from countersign.gallery.sample_plans import a_sender
from countersign.letters.council_words import FOLDER, CouncilWords
from countersign.letters.documents import Documents
from countersign.queries.schemes import FileNotRead, FileRead
from countersign.schemes.reader import SENDER
from countersign.schemes.sender_file import sender_in
from countersign.settings import Settings


def templates_checked(folder: Path, settings: Settings) -> Iterator[FileRead | FileNotRead]:
    """Every template in the folder `letters` of a folder of schemes; none where there is no such folder.

    They are checked with the sender beside them, or with that of the examples where it cannot be read.
    """
    if not (folder / FOLDER).is_dir():
        return
    words, sender = CouncilWords(folder, lenient=True), sender_or_made_up(settings, folder)
    unread: dict[str, list[str]] = {}
    for problem in words.problems:
        file, _, why = re.split(r"(: |, (?=line ))", problem, maxsplit=1)
        unread.setdefault(f"{FOLDER}/{file}", []).append(why)
    for file, problems in unread.items():
        yield FileNotRead(file=file, problems=tuple(problems))
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


def sender_beside(settings: Settings, folder: Path | None = None) -> Path:
    """TELL-7: the file that says from whom letters come: where the settings name it, else in a folder of schemes.

    `folder`: that folder; without it, the one of this installation.
    """
    return settings.sender or (folder or settings.schemes) / SENDER


def sender_or_made_up(settings: Settings, folder: Path | None = None) -> Sender:
    """TELL-7: from whom letters come; the made-up council where there is no sender that can be read.

    `folder`: of schemes; without it, that of this installation. Raises SchemeError where neither is there.
    """
    try:
        return sender_in(sender_beside(settings, folder))
    except SchemeError:
        return a_sender()
