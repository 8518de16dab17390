"""TELL-7 · From whom letters come: everything that is missing or says nothing is named at once."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from countersign.careplan.scheme import SchemeError
from countersign.careplan.sender import LARGEST_LOGO, Sender, SenderError, read_sender
from countersign.schemes.sender_file import in_use, sender_in
from countersign.testkit.examples import SENDER, a_sender, changed
from tests.support.stack import HERE

WHOLE: dict[str, Any] = tomllib.loads(SENDER.read_text(encoding="utf-8"))
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (200).to_bytes(4) + (100).to_bytes(4)


def problems_of(document: Mapping[str, Any]) -> list[str]:
    with pytest.raises(SenderError) as raised:
        read_sender(document)
    return raised.value.problems


def written(folder: Path, more: str = "") -> Path:
    path = folder / "sender.toml"
    path.write_text(more + SENDER.read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize("name", sorted(set(Sender.model_fields) - {"logo"}))
def test_a_sender_without_any_one_part_is_refused_and_the_part_is_named(name: str) -> None:
    assert problems_of({key: value for key, value in WHOLE.items() if key != name}) == [f"{name}: is missing"]


@pytest.mark.rule("TELL-7")
def test_everything_that_is_wrong_is_named_at_once() -> None:
    document = changed(
        WHOLE,
        {
            "council": "TBC",
            "telephone": "the number on your practitioner's card",
            "email": "social care",
            "web": "northbridge",
            "address": ["unknown", "n/a"],
            "relay": "Relay UK",
            "complaints.within_months": 6,
            "out_of_hours.providers": "999",
        },
    )
    del document["ombudsman"]
    document["fax"] = "01632 960101"
    problems = problems_of(document)
    places = ["council", "address", "telephone", "email", "web", "relay", "out_of_hours.providers"]
    assert [problem.partition(":")[0] for problem in problems] == [
        *places,
        "complaints.within_months",
        "ombudsman",
        "fax",
    ]
    assert "fax: is not a key of a sender" in problems
    assert "complaints.within_months: must be 12 or more" in problems


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("telephone", "", "telephone: must not be empty"),
        ("telephone", 1632960100, "telephone: must be text"),
        ("council", "x" * 500, "council: must have at most 200 characters"),
        ("complaints.within_months", 61, "complaints.within_months: must be 60 or less"),
        ("complaints.within_months", "12", "complaints.within_months: must be a whole number"),
        ("out_of_hours", "the duty team", "out_of_hours: must be an object with fields of its own"),
    ],
)
def test_what_is_wrong_with_a_sender_is_said_in_plain_words(key: str, value: object, says: str) -> None:
    assert problems_of(changed(WHOLE, {key: value})) == [says]


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("01632 960100", True),
        ("020 7946 0123", True),
        ("+44 1632 960100", True),
        ("0300 061 0614", True),
        ("960100", False),
        ("01632 9601", False),
        ("01632 960100 x", False),
        ("ring us", False),
    ],
)
def test_a_telephone_number_is_one_that_people_can_ring(number: str, is_one: bool) -> None:
    try:
        assert read_sender({**WHOLE, "telephone": number}).telephone == number
    except SenderError:
        assert not is_one
    else:
        assert is_one


@pytest.mark.parametrize(
    ("changes", "made_up"),
    [
        ({}, False),
        ({"email": "us@council.example"}, True),
        ({"data_protection.email": "us@council.example"}, True),
        ({"advocate.telephone": "020 7946 0123"}, True),
    ],
)
def test_a_sender_that_reaches_nobody_is_seen(changes: dict[str, str], made_up: bool) -> None:
    real = changed(
        WHOLE,
        {
            "telephone": "01274 431000",
            "text_message": "07800 123456",
            "email": "care@bradford.gov.uk",
            "web": "https://www.bradford.gov.uk",
            "out_of_hours.telephone": "01274 431010",
            "out_of_hours.providers": "01274 431011",
            "complaints.telephone": "01274 431012",
            "complaints.email": "complaints@bradford.gov.uk",
            "advocate.telephone": "01274 431013",
            "advocate.email": "hello@advocacy.org.uk",
            "data_protection.email": "data.protection@bradford.gov.uk",
            **changes,
        },
    )
    assert read_sender(real).is_made_up is made_up


def test_the_sender_of_the_examples_is_made_up() -> None:
    assert a_sender().is_made_up


@pytest.mark.rule("TELL-7")
def test_a_folder_of_schemes_without_a_sender_is_of_no_use_to_a_worker() -> None:
    with pytest.raises(SchemeError, match=r"sender\.toml: is not in .*: without a sender no letter can go"):
        in_use(HERE / "schemes", HERE / "schemes" / "sender.toml")
    assert in_use(HERE / "schemes", SENDER).sender == a_sender()


@pytest.mark.rule("TELL-7")
def test_what_is_wrong_with_schemes_and_sender_is_named_together(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("[scheme", encoding="utf-8")
    (tmp_path / "sender.toml").write_text('council = "TBC"', encoding="utf-8")
    with pytest.raises(SchemeError) as raised:
        in_use(tmp_path, tmp_path / "sender.toml")
    said = str(raised.value)
    assert all(words in said for words in ("broken.toml: is not TOML", "council: must say", "ombudsman: is missing"))


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("logo.png", b"not a picture", "is no PNG picture"),
        ("logo.svg", b"not a drawing", "is no SVG drawing"),
        ("logo.svg", b"<html/>", "is no SVG drawing"),
        (
            "logo.svg",
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
            "must have no DOCTYPE",
        ),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "must say how wide and high it is"),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 10"/>', "times as wide as it is high"),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="90mm" height="30mm"/>', ""),
    ],
)
def test_a_logo_is_a_picture_that_leaves_room(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    text = written(tmp_path, f'logo = "{name}"\n')
    if not why:
        assert sender_in(text).logo is not None
        return
    with pytest.raises(SchemeError, match=f"logo: .*{why}"):
        sender_in(text)


def test_a_logo_stands_in_the_folder_and_is_small(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG)
    (tmp_path / "large.svg").write_bytes(b"x" * (LARGEST_LOGO + 1))
    logo = sender_in(written(tmp_path, 'logo = "logo.png"\n')).logo
    assert logo is not None
    assert logo.media_type == "image/png"
    for name, why in (("none.png", "cannot be read"), ("../logo.png", "must be the name"), ("large.svg", "at most")):
        with pytest.raises(SchemeError, match=f"logo: .*{why}"):
            sender_in(written(tmp_path, f'logo = "{name}"\n'))
