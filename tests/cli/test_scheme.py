"""`starter.py scheme`: whether a scheme can be used, what it does in plain sentences, and two side by side."""

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from countersign.careplan.authority import Exceptional
from countersign.careplan.plan import PlanKind
from countersign.careplan.scheme import Scheme
from countersign.wording.bands import Axis, bands, in_words, routed
from tests.support.stack import DONE, EXAMPLES, HERE, USAGE, Commands, Said, example

SCHEMES = HERE / "schemes"
NAMES = ("doncaster", "panel_by_exception", "procedure", "shropshire")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A council's own folder of schemes, to be changed."""
    copied = tmp_path / "schemes"
    shutil.copytree(SCHEMES, copied, ignore=lambda _folder, names: [name for name in names if name[-5:] != ".toml"])
    return copied


def change(path: Path, *changes: tuple[str, str]) -> None:
    """Change the first of each of these words of a file."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def only(said: Said, file: str) -> dict[str, Any]:
    """What was said about one file."""
    (read,) = [read for read in said.json["files"] if read["file"] == file]
    return read


def warnings_of(file: dict[str, Any]) -> list[str]:
    """What is worth a look, but for rates of an earlier tax year: that depends on the day of the test."""
    return [warning for warning in file["warnings"] if "[DP-7]" not in warning]


# check


@pytest.mark.rule("ROUTE-1")
def test_every_scheme_of_ours_can_be_used_and_says_which_figures_are_our_default(alone: Commands) -> None:
    said = alone("--json", "scheme", "check")
    for_people = alone("scheme", "check").words

    *schemes, sender = said.json["files"]
    assert [file["edition"].partition("@")[0] for file in schemes] == list(NAMES)
    assert not [file for file in schemes if file["problems"] or warnings_of(file)]
    assert (said.code, sender["problems"], "reach nobody" in sender["warnings"][0]) == (DONE, [], True), "TELL-7"
    ours = [part["where"] for part in only(said, "shropshire.toml")["our_defaults"]]
    assert "authority[practice_lead]" in ours
    assert "authority[call_lead]" not in ours
    assert "5 files read: 5 can be used, 0 cannot" in for_people
    assert "our default, not the council's own" in for_people


@pytest.mark.rule("ROUTE-1")
def test_every_problem_of_every_file_is_named_at_once(alone: Commands, folder: Path) -> None:
    change(folder / "shropshire.toml", ('agrees_under = "1000.00"', 'agrees_under = "a lot"'), ("every_weeks = 1", ""))
    change(folder / "doncaster.toml", ("procedure@2023-05-23", "procedure@1999-01-01"))
    (folder / "nonsense.toml").write_text("= [", encoding="utf-8")
    (folder / "other.toml").write_text((folder / "procedure.toml").read_text(encoding="utf-8"), encoding="utf-8")

    said = alone("--json", "scheme", "check", str(folder))
    for_people = alone("scheme", "check", str(folder))

    assert (said.code, for_people.code) == (USAGE, USAGE)
    assert not said.json["usable"]
    problems = {file["file"]: " | ".join(file["problems"]) for file in said.json["files"] if file["problems"]}
    assert set(problems) == {"shropshire.toml", "doncaster.toml", "nonsense.toml", "other.toml"}
    assert "authority[1].agrees_under" in problems["shropshire.toml"]
    assert "meeting[1].every_weeks: is missing" in problems["shropshire.toml"]
    assert "there is no edition 'procedure@1999-01-01' here" in problems["doncaster.toml"]
    assert "is not TOML" in problems["nonsense.toml"]
    assert "must be the file's own name" in problems["other.toml"]
    every = [" ".join(problem.split()) for file in said.json["files"] for problem in file["problems"]]
    assert [problem for problem in every if problem not in for_people.words] == []
    assert "7 files read: 3 can be used, 4 cannot" in for_people.words


@pytest.mark.rule("ROUTE-1")
def test_a_file_that_a_council_is_writing_is_based_on_an_edition_of_the_installation(
    alone: Commands, tmp_path: Path
) -> None:
    mine = tmp_path / "northbridge.toml"
    text = (SCHEMES / "shropshire.toml").read_text(encoding="utf-8")
    mine.write_text(text.replace('name = "shropshire"', 'name = "northbridge"'), encoding="utf-8")

    said = alone("--json", "scheme", "check", str(mine))

    assert said.code == DONE
    assert only(said, "northbridge.toml")["based_on"] == "procedure@2023-05-23"


def test_a_place_without_a_scheme_is_named(alone: Commands, tmp_path: Path) -> None:
    said = alone("scheme", "check", str(tmp_path), "no-such-file.toml")

    assert said.code == USAGE
    assert "there is no .toml file in it" in said.words
    assert "there is no such file or folder" in said.words


@pytest.mark.rule("DP-7")
def test_rates_of_an_earlier_tax_year_are_said_to_be_out_of_date(alone: Commands, folder: Path) -> None:
    change(folder / "procedure.toml", ("in_force_from = 2026-04-06", "in_force_from = 2025-04-07"))

    said = alone("--json", "scheme", "check", str(folder))

    assert said.code == DONE
    (warning,) = [warning for warning in only(said, "procedure.toml")["warnings"] if "[DP-7]" in warning]
    assert warning.startswith("employer_rates: The latest employer's rates are those from 2025-04-07, of the tax year ")
    assert "look for newer ones" in alone("scheme", "check", str(folder)).words


ANY_AMOUNT = ("agrees_any_amount = true", 'agrees_up_to = "9000.00"')


@pytest.mark.rule("ROUTE-1", "ROUTE-2", "ROUTE-6", "DEC-1")
@pytest.mark.parametrize(
    ("name", "changes", "code", "says"),
    [
        pytest.param(
            "procedure",
            [('kinds = ["adult", "carer"]', 'kinds = ["adult"]')] * 3,
            USAGE,
            "nobody may agree a carer's own plan, of any amount",
            id="a kind of plan that nobody may agree",
        ),
        pytest.param(
            "procedure",
            [ANY_AMOUNT],
            DONE,
            "nobody may agree an adult's plan of over £9,000.00 a week",
            id="an amount above which nobody may agree",
        ),
        pytest.param(
            "procedure",
            [ANY_AMOUNT],
            DONE,
            "nobody may agree an adult's plan of over £5,000.00 once",
            id="a one-off amount above which nobody may",
        ),
        pytest.param(
            "procedure",
            [('agrees_up_to = "1500.00"', 'agrees_up_to = "400.00"')],
            DONE,
            "stands above team_manager and may agree less",
            id="a role that may agree less than the one below it",
        ),
        pytest.param(
            "procedure",
            [('agrees_up_to = "500.00"', "")],
            DONE,
            "authority team_manager: has no limit, so it may agree nothing",
            id="a limit that is missing",
        ),
        pytest.param(
            "shropshire",
            [('how_the_person_is_involved = "You, ', 'how_the_person_is_involved = "n/a" # ')],
            USAGE,
            "how_the_person_is_involved must say how",
            id="a call that does not say how the person is involved",
        ),
        pytest.param(
            "procedure",
            [('source = "our default: the procedure gives no limit"', 'source = "-"')],
            USAGE,
            "authority[team_manager].source: must say where it comes from",
            id="a limit that has no source",
        ),
    ],
)
def test_what_is_wrong_beyond_the_form_is_said(
    alone: Commands, folder: Path, name: str, changes: list[tuple[str, str]], code: int, says: str
) -> None:
    change(folder / f"{name}.toml", *changes)

    said = alone("scheme", "check", str(folder / f"{name}.toml"))

    assert said.code == code, said.out
    assert says in said.words


# explain


def sentences(alone: Commands, name: str, *options: str) -> list[str]:
    return [sentence["text"] for sentence in alone("--json", "scheme", "explain", name, *options).json["sentences"]]


SAYS = {
    "procedure": """
        Plans come from these teams: Visual Impairment Team; Hospital Social Work Teams; Home Assessment Team;
        Community Teams; Learning Disability Teams; Complex Care and Review Team; Mental Health Teams; CHC Social
        Work Team; Transition Team.

        A plan that costs more than the indicative budget, a week or once, shows four things more: a strengths-based
        approach, the options explored, the rationale, and what was explored to prevent, reduce or delay needs. They
        are asked for at any amount above it a week, and at any amount above it once. A line counts as it would be
        managed otherwise too, where that costs more.

        An adult's plan or a carer's own plan that costs up to £500.00 a week goes to the Team manager,
        £500.00 exactly included.

        An adult's plan or a carer's own plan that costs over £500.00 and up to £1,500.00 a week goes to the
        Service manager, £1,500.00 exactly included.

        Where an adult's plan or a carer's own plan goes does not depend on whether it is very complex.

        A plan that was agreed is signed off once the person has been given the written record.
        """,
    "shropshire": """
        An adult's plan or a carer's own plan that costs under £1,000.00 a week goes to the Practice lead.
        £1,000.00 exactly goes to the Weekly conference call.

        An adult's plan or a carer's own plan that costs £1,000.00 or more a week goes to the Weekly
        conference call.

        An adult's plan or a carer's own plan that is very complex and costs any amount goes to the Weekly
        conference call.

        Where an adult's plan or a carer's own plan goes does not depend on whether it is particularly
        distinctive.

        The Head of service may agree adults' plans and carers' own plans of any amount, but only what the
        Weekly conference call has missed.

        A plan is in time for it until the office closes 2 working days before: one that came on the morning
        of Monday 1 June 2026 goes to that of Wednesday 3 June 2026, and one that came when that had met, to
        that of Wednesday 10 June 2026.

        What it has not decided 1 working day after it met counts as missed, as does what was reported so
        before. Then the plan goes to the Head of service, who may decide it alone, and to the next call, to
        which the person is invited again.

        team, further_evidence, sign_off, understanding, amendments, direct_payments, employer_rates, consistency,
        clocks, review, duty, interim, top_of_interim, promises, tasks, sharing, copies_back, sending, office:
        as in procedure@2023-05-23.
        """,
    "panel_by_exception": """
        An adult's plan or a carer's own plan that costs over £1,500.00 a week goes to the Support planning
        panel.

        An adult's plan or a carer's own plan that is particularly distinctive and costs any amount goes to
        the Support planning panel.

        It decides with 3 members or more, who between them bring the skills social work and finance. Where
        an expert assessor was involved, that person or somebody of like expertise is one of them.

        The person is invited beforehand, in these words: “You can come to the panel, or somebody who speaks
        for you can. We talk about your plan only while you are there, if you wish. You can also send us
        what you want to say.”
        """,
    "doncaster": """
        A plan with a direct payment that was agreed is authorised to start. It is signed off once the first
        payment has been received and put into practice, whoever may decide it has approved it on the report
        of how it works, and the person has been given the written record. If it does not work, it is
        returned and put right, or withdrawn; what runs goes on. One without a direct payment is signed off
        once the record was given.

        The Direct payments team is asked at once to arrange the payment.

        The first payment is to be put into practice 20 working days after the plan was authorised to start.
        After 5 working days the practitioner is reminded; after 20 working days, and from then on every 5
        working days, the next person up is told.
        """,
}
"""Some of what is to be said of each scheme, as its file has it: a paragraph for each sentence or two."""


@pytest.mark.rule("ROUTE-1", "ROUTE-2", "ROUTE-3", "ROUTE-4", "ROUTE-5", "ROUTE-6")
@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_is_said_in_sentences_that_a_councillor_can_read(alone: Commands, name: str) -> None:
    said = sentences(alone, name, "--on", "2026-06-01")

    wanted = [" ".join(paragraph.split()) for paragraph in SAYS[name].split("\n\n")]
    assert [sentence for sentence in wanted if sentence not in said] == []


@pytest.mark.rule("ROUTE-1", "DP-7")
def test_each_sentence_has_its_source_and_what_is_our_default_is_marked(alone: Commands) -> None:
    said = alone("--json", "scheme", "explain", "shropshire", "--on", "2024-05-01").json["sentences"]
    short = alone("scheme", "explain", "shropshire").out
    whole = " ".join(alone("scheme", "explain", "shropshire", "--sources").out.split())

    without_a_source = {sentence["where"] for sentence in said if not sentence["source"]}
    assert without_a_source <= {"", "scheme.based_on"}
    rates = next(sentence for sentence in said if sentence["where"] == "employer_rates[1]")
    assert "National Insurance 13.8% of each employee's pay above £175.00 a week" in rates["text"]
    assert rates["our_default"]
    assert "[article]" in short
    assert "[our default]" in short
    assert "For costs over £1,000 or very complex cases, a weekly conference call is held" in whole


@pytest.mark.rule("ROUTE-1")
def test_only_what_the_file_says_is_said(alone: Commands, folder: Path) -> None:
    """Another council's file, with other figures and other words: none of ours is left in what is said about it."""
    change(
        folder / "shropshire.toml",
        ('agrees_under = "1000.00"', 'agrees_under = "812.50"'),
        ('larger_than_usual_from = "1000.00"', 'larger_than_usual_from = "812.50"'),
        ('title = "Weekly conference call"', 'title = "Thursday call"'),
        ('title = "Weekly conference call"', 'title = "Thursday call"'),
        ("papers_by = 2", "papers_by = 0"),
        ("at = 10:00:00", "at = 15:30:00"),
        ("first_on = 2015-04-01", "first_on = 2015-04-02"),
    )
    said = alone("scheme", "explain", "shropshire", env={"COUNTERSIGN_SCHEMES": str(folder)})

    text = " ".join(said.out.split())
    assert (
        "that costs under £812.50 a week goes to the Practice lead. £812.50 exactly goes to the Thursday call." in text
    )
    assert "It meets every week on a Thursday at 15:30" in text
    assert "A plan is in time for it until it begins" in text
    assert "£1,000.00 a week" not in text
    assert "Weekly conference call" not in text


