"""TELL-4 · The council's own templates as `scheme check` shows them: each file, and every law that it breaks."""

from collections.abc import Iterator
from pathlib import Path

from countersign.careplan.scheme import SchemeError
from countersign.gallery.council_check import breaches_of
from countersign.letters.council_words import FOLDER, CouncilWords
from countersign.letters.documents import Documents
from countersign.queries.schemes import FileNotRead, FileRead


def templates_checked(folder: Path, fonts: Path | None) -> Iterator[FileRead | FileNotRead]:
    """Every template in the folder `letters` of a folder of schemes; none where there is no such folder."""
    if not (folder / FOLDER).is_dir():
        return
    try:
        words = CouncilWords(folder)
    except SchemeError as error:
        yield FileNotRead(file=FOLDER, problems=tuple(error.problems))
        return
    documents = Documents(fonts=fonts, words=words)
    try:
        broken: dict[str, list[str]] = {}
        for breach in breaches_of(documents):
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
