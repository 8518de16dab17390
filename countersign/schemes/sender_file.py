"""TELL-7 · Reads from whom letters come, `sender.toml` in the folder of schemes; a worker reads both at once.

The schemes that come with the software are patterns, and have no sender: nobody can post a letter from a pattern.
"""

import base64
import tomllib
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from countersign.careplan.scheme import SchemeError
from countersign.careplan.sender import LARGEST_LOGO, Sender, SenderError, read_sender
from countersign.plain_files import content_of
from countersign.schemes.reader import SENDER, Schemes

WIDEST = 6
"""How many times as wide as high a logo may be: it stands beside the council's address."""

_PNG_HEADER = 24
"""In bytes: where the width and height of a PNG end."""

_LOGOS = {".svg": "image/svg+xml", ".png": "image/png"}


class InUse(NamedTuple):
    """What an installation works with."""

    schemes: Schemes
    sender: Sender


def in_use(folder: Path, sender: Path) -> InUse:
    """The schemes of a folder, and the sender that is laid over all of them.

    Raises SchemeError, which names everything that is wrong with either.
    """
    problems: list[str] = []
    schemes = read = None
    try:
        schemes = Schemes(folder)
    except SchemeError as error:
        problems.append(str(error))
    try:
        read = sender_in(sender)
    except SchemeError as error:
        problems.append(str(error))
    if schemes is None or read is None:
        raise SchemeError(str(folder), problems)
    return InUse(schemes, read)


def sender_in(path: Path) -> Sender:
    """The sender of a file, with its logo. Raises SchemeError, which names everything that is wrong at once."""
    try:
        document: dict[str, Any] = tomllib.loads(content_of(path).decode())
    except FileNotFoundError:
        where = f"is not in {path.parent}: without a sender no letter can go. Write one like examples/{SENDER} [TELL-7]"
        raise SchemeError(path.name, [where]) from None
    except OSError as error:
        raise SchemeError(path.name, [f"cannot be read: {error.strerror}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemeError(path.name, [f"is not TOML: {error}"]) from None
    problems: list[str] = []
    if "logo" in document:
        name, document["logo"] = document["logo"], None
        try:
            document["logo"] = _logo(path.parent, name)
        except ValueError as error:
            problems.append(f"logo: {error}")
    try:
        sender = read_sender(document)
    except SenderError as error:
        raise SchemeError(path.name, [*error.problems, *problems]) from None
    if problems:
        raise SchemeError(path.name, problems)
    return sender


def _logo(folder: Path, name: object) -> dict[str, str]:
    """The picture of that name beside the file. Raises ValueError."""
    path = folder / str(name)
    media_type = _LOGOS.get(path.suffix.lower())
    if path.parent != folder or media_type is None:
        raise ValueError("must be the name of a file in the same folder that ends in .svg or .png")
    try:
        content = content_of(path)
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from None
    if len(content) > LARGEST_LOGO:
        raise ValueError(f"{path.name} has {len(content)} bytes; {LARGEST_LOGO} at most, as it is in every letter")
    width, height = _png(content) if media_type == "image/png" else _svg(content)
    if not 0 < width <= height * WIDEST:
        raise ValueError(f"{path.name} must be at most {WIDEST} times as wide as it is high: the address is beside it")
    return {"media_type": media_type, "data": base64.b64encode(content).decode()}


def _png(content: bytes) -> tuple[float, float]:
    """How wide and high a picture is, by its first bytes (PNG, third edition, 5.2 and 11.2.1). Raises ValueError."""
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < _PNG_HEADER:
        raise ValueError("is no PNG picture, whatever its name ends in")
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _svg(content: bytes) -> tuple[float, float]:
    """The same of a drawing, by its viewBox or its width and height. Raises ValueError."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("must have no DOCTYPE: it may say things many times over. Save it as plain SVG")
    try:
        root = ET.fromstring(content)  # noqa: S314  # it declares no entities
    except ET.ParseError:
        raise ValueError("is no SVG drawing, whatever its name ends in") from None
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise ValueError("is no SVG drawing, whatever its name ends in")
    box = root.get("viewBox", "").replace(",", " ").split()[2:]
    sizes = box if len(box) == len(("width", "height")) else [root.get("width", ""), root.get("height", "")]
    try:
        width, height = (float(size.removesuffix("px").removesuffix("mm").removesuffix("pt")) for size in sizes)
    except ValueError:
        raise ValueError("must say how wide and high it is, by viewBox or by width and height") from None
    return width, height
