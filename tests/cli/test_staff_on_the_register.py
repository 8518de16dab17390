"""SUB-8: the register, as it is typed: line managers, who submits for whom, and the form of references."""

import json
from pathlib import Path

import pytest

from tests.cli.test_register import BY, Register, filled, lines, of_json
from tests.support.stack import DONE, USAGE

__all__ = ["filled"]


@pytest.mark.rule("SUB-8")
def test_a_line_says_who_manages_a_person_and_for_whom_they_submit(filled: Register) -> None:
    granted = filled(
        *("grant", "adm-7", "administrator", "--from", "2026-04-01", "--submits-for", "sw-1042 sw-1115"),
        *("--line-manager", "tm-201", "--name", "Priti Rao", "--telephone", "01632 960177", *BY),
    )
    assert lines(granted)[0] == (
        "Granted: adm-7 is administrator for all teams, from Wed 01 Apr 2026 on; line manager tm-201; may submit for "
        "sw-1042, sw-1115."
    )
    (line,) = of_json(filled, "show", "--on", "2026-05-01", "--person", "adm-7")
    assert (line["name"], line["telephone"], line["line_manager"]) == ("Priti Rao", "01632 960177", "tm-201")
    assert line["submits_for"] == ["sw-1042", "sw-1115"]
    shown = filled("show", "--on", "2026-05-01", "--person", "adm-7").output
    assert all(part in shown for part in ("adm-7 Priti Rao", "may submit for sw-1042, sw-1115", "line manager tm-201"))
    (change,) = of_json(filled, "history", "--person", "adm-7")
    assert (change["now"]["line_manager"], change["now"]["submits_for"]) == ("tm-201", ["sw-1042", "sw-1115"])
    assert "Priti" not in json.dumps(change), "the audit keeps no name"


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("option", "value"),
    [("--line-manager", "sw-1042"), ("--submits-for", "everybody"), ("--telephone", "ask"), ("--name", ".")],
)
def test_what_cannot_be_is_named_by_its_option(typed: Register, option: str, value: str) -> None:
    refused = typed("grant", "sw-1042", "practitioner", "--from", "2026-04-01", option, value, *BY)
    assert refused.exit_code == USAGE
    assert f"{option}: expected nothing, or" in refused.output


@pytest.mark.rule("SUB-8")
def test_a_register_is_typed_in_the_form_of_the_installation(
    typed: Register, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COUNTERSIGN_STAFF_REFERENCE", "[a-z]{5,12}")
    (tmp_path / "register.csv").write_text(
        "person,role,team,starts,ends,email\nqvents,operations,,2024-04-01,,\nzzhead,head_of_service,,2024-04-01,,\n"
    )
    both = ("--by", "qvents", "--confirmed-by", "zzhead")
    assert typed("import", str(tmp_path / "register.csv"), *both).exit_code == DONE
    theirs = typed("grant", "abrwts", "practitioner", "--from", "2026-04-01", "--by", "qvents")
    ours = typed("grant", "sw-1042", "practitioner", "--from", "2026-04-01", *BY)

    assert theirs.exit_code == DONE
    assert ours.exit_code == USAGE
    assert all(part in ours.output for part in ("PERSON: expected", "[a-z]{5,12}", "--by: expected"))
