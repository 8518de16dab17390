"""ROUTE-1 · A folder of schemes: dated editions, what one is based on, and everything that cannot be used is named."""

from datetime import date
from pathlib import Path

import pytest

from countersign.careplan.scheme import BY_PART, SchemeError, completed
from countersign.casework.ports import UnknownSchemeError
from countersign.schemes.reader import Schemes, read_files
from tests.support.builders import SCHEMES, Json, scheme

PROCEDURE = (SCHEMES / "procedure.toml").read_text(encoding="utf-8")
BASE = "procedure@2023-05-23"
HERE = f"(borough@2025-04-01, {BASE})"


def council(name: str, since: str, based_on: str = BASE, more: str = "") -> str:
    """A file that has nothing of its own but its head, and what is said besides."""
    return (
        f'[scheme]\nname = "{name}"\ntitle = "A council"\nin_force_from = {since}\n'
        f'based_on = "{based_on}"\nsource = "a test"\n\n{more}'
    )


def folder(tmp_path: Path, **files: str) -> Schemes:
    """The procedure's scheme, and these files: `__` stands for a dot in a name, and `_on_` for a hyphen."""
    (tmp_path / "procedure.toml").write_text(PROCEDURE, encoding="utf-8")
    for name, text in files.items():
        (tmp_path / f"{name.replace('__', '.').replace('_on_', '-')}.toml").write_text(text, encoding="utf-8")
    return Schemes(tmp_path)


def refused(tmp_path: Path, **files: str) -> str:
    with pytest.raises(SchemeError) as found:
        folder(tmp_path, **files)
    return str(found.value).replace(str(tmp_path), "the folder")


NINE_DAYS = '[promises]\nquiet_for = 9\nsource = "our default"\n'


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
@pytest.mark.parametrize(
    ("on", "edition"),
    [
        ("2025-03-31", None),
        ("2025-04-01", "borough@2025-04-01"),
        ("2027-03-31", "borough@2025-04-01"),
        ("2027-04-01", "borough@2027-04-01"),
        ("2040-01-01", "borough@2027-04-01"),
    ],
)
def test_an_edition_is_in_force_from_its_day_until_the_next_one_is(
    tmp_path: Path, on: str, edition: str | None
) -> None:
    schemes = folder(
        tmp_path,
        borough=council("borough", "2025-04-01"),
        borough__2027_on_04_on_01=council("borough", "2027-04-01", more=NINE_DAYS),
    )
    day = date.fromisoformat(on)
    if edition is None:
        with pytest.raises(UnknownSchemeError):
            schemes.in_force("borough", day)
    else:
        assert schemes.in_force("borough", day).edition == edition
    first, second = schemes.editions("borough")
    assert (first.edition, second.edition) == ("borough@2025-04-01", "borough@2027-04-01")
    assert (first.promises.quiet_for, second.promises.quiet_for) == (1, 9)


