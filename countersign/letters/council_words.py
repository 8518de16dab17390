"""TELL-4, TELL-7 · The council's own words: templates beside its schemes, which stand in place of ours by their names.

    letters/northbridge/returned.j2             the letter about a return, under every edition of the scheme
    letters/northbridge/parts.j2                pieces that letters share: the macros that it has, and ours otherwise
    letters/northbridge/cy/returned.j2          the same letter in Welsh, which stands after the one in English
    letters/northbridge/cy/parts.j2             whom to ask, who helps and how to complain, in Welsh
    letters/northbridge.2027-04-01/returned.j2  the letter under the edition of that day, in place of the one above

They are part of the edition of the scheme under which a letter is written. They are run in a sandbox with bounds
(`countersign.letters.sandbox`), and read when a process starts; `countersign.gallery.council_check` holds them against
the same laws as ours.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, cast

from jinja2 import BaseLoader, Environment, FileSystemLoader, Template, TemplateSyntaxError

from countersign.careplan.characters import fault_of
from countersign.careplan.notices import TO_STAFF, NoticeKind
from countersign.careplan.people import LANGUAGE
from countersign.careplan.scheme import SchemeError
from countersign.letters.filters import TEMPLATES, environment
from countersign.letters.sandbox import bounded
from countersign.plain_files import content_of

FOLDER = "letters"
"""The folder of templates beside the schemes."""

PARTS = "parts"
"""The template of the pieces that letters share."""

LARGEST = 64_000
"""In bytes: how large a template may be. Our longest has a tenth of it."""

OF_LETTERS = {kind.value: kind for kind in NoticeKind if kind not in TO_STAFF}
"""The kind of letter that each name of a template means. Messages to staff hold nothing personal, and stay ours."""


class Place(NamedTuple):
    """Which words of a council: those of an edition, in English or in a language beside it."""

    folder: str
    """A scheme's name, or with it the day of an edition: `northbridge.2027-04-01`."""

    language: str = ""
    """Empty for English."""


