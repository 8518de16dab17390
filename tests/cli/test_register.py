"""`register`: who may decide what is changed by commands, each with its own audit; a bad file changes nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from starter import cli
from tests.support.stack import DONE, EXAMPLES, FAILED, HERE, REFUSED, USAGE, Commands

IN_THE_EXAMPLE = len((EXAMPLES / "register.csv").read_text(encoding="utf-8").splitlines()) - 1
BY = ("--by", "sm-31")
FROM_A_FILE = (*BY, "--confirmed-by", "hs-1")
CONFIRMS = ("--by", "hs-1")
OWN_LIMITS = "£400.00 a week and £0.00 one-off"
Register = Callable[..., Result]


@pytest.fixture
def filled(typed: Register) -> Register:
    """The same, with the register of the examples."""
    assert typed("import", str(EXAMPLES / "register.csv"), *FROM_A_FILE).exit_code == DONE
    return typed


def lines(result: Result) -> list[str]:
    return [line.rstrip() for line in result.output.splitlines()]


def of_json(typed: Register, *words: str) -> Any:
    result = typed(*words, as_json=True)
    assert result.exit_code == DONE, result.output
    return json.loads(result.output)


def audit(typed: Register) -> list[tuple[str, str, str]]:
    return [(change["by"], change["what"], change["person"]) for change in of_json(typed, "history", "--limit", "1000")]


# Files


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
def test_a_register_is_taken_from_a_file_and_taken_again_changes_nothing(typed: Register) -> None:
    first, again = (typed("import", str(EXAMPLES / "register.csv"), *FROM_A_FILE) for _ in range(2))

    assert lines(first) == [f"Register: {IN_THE_EXAMPLE} added, 0 changed, 0 removed."]
    assert lines(again) == ["Register: 0 added, 0 changed, 0 removed."]
    assert len(audit(typed)) == IN_THE_EXAMPLE


@pytest.mark.rule("ROUTE-1")
def test_every_bad_row_is_named_and_then_none_is_taken(filled: Register, tmp_path: Path) -> None:
    before = of_json(filled, "show", "--all")
    bad = tmp_path / "register.csv"
    bad.write_text(
        "person,role,team,starts,ends,email\ntm-1,team_manager,,2026-01-01,,\ntm-2,team_manager,nowhere,soon,,\ntm-3\n"
    )

    refused = filled("import", str(bad), *FROM_A_FILE)

    assert refused.exit_code == USAGE
    assert all(part in refused.output for part in ("line 3, team", "line 3, starts", "line 4, the whole line"))
    assert of_json(filled, "show", "--all") == before


def test_what_a_file_would_change_is_said_line_by_line_without_doing_it(filled: Register, tmp_path: Path) -> None:
    before, changes = of_json(filled, "show", "--all"), audit(filled)
    changed = (
        (EXAMPLES / "register.csv").read_text(encoding="utf-8").replace("tm-202,team_manager", "tm-302,team_manager")
    )
    (tmp_path / "register.csv").write_text(changed, encoding="utf-8")

    tried = filled("import", str(tmp_path / "register.csv"), *FROM_A_FILE, "--dry-run")

    assert ", removed by sm-31 and hs-1, run by " in lines(tried)[0]
    assert lines(tried)[1] == "    tm-202 is team_manager for home_assessment, from Mon 01 Apr 2024 on"
    assert lines(tried)[-1] == "Register: 1 added, 0 changed, 1 removed. Nothing was done: it was only tried."
    assert (of_json(filled, "show", "--all"), audit(filled)) == (before, changes)


@pytest.mark.rule("ROUTE-1")
def test_a_set_up_that_runs_again_leaves_later_changes_alone(typed: Register) -> None:
    setting_up = ("import", str(EXAMPLES / "register.csv"), "--if-empty", "--by", "ops-661", "--confirmed-by", "hs-1")
    assert typed(*setting_up).exit_code == DONE
    assert typed("grant", "tm-300", "team_manager", "--from", "2026-12-01", *BY).exit_code == DONE
    assert typed("confirm", "tm-300", "team_manager", *CONFIRMS).exit_code == DONE

    assert of_json(typed, *setting_up) == {"left_as_it_is": True}

    assert [line["person"] for line in of_json(typed, "show", "--person", "tm-300", "--on", "2026-12-01")] == ["tm-300"]


@pytest.mark.rule("WHO-6")
def test_the_set_up_for_production_takes_the_register_only_once_and_by_two_people() -> None:
    text = (HERE / "deploy" / "setup.sh").read_text(encoding="utf-8").replace("\\\n", " ")
    (line,) = [" ".join(line.split()) for line in text.splitlines() if " import " in line]

    assert line == (
        "python starter.py register import /register.csv --if-empty "
        '--by "${REGISTER_BY:-ops-661}" --confirmed-by "${REGISTER_CONFIRMED_BY:-hs-1}"'
    )


@pytest.mark.rule("ROUTE-9")
def test_absences_are_taken_from_a_file_or_every_bad_row_is_named(filled: Register, tmp_path: Path) -> None:
    file = tmp_path / "absences.csv"
    file.write_text("person,starts,ends\ntm-201,2026-12-21,2027-01-03\nsm-31,2026-12-24,\n")
    taken = filled("absences", str(file), *BY)
    file.write_text("person,starts,ends\ntm-999,2026-12-21,\nsm-31,2026-12-24,2026-12-23\n")
    refused = filled("absences", str(file), *BY)

    assert lines(taken) == ["Absences: 2 added, 0 changed, 0 removed."]
    assert refused.exit_code == USAGE
    assert lines(refused) == [
        f"Not done: {file}, line 2, person: expected a staff reference that is on the register",
        f"{file}, line 3, ends: expected a date on or after the one in `starts`",
    ]
    away = {line["person"]: line["away"] for line in of_json(filled, "show", "--on", "2026-12-25") if line["away"]}
    assert {person: (absence["starts"], absence["ends"]) for person, absence in away.items()} == {
        "tm-201": ("2026-12-21", "2027-01-03"),
        "sm-31": ("2026-12-24", None),
    }


# One line at a time


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
def test_a_delegation_is_granted_seen_and_ended(filled: Register) -> None:
    granted = filled(
        *(
            "grant",
            "tm-301",
            "team_manager",
            "--team",
            "mental_health",
            "--from",
            "2026-12-01",
            "--until",
            "2027-03-31",
        ),
        *("--up-to", "400", "--one-off-up-to", "0", "--email", "tm-301@example.org", *BY),
    )
    confirmed = filled("confirm", "tm-301", "team_manager", *CONFIRMS)
    shown = filled("show", "--role", "team_manager", "--team", "mental_health", "--on", "2026-12-01")
    ended = filled("end", "tm-301", "team_manager", "--on", "2027-01-31", "--by", "hs-1")

    line = f"tm-301 is team_manager for mental_health, from Tue 01 Dec 2026 to Wed 31 Mar 2027; own limit {OWN_LIMITS}."
    assert lines(granted)[0] == f"Granted: {line}"
    assert " ".join(lines(granted)[1:]) == (
        "It decides plans, so it counts once somebody else has confirmed it: "
        "`register confirm tm-301 team_manager --by …`."
    )
    assert lines(confirmed) == [f"Confirmed: {line}"]
    assert lines(shown)[:5] == [
        "tm-206 Lucy Thorne",
        "    team_manager for mental_health, from Mon 01 Apr 2024 on",
        "tm-301",
        "    team_manager for mental_health, from Tue 01 Dec 2026 to Wed 31 Mar 2027",
        f"    own limit {OWN_LIMITS}",
    ]
    assert "up to £500.00 a week, £1,000.00 one-off" in shown.output
    assert lines(ended) == [f"Ended: {line.replace('Wed 31 Mar 2027', 'Sun 31 Jan 2027')}"]
    seen = [of_json(filled, "show", "--person", "tm-301", "--on", on) for on in ("2027-01-31", "2027-02-01")]
    assert [len(on_that_day) for on_that_day in seen] == [1, 0]
    assert (seen[0][0]["agrees_up_to"], seen[0][0]["one_off_up_to"]) == ("400.00", "0.00")
    assert audit(filled)[-3:] == [
        ("sm-31", "granted", "tm-301"),
        ("hs-1", "confirmed", "tm-301"),
        ("hs-1", "ended", "tm-301"),
    ]


@pytest.mark.rule("ROUTE-9")
def test_somebody_acts_for_another_while_that_one_is_away(filled: Register) -> None:
    acting = ("act", "tm-202", "--for", "tm-201", "--role", "team_manager", "--team", "community")
    acted = filled(*acting, "--from", "2026-12-21", "--until", "2027-01-03", *BY)
    not_yet = filled("show", "--person", "tm-201", "--on", "2026-12-24")
    confirmed = filled("confirm", "tm-202", "team_manager", "--for", "tm-201", *CONFIRMS)
    before = filled("show", "--person", "tm-201", "--on", "2026-12-24")
    gone = filled("away", "tm-201", "--from", "2026-12-21", *BY)
    meanwhile = filled("show", "--person", "tm-201", "--on", "2026-12-24")
    came = filled("back", "tm-201", "--on", "2026-12-28", *BY)

    assert "it does not count yet: somebody else has to confirm it; acts for tm-201" in not_yet.output
    assert confirmed.exit_code == DONE
    assert lines(acted)[:3] == [
        "Acting: tm-202 is team_manager for community, acting for tm-201, from Mon 21 Dec 2026 to Sun 03 Jan 2027.",
        "It counts only on days when tm-201 is away, and only for plans that both could decide themselves.",
        "tm-201 is not recorded as away on any of these days (`register away`).",
    ]
    assert "acts for tm-201, who is not away: it does not count" in before.output
    assert "acts for tm-201, who is away\n" in "\n".join((*lines(meanwhile), ""))
    assert lines(gone) == ["Away: tm-201 is away from Mon 21 Dec 2026 on."]
    assert lines(came) == ["Back: tm-201 is away from Mon 21 Dec 2026 to Sun 27 Dec 2026."]
    acts = [
        next(line["acts"] for line in of_json(filled, "show", "--person", "tm-202", "--on", on) if line["acting_for"])
        for on in ("2026-12-27", "2026-12-28")
    ]
    assert acts == [True, False]


@pytest.mark.rule("ROUTE-9")
def test_when_the_other_is_away_already_nothing_more_is_said(filled: Register) -> None:
    filled("away", "tm-201", "--from", "2026-12-21", "--until", "2026-12-21", *BY)
    acting = ("act", "tm-202", "--for", "tm-201", "--role", "team_manager", "--team", "community", *BY)

    notes = of_json(filled, *acting, "--from", "2026-12-21", "--until", "2027-01-03")["notes"]

    assert [note.partition(":")[0] for note in notes[1:]] == [
        "It decides plans, so it counts once somebody else has confirmed it"
    ]


@pytest.mark.rule("ROUTE-9")
def test_acting_in_what_the_other_does_not_hold_is_refused_with_every_reason(filled: Register) -> None:
    acting = ("act", "sw-1042", "--for", "tm-201", "--role", "service_manager", *BY)
    dates = ("--from", "2026-12-21", "--until", "2027-01-03")

    refused = filled(*acting, *dates)
    for_machines = filled(*acting, *dates, as_json=True)

    assert (refused.exit_code, for_machines.exit_code) == (REFUSED, REFUSED)
    assert "  1. tm-201 does not hold service_manager for all teams on every day" in refused.output
    assert "  2. sw-1042 holds no role that may decide under a scheme with service_manager" in refused.output
    answer = json.loads(for_machines.output)
    assert (answer["accepted"], [finding["rule"] for finding in answer["findings"]]) == (False, ["ROUTE-9"] * 2)
    assert len(audit(filled)) == IN_THE_EXAMPLE


@pytest.mark.rule("ROUTE-1")
def test_a_role_that_no_scheme_knows_is_kept_and_said(filled: Register) -> None:
    granted = ("grant", "ot-1", "panel_member", "--from", "2026-12-01", *BY)

    said = of_json(filled, *granted)

    assert said["notes"] == [
        "No scheme here lets panel_member decide a plan: the line says who they are, and that they can be told."
    ]
    assert (
        "Decides no plan under the schemes here: panel_member."
        in filled("show", "--person", "ot-1", "--on", "2026-12-01").output
    )


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        pytest.param(
            (
                *("grant", "Jo Bloggs", "Team Manager", "--until", "soon", "--team", "everywhere", "--up-to", "1,000"),
                *("--one-off-up-to", "2000000", "--email", "x", "--by", "me"),
            ),
            "PERSON ROLE --team --from --until --email --up-to --one-off-up-to --by",
            id="grant",
        ),
        pytest.param(("act", "tm-202"), "--for ROLE --from --by", id="act, with nothing"),
        pytest.param(
            ("act", "tm-202", "--for", "tm-202", "--role", "team_manager", "--from", "2026-12-01", *BY),
            "--for --until",
            id="act, for oneself and without an end",
        ),
        pytest.param(
            ("grant", "tm-1", "team_manager", "--from", "2026-12-02", "--until", "2026-12-01", *BY),
            "--until",
            id="grant, to a day before its first",
        ),
        pytest.param(("end", "tm-1", "x", "--on", "then", "--team", "us"), "ROLE --team --on --by", id="end"),
        pytest.param(("away", "Jo", "--until", "then"), "PERSON --from --until --by", id="away"),
        pytest.param(("back", "Jo"), "PERSON --on --by", id="back"),
        pytest.param(("import", "register.csv", "--confirmed-by", "hs-1"), "--by", id="import"),
        pytest.param(("import", "register.csv", *BY), "--confirmed-by", id="import, by one"),
        pytest.param(("absences", "absences.csv", "--by", "Jane Smith"), "--by", id="absences"),
        pytest.param(("show", "--on", "2026-02-30"), "--on", id="show"),
    ],
)
def test_everything_wrong_in_what_was_typed_is_named_at_once(
    filled: Register, words: tuple[str, ...], wrong: str
) -> None:
    said = filled(*words)

    assert said.exit_code == USAGE
    named = [line.removeprefix("Not done: ").partition(":")[0] for line in lines(said)]
    assert sorted(named) == sorted(wrong.split())
    assert not [name for name in ("Bloggs", "Jane") if name in said.output]


@pytest.mark.parametrize(
    "words",
    [
        ("grant", "tm-201", "team_manager", "--team", "community", "--from", "2026-12-01"),
        ("end", "tm-201", "head_of_service", "--on", "2026-12-01"),
        ("away", "tm-999", "--from", "2026-12-01"),
        ("back", "tm-201", "--on", "2026-12-01"),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.rule("ROUTE-1", "ROUTE-9")
def test_what_cannot_be_is_refused_and_leaves_no_trace(filled: Register, words: tuple[str, ...]) -> None:
    said = filled(*words, *BY)

    assert said.exit_code == REFUSED
    assert lines(said)[0] == "Refused: nothing was changed."
    assert len(audit(filled)) == IN_THE_EXAMPLE


# Looking


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
def test_with_nobody_on_the_register_nobody_decides(typed: Register) -> None:
    assert lines(typed("show", "--on", "2026-12-01")) == [
        "Nobody like that holds anything on Tue 01 Dec 2026: nobody decides by it."
    ]
    assert lines(typed("history")) == ["Nothing was changed."]


@pytest.mark.rule("ROUTE-1", "ROUTE-4")
def test_what_each_role_may_agree_is_shown_as_each_scheme_has_it(filled: Register) -> None:
    shown = of_json(filled, "show", "--on", "2026-12-01")

    agrees = {
        line["role"]: {
            edition.partition("@")[0]: agrees["words"] for agrees in line["may_agree"] for edition in agrees["editions"]
        }
        for line in shown
    }
    assert agrees["practice_lead"] == {"shropshire": "under £1,000.00 a week, £5,000.00 one-off"}
    assert agrees["call_lead"] == {"shropshire": "any amount, at the weekly call"}
    assert agrees["head_of_service"]["panel_by_exception"] == "any amount, once a panel or call missed it"
    assert agrees["team_manager"]["procedure"] == "up to £500.00 a week, £1,000.00 one-off"
    assert agrees["practitioner"] == {}


@pytest.mark.rule("ROUTE-1")
def test_what_a_role_may_agree_is_that_of_the_edition_in_force_on_the_day(
    filled: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = (HERE / "schemes" / "procedure.toml").read_text(encoding="utf-8")
    later = now.replace("in_force_from = 2023-05-23", "in_force_from = 2027-04-01")
    later = later.replace('agrees_up_to = "500.00"', 'agrees_up_to = "600.00"')
    (tmp_path / "procedure.toml").write_text(now, encoding="utf-8")
    (tmp_path / "procedure.2027-04-01.toml").write_text(later, encoding="utf-8")
    monkeypatch.setenv("COUNTERSIGN_SCHEMES", str(tmp_path))

    agrees = [of_json(filled, "show", "--person", "tm-201", "--on", on) for on in ("2027-03-31", "2027-04-01")]

    assert [lines_of_a_day[0]["may_agree"] for lines_of_a_day in agrees] == [
        [{"words": "up to £500.00 a week, £1,000.00 one-off", "editions": ["procedure@2023-05-23"]}],
        [{"words": "up to £600.00 a week, £1,000.00 one-off", "editions": ["procedure@2027-04-01"]}],
    ]


def test_history_shows_the_newest_and_for_one_person_only_theirs(filled: Register) -> None:
    filled("away", "tm-201", "--from", "2026-12-21", *BY)
    filled("back", "tm-201", "--on", "2026-12-24", "--by", "hs-1")

    newest = filled("history", "--limit", "1")
    theirs = of_json(filled, "history", "--person", "tm-201")

    assert ", back by hs-1, run by " in lines(newest)[0]
    assert " ".join(" ".join(lines(newest)[1:3]).split()) == (
        "tm-201 is away from Mon 21 Dec 2026 to Wed 23 Dec 2026 (before: tm-201 is away from Mon 21 Dec 2026 on)"
    )
    assert lines(newest)[-1] == "1 change."
    assert [change["what"] for change in theirs] == ["granted", "away", "back"]


def test_the_group_is_part_of_the_command_line_and_says_what_it_can(alone: Commands) -> None:
    said = alone("register", "--help")

    group = cli.get_command(click.Context(cli), "register")
    assert isinstance(group, click.Group)
    assert said.code == DONE
    assert all(f"  {name} " in said.out for name in group.commands)


def test_without_a_database_a_command_says_so(alone: Commands) -> None:
    said = alone("register", "show")

    assert said.code == FAILED
    assert "There is no database" in said.err


# Teams


@pytest.mark.rule("SUB-6", "SUB-7")
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("show", "--team", "gardening"), id="show"),
        pytest.param(("grant", "tm-1", "team_manager", "--team", "gardening", "--from", "2026-12-01", *BY), id="grant"),
        pytest.param(("end", "tm-201", "team_manager", "--team", "gardening", "--on", "2026-12-01", *BY), id="end"),
    ],
)
def test_a_team_that_no_scheme_names_is_refused_with_those_that_there_are(
    filled: Register, words: tuple[str, ...]
) -> None:
    said = filled(*words)

    assert said.exit_code == USAGE
    assert "--team: expected" in said.output
    assert "hospital_social_work" in said.output


@pytest.mark.rule("SUB-6", "SUB-7")
def test_a_file_with_a_team_that_no_scheme_names_is_refused_whole(typed: Register, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(
        "person,role,team,starts,ends,email\n"
        "tm-1,team_manager,community,2026-04-01,,\n"
        "tm-2,team_manager,gardening,2026-04-01,,\n"
    )
    said = typed("import", str(file), *FROM_A_FILE)

    assert said.exit_code == USAGE
    assert "line 3, team: expected nothing, for all teams, or one of visual_impairment," in said.output
    assert audit(typed) == []


@pytest.mark.rule("SUB-6")
@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("command", ["overdue", "list"])
def test_what_is_late_or_listed_by_a_team_that_no_scheme_names_is_a_mistake_of_usage(command: str) -> None:
    said = CliRunner().invoke(cli, [command, "--team", "x' OR PlanTeam = 'community"])

    assert said.exit_code == USAGE
    assert "--team: expected one of" in said.output