@pytest.mark.rule("ROUTE-1")
def test_a_scheme_that_nobody_wrote_is_not_in_force(tmp_path: Path) -> None:
    schemes = folder(tmp_path)
    assert schemes.editions("borough") == ()
    with pytest.raises(UnknownSchemeError):
        schemes.in_force("borough", date(2026, 11, 16))


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("files", "problem"),
    [
        pytest.param(
            {"borough": council("borough", "2025-04-01", based_on="county@2025-04-01")},
            f"borough.toml: scheme.based_on: there is no edition 'county@2025-04-01' here {HERE}",
            id="based on what is not here",
        ),
        pytest.param(
            {"borough": council("borough", "2025-04-01", based_on="procedure@2024-01-01")},
            f"borough.toml: scheme.based_on: there is no edition 'procedure@2024-01-01' here {HERE}",
            id="based on an edition that is not here",
        ),
        pytest.param(
            {
                "county": council("county", "2025-04-01"),
                "borough": council("borough", "2025-04-01", based_on="county@2025-04-01"),
            },
            "borough.toml: scheme.based_on: 'county@2025-04-01' is itself based on another; name that one",
            id="based on what is based on another",
        ),
        pytest.param(
            {"borough": council("borough", "2025-04-01", based_on="borough@2025-04-01")},
            "borough.toml: scheme.based_on: 'borough@2025-04-01' is itself based on another; name that one",
            id="based on itself",
        ),
        pytest.param(
            {
                "borough": council("borough", "2025-04-01"),
                "borough__2025_on_04_on_01": council("borough", "2025-04-01"),
            },
            "borough.toml: scheme: borough.2025-04-01.toml is borough@2025-04-01 already; an edition is one file",
            id="two files of one edition",
        ),
        pytest.param(
            {"borough__2027_on_04_on_01": council("borough", "2027-04-02")},
            "borough.2027-04-01.toml: scheme.in_force_from: must be the date in the file's name, 2027-04-01",
            id="another date than its file's",
        ),
        pytest.param(
            {"borough": council("county", "2025-04-01")},
            "borough.toml: scheme.name: must be the file's own name, 'borough'",
            id="another name than its file's",
        ),
        pytest.param(
            {"borough": "[scheme"},
            "borough.toml: is not TOML: Expected ']' at the end of a table declaration (at end of document)",
            id="no TOML",
        ),
        pytest.param(
            {"borough": council("borough", "2025-04-01", more="[promises]\nquiet_for = 9\n")},
            "borough.toml: promises.source: is missing; promises: this table stands whole instead of that of "
            "procedure@2023-05-23, which does not fill it up: copy all of that table and change what is yours, or "
            "leave the table out",
            id="a figure without its source",
        ),
        pytest.param(
            {"borough": council("borough", "2025-04-01", more="[panels]\nquiet_for = 9\n")},
            "borough.toml: panels: is not a key of a scheme",
            id="a table that is none",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_is_wrong(
    tmp_path: Path, files: dict[str, str], problem: str
) -> None:
    assert refused(tmp_path, **files) == problem


@pytest.mark.rule("ROUTE-1", "ROUTE-6", "ROUTE-12")
def test_a_worker_does_not_load_what_the_check_refuses_and_names_every_file(tmp_path: Path) -> None:
    """The form of both is right. One invites to nowhere, in the other nobody may agree a carer's plan."""
    panel = (SCHEMES / "panel_by_exception.toml").read_text(encoding="utf-8")
    where = "At the council's main office. There is no step at the door, and there is a lift."
    assert where in panel
    for_adults_alone = PROCEDURE.replace('kinds = ["adult", "carer"]', 'kinds = ["adult"]')
    (tmp_path / "procedure.toml").write_text(for_adults_alone, encoding="utf-8")
    (tmp_path / "panel_by_exception.toml").write_text(panel.replace(where, "-"), encoding="utf-8")

    with pytest.raises(SchemeError) as found:
        Schemes(tmp_path)
    text = str(found.value)
    assert "procedure.toml: authority: nobody may agree a carer's own plan, of any amount" in text
    assert "panel_by_exception.toml: meeting[1].where: must say something" in text
    read = read_files(sorted(tmp_path.glob("*.toml")))
    assert [problem for error in read.unusable for problem in error.problems if problem not in text] == []


@pytest.mark.rule("ROUTE-1")
def test_a_folder_without_a_scheme_is_no_folder_of_schemes(tmp_path: Path) -> None:
    with pytest.raises(SchemeError, match="holds no scheme: put at least one"):
        Schemes(tmp_path)


@pytest.mark.rule("ROUTE-1")
def test_a_table_of_its_own_stands_whole_in_place_of_the_bases() -> None:
    base = {"authority": [{"role": "a"}], "promises": {"quiet_for": 1, "source": "base"}, "tasks": {"within": 2}}
    own: Json = {"promises": {"quiet_for": 9}, "meeting": []}
    assert completed(own, base) == {
        "authority": [{"role": "a"}],
        "promises": {"quiet_for": 9},
        "tasks": {"within": 2},
        "meeting": [],
    }


@pytest.mark.rule("ROUTE-1", "TIME-1")
@pytest.mark.parametrize("table", BY_PART)
def test_of_its_clocks_a_council_writes_only_those_that_differ(table: str) -> None:
    base = {table: {"one": {"due_after": 1}, "other": {"due_after": 2, "repeat_every": 3}}}
    assert completed({table: {"other": {"due_after": 9}}}, base) == {
        table: {"one": {"due_after": 1}, "other": {"due_after": 9}}
    }


@pytest.mark.rule("ROUTE-1")
def test_reading_one_scheme_leaves_what_it_is_based_on_as_it_was(tmp_path: Path) -> None:
    schemes = folder(tmp_path, borough=council("borough", "2025-04-01", more=NINE_DAYS))
    assert schemes.in_force("procedure", date(2026, 11, 16)) == scheme()