@pytest.mark.rule("ROUTE-2", "ROUTE-3")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", list(PlanKind))
def test_every_band_begins_and_ends_where_the_route_changes(
    scheme_of: Callable[[str], Scheme], name: str, kind: PlanKind
) -> None:
    """What is said of a band is what happens at its first penny and at its last, and no longer a penny further."""
    scheme, penny = scheme_of(name), Decimal("0.01")
    for axis in Axis:
        in_order = bands(scheme, kind, axis)
        assert (in_order[0].least, in_order[-1].has_no_end) == (Decimal(0), True)
        for band, following in pairwise(in_order):
            assert following.least == band.most + penny
            assert (band.role, band.meeting) != (following.role, following.meeting)
        for band in in_order:
            for amount in (band.least, band.most):
                weekly, one_off = (amount, Decimal(0)) if axis is Axis.WEEKLY else (Decimal(0), amount)
                to = routed(scheme, kind, weekly, one_off)
                assert (to.role, to.meeting) == (band.role, band.meeting), in_words(band, scheme)


@pytest.mark.rule("ROUTE-3")
def test_a_plan_that_is_very_complex_goes_to_the_call_at_every_amount(scheme_of: Callable[[str], Scheme]) -> None:
    (band,) = bands(scheme_of("shropshire"), PlanKind.ADULT, why=Exceptional.VERY_COMPLEX)

    words = in_words(band, scheme_of("shropshire"))
    assert (band.title, band.meeting, words) == ("Weekly conference call", "weekly_call", "any amount")


