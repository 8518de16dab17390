"""SUB-8: the register, as it is typed: line managers, who submits for whom, and the form of references."""

import json

import pytest

from tests.cli.test_register import BY, Register, lines, of_json
from tests.support.stack import DONE, USAGE


@pytest.mark.rule("SUB-8")
def test_a_line_says_who_manages_a_person_and_for_whom_they_submit(typed: Register) -> None:
    granted = typed(
        *("grant", "adm-7", "administrator", "--from", "2026-04-01", "--submits-for", "sw-1042 sw-1115"),
        *("--line-manager", "tm-201", "--name", "Priti Rao", "--telephone", "01632 960177", *BY),
    )
    assert lines(granted)[0] == (
        "Granted: adm-7 is administrator for all teams, from 2026-04-01 on; line manager tm-201; may submit for "
        "sw-1042, sw-1115."
    )
    (line,) = of_json(typed, "show", "--on", "2026-05-01")
    assert (line["name"], line["telephone"], line["line_manager"]) == ("Priti Rao", "01632 960177", "tm-201")
    assert line["submits_for"] == ["sw-1042", "sw-1115"]
    shown = typed("show", "--on", "2026-05-01").output
    assert all(part in shown for part in ("adm-7 Priti Rao", "may submit for sw-1042, sw-1115", "line manager tm-201"))
    (change,) = of_json(typed, "history")
    assert (change["now"]["line_manager"], change["now"]["submits_for"]) == ("tm-201", ["sw-1042", "sw-1115"])
    assert "Priti" not in json.dumps(change), "the audit keeps no name"


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("option", "value"),
    [("--line-manager", "sw-1042"), ("--submits-for", "everybody"), ("--telephone", "ask"), ("--name", "Sw1042 x\ty")],
)
def test_what_cannot_be_is_named_by_its_option(typed: Register, option: str, value: str) -> None:
    refused = typed("grant", "sw-1042", "practitioner", "--from", "2026-04-01", option, value, *BY)
    assert refused.exit_code == USAGE
    assert f"{option}: expected nothing, or" in refused.output


@pytest.mark.rule("SUB-8")
def test_a_register_is_typed_in_the_form_of_the_installation(typed: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_STAFF_REFERENCE", "[a-z]{5,12}")
    theirs = typed("grant", "abrwts", "practitioner", "--from", "2026-04-01", "--by", "qvents")
    ours = typed("grant", "sw-1042", "practitioner", "--from", "2026-04-01", *BY)

    assert theirs.exit_code == DONE
    assert ours.exit_code == USAGE
    assert all(part in ours.output for part in ("PERSON: expected", "[a-z]{5,12}", "--by: expected"))