class CouncilWords:
    """The templates of a folder of schemes. Many threads may use one at once."""

    def __init__(self, folder: Path | None = None, *, lenient: bool = False) -> None:
        """Read every template. Raises SchemeError, which names everything that is wrong with the files at once.

        `folder`: with the schemes; without it, or where that has no templates, all letters are in our words.
        `lenient`: what is wrong is kept in `problems`, and the files in which nothing is are there, to be looked at.
        """
        self.folder = folder / FOLDER if folder else None
        self._texts: dict[Place, dict[str, str]] = {}
        self._environments: dict[Place, Environment] = {}
        self.problems = tuple(self._read(folder)) if folder and self.folder and self.folder.is_dir() else ()
        if self.problems and not lenient:
            raise SchemeError(FOLDER, list(self.problems))

    @cached_property
    def editions(self) -> tuple[Place, ...]:
        """Every place that has templates, each as an edition would use it: in English first."""
        return tuple(sorted(self._texts))

    @property
    def files(self) -> tuple[str, ...]:
        """Every file, from the folder of schemes on."""
        return tuple(self.path(place, name) for place in sorted(self._texts) for name in sorted(self._texts[place]))

    def own(self, place: Place) -> Mapping[str, str]:
        """The texts of the templates by which an edition has its letters, by name: of its day, else of the scheme."""
        scheme = place._replace(folder=place.folder.partition(".")[0])
        return {**self._texts.get(scheme, {}), **self._texts.get(place, {})}

    def path(self, place: Place, name: str) -> str:
        """The file of one of those templates, from the folder of schemes on."""
        at = place if name in self._texts.get(place, {}) else place._replace(folder=place.folder.partition(".")[0])
        return "/".join(filter(None, (FOLDER, at.folder, at.language, f"{name}.j2")))

    def in_english(self, edition: str, kind: NoticeKind) -> Template | None:
        """The template of a letter under an edition such as northbridge@2027-04-01; None where all of it is ours."""
        place = Place(edition.replace("@", "."))
        own = self.own(place)
        if not {kind.value, PARTS} & own.keys():
            return None
        return self._environment(place).get_template(template_name(kind.value, own))

    def in_language(self, edition: str, language: str, kind: NoticeKind) -> Template | None:
        """The template of a letter in a language; None where there is none, and it goes in English alone."""
        place = Place(edition.replace("@", "."), language)
        own = self.own(place)
        return self._environment(place).get_template(template_name(kind.value, own)) if kind.value in own else None

    def languages(self, folder: str) -> tuple[str, ...]:
        """Every language in which an edition has a template."""
        scheme = folder.partition(".")[0]
        return tuple(sorted({at.language for at in self._texts if at.language and at.folder in (scheme, folder)}))

    def sources(self, place: Place) -> dict[str, str]:
        """The texts of an edition by the names by which templates find each other."""
        return sources_of(self.own(place), place.language)

    def _environment(self, place: Place) -> Environment:
        if place not in self._environments:
            with bounded():
                made = environment("blocks", autoescape=False, loader=_Loader(self.sources(place)))
            if place.language and PARTS not in self.own(place):
                cast("dict[str, object]", made.globals)["parts"] = None
            self._environments[place] = made
        return self._environments[place]

    def _read(self, schemes: Path) -> Iterator[str]:
        """Read all there is. Yields what is wrong with a file's name, place or size."""
        top = schemes / FOLDER
        stems = {path.stem for path in schemes.glob("*.toml")}
        known = stems | {stem.partition(".")[0] for stem in stems}
        for of_scheme in sorted(top.iterdir()):
            if of_scheme.name.startswith("."):
                continue
            if not of_scheme.is_dir() or of_scheme.name not in known:
                yield f"{of_scheme.name}: is no scheme or edition of this folder; a folder here has the name of one"
                continue
            for path in sorted(of_scheme.iterdir()):
                if path.is_dir() and re.match(LANGUAGE, path.name) and path.name != "en":
                    for inner in sorted(path.iterdir()):
                        yield from self._take(Place(of_scheme.name, path.name), inner, top)
                else:
                    yield from self._take(Place(of_scheme.name), path, top)

    def _take(self, place: Place, path: Path, top: Path) -> Iterator[str]:
        if path.name.startswith("."):
            return
        where = path.relative_to(top).as_posix()
        if path.suffix != ".j2" or path.is_dir():
            yield f"{where}: must be a template that ends in .j2, or a folder with the code of a language, such as cy"
        elif path.stem not in OF_LETTERS and path.stem != PARTS:
            if path.stem in TO_STAFF:
                yield f"{where}: is a message to staff, which holds nothing personal and stays in our words"
            else:
                yield f"{where}: there is no letter of that name ({', '.join(sorted(OF_LETTERS))}, {PARTS})"
        else:
            yield from self._kept(place, path, where)

    def _kept(self, place: Place, path: Path, where: str) -> Iterator[str]:
        try:
            content = content_of(path, LARGEST)
            if len(content) > LARGEST:
                yield f"{where}: has {path.stat().st_size} bytes; {LARGEST} at most"
                return
            text = content.decode()
        except OSError as error:
            yield f"{where}: cannot be read: {error.strerror}"
        except UnicodeDecodeError:
            yield f"{where}: is not UTF-8 text"
        else:
            faults = ((number, fault_of(line)) for number, line in enumerate(text.split("\n"), start=1))
            wrong = [f"{where}, line {number}: {fault}" for number, fault in faults if fault]
            wrong += _broken(text, where)
            if not wrong:
                self._texts.setdefault(place, {})[path.stem] = text
            yield from wrong


def _broken(text: str, where: str) -> Iterator[str]:
    try:
        environment_to_parse().parse(text)
    except TemplateSyntaxError as error:
        yield f"{where}, line {error.lineno}: is no template that can be read: {error.message}"
    except RecursionError:
        yield f"{where}: its brackets or blocks stand too deep in one another"


def environment_to_parse() -> Environment:
    """What reads a template as ours are read, and runs none."""
    return Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)


def template_name(name: str, own: Mapping[str, str]) -> str:
    """The name by which the template of a letter is found: the council's own, or ours."""
    return f"council/{name}.j2" if name in own else f"letters/{name}.j2"


def sources_of(own: Mapping[str, str], language: str) -> dict[str, str]:
    """A council's templates by the names by which templates find each other.

    Its letters may extend ours, which keep their names. Of the shared parts in English it has those that it writes, and
    ours stand before them; in another language it has its own alone.
    """
    named = {f"council/{name}.j2": text for name, text in own.items() if name != PARTS}
    if PARTS in own or language:
        named[f"letters/{PARTS}.j2"] = ("" if language else ours_before()) + own.get(PARTS, "")
    return named


def ours_before() -> str:
    """Our shared parts, as they stand before a council's own."""
    return (TEMPLATES / f"letters/{PARTS}.j2").read_text(encoding="utf-8").rstrip("\n") + "\n"


class _Loader(BaseLoader):
    """Finds a council's templates, and ours."""

    def __init__(self, own: Mapping[str, str]) -> None:
        self._own = own
        self._ours = FileSystemLoader(TEMPLATES)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The text of a template."""
        if template in self._own:
            # By this name an error says where it happened.
            return self._own[template], template, None
        return self._ours.get_source(environment, template)