@pytest.mark.parametrize("command", [("explain", "{}"), ("compare", "procedure", "{}"), ("compare", "{}", "procedure")])
@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("nowhere", (), "There is no scheme or edition of that name here (doncaster, panel_by_exception, procedure"),
        ("shropshire@2020-01-01", (), "There is no scheme or edition of that name"),
        ("shropshire", ("--on", "2015-03-31"), "is in force on Tue 31 Mar 2015: the first is from "),
        ("procedure", ("--on", "soon"), "'soon' does not match the format"),
    ],
)
def test_a_scheme_that_is_not_there_is_a_mistake_of_usage(
    alone: Commands, command: tuple[str, ...], name: str, options: tuple[str, ...], says: str
) -> None:
    said = alone("scheme", *(word.format(name) for word in command), *options)

    assert said.code == USAGE
    assert says in said.words


def test_what_cannot_be_used_is_not_explained(alone: Commands, folder: Path) -> None:
    change(folder / "doncaster.toml", ('after = "first_payment"', 'after = "some_day"'))

    said = alone("scheme", "explain", "procedure", env={"COUNTERSIGN_SCHEMES": str(folder)})

    assert said.code == USAGE
    assert "doncaster.toml: sign_off.after" in said.words
    assert "scheme check" in said.words


# compare


@pytest.mark.rule("ROUTE-4", "ROUTE-3", "DEC-7")
def test_the_same_plans_under_two_schemes_stand_side_by_side(alone: Commands) -> None:
    said = alone("--json", "scheme", "compare", "procedure", "shropshire", "--on", "2026-11-09").json
    rows = {plan["file"].partition("-1-")[0]: plan for plan in said["plans"]}

    assert len(rows) == len(list(EXAMPLES.glob("*-submission.json")))
    of_the_call = rows["call"]
    assert of_the_call["weekly"] == "1172.50"
    assert [placed["to"] for placed in of_the_call["placed"]] == ["Service manager", "Weekly conference call"]
    assert [placed["because"] for placed in of_the_call["placed"]] == [[], [Exceptional.LARGER_THAN_USUAL]]
    assert [placed["promised_on"] for placed in of_the_call["placed"]] == ["2026-11-23", "2026-11-23"]
    assert of_the_call["differs"] == ["to", "meeting", "because", "limit"]
    figures = {figure["where"]: figure["values"] for figure in said["figures"]}
    assert figures["authority[practice_lead].agrees_under"] == [None, "1000.00"]
    assert not [where for where in figures if where.startswith(("clocks", "scheme")) or where.endswith("source")]


@pytest.mark.rule("ROUTE-5")
def test_only_what_differs_is_marked(alone: Commands) -> None:
    """Peter has a direct payment, Clare has none: only his plan would be signed off at another time."""
    peter, clare = (str(EXAMPLES / f"{name}-1-submission.json") for name in ("peter", "clare"))

    said = alone("scheme", "compare", "doncaster", "procedure", peter, clare)

    marked = [line.strip() for line in said.out.splitlines() if "≠" in line[:4]]
    assert (said.code, marked) == (DONE, ["≠ Signed off after"])
    assert "first payment put into practice, and record given" in said.words
    assert "clocks.first_payment.steps[1].after doncaster@2015-04-01: 5 procedure@2023-05-23: " in said.words
    assert "2 plans, 1 not the same under both" in said.words


def test_a_resubmission_is_compared_and_what_is_no_plan_is_named_with_every_problem(
    alone: Commands, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"plan": {**example("plain-1-submission")["plan"], "team": "x", "surprise": 1}}))
    resubmission = str(EXAMPLES / "joe-3-resubmission.json")

    good = alone("--json", "scheme", "compare", "procedure", "doncaster", resubmission)
    refused = alone("scheme", "compare", "procedure", "doncaster", str(bad), str(EXAMPLES / "joe-2-returned.json"))
    no_json = alone("scheme", "compare", "procedure", "doncaster", str(EXAMPLES / "README.md"))

    assert (good.code, good.json["plans"][0]["weekly"]) == (DONE, "329.75")
    assert (refused.code, no_json.code) == (USAGE, USAGE)
    assert all(part in refused.words for part in ("bad.json: team", "surprise: is not a field", "plan: is missing"))
    assert "is not JSON" in no_json.words


@pytest.mark.rule("ROUTE-1")
def test_a_scheme_beside_itself_differs_in_nothing(alone: Commands) -> None:
    said = alone("--json", "scheme", "compare", "procedure", "procedure@2023-05-23").json

    assert said["figures"] == []
    assert {tuple(plan["differs"]) for plan in said["plans"]} == {()}
