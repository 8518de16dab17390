"""AMEND-2 · The brief on an amended plan: what it changes beside what was agreed; what else bears on the decision."""

import io
from typing import Any

import pytest
from rich.console import Console

from countersign.careplan.amendments import AmendedFor, ChangeKind, Stage
from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.concerns import AtRisk
from countersign.careplan.what_changed import Level
from countersign.cli.showing.brief import show_brief
from countersign.cli.showing.brief_amendment import ASKED_BY
from countersign.queries.amendments import AmendmentSeen, PartSeen
from countersign.queries.brief import brief_on
from countersign.queries.brief_seen import Brief, LightBrief
from countersign.schemes.reader import Schemes
from countersign.store.database import Database
from countersign.wording.without_names import without_names
from tests.casework.cases import ready
from tests.casework.copies import DECLINED, IN_FULL
from tests.casework.test_amendments import LESS, LIGHT, ON_RECORD, amend
from tests.support.builders import Json, example
from tests.support.casework import CaseUnderTest

AGENCY = example("clare-1-submission")["plan"]["providers"][0]["name"]
DAUGHTER = example("clare-1-submission")["plan"]["carers"][0]["name"]


def brief_of(database: Database, schemes: Schemes, case: CaseUnderTest) -> LightBrief:
    with database.transaction() as session:
        brief = brief_on(session, schemes, case.plan_id, case.now)
    assert brief is not None
    return brief


def amendment(database: Database, schemes: Schemes, case: CaseUnderTest) -> AmendmentSeen:
    seen = brief_of(database, schemes, case).amendment
    assert seen is not None
    return seen


def printed(brief: LightBrief, width: int = 80) -> str:
    page = io.StringIO()
    show_brief(Console(file=page, width=width), brief)
    return page.getvalue()


def in_hand(case: CaseUnderTest, changes: Json) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-26 14:20")
    amend(case, changes)


# A light one


@pytest.mark.rule("AMEND-2")
def test_a_light_amendment_is_shown_by_what_changed_alone_also_as_json(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    in_hand(case, LIGHT)
    brief = brief_of(database, schemes, case)
    assert not isinstance(brief, Brief)
    said: dict[str, Any] = brief.model_dump(mode="json")
    assert not said.keys() & {"the_plan", "budget", "questions", "limbs", "people", "earlier_versions", "consistency"}
    plan = case.kept.versions[2][1]
    for need in plan.needs:
        assert need.description not in str(said)
    for line in plan.services:
        assert line.description not in str(said)
    assert said["amendment"]["changes"] == [
        {
            "what": "What to do if something goes wrong: this has changed.",
            "kind": "wording",
            "parts": [
                {
                    "field": "",
                    "before": without_names(case.kept.versions[1][1].contingency_plan, plan),
                    "now": without_names(plan.contingency_plan, plan),
                }
            ],
        }
    ]
    assert said["how_to_decide"]
    assert said["may_decide"]


@pytest.mark.rule("AMEND-2")
def test_a_light_amendment_on_a_page_of_eighty_columns(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    in_hand(case, LIGHT)
    page = printed(brief_of(database, schemes, case))
    assert max(map(len, page.splitlines())) <= 80
    said = " ".join(page.split())
    assert "It is light: only what stands here is to be agreed." in said
    assert "What it changes of version 1, which is in force until then" in said
    assert "The budget" not in page
    assert case.kept.versions[2][1].needs[0].description[:40] not in said


@pytest.mark.rule("AMEND-2")
def test_any_other_is_shown_whole(case: CaseUnderTest, database: Database, schemes: Schemes) -> None:
    ready.amended(case)
    brief = brief_of(database, schemes, case)
    assert isinstance(brief, Brief)
    assert brief.the_plan.needs
    assert brief.amendment is not None
    assert brief.amendment.level is Level.FULL
    assert "the whole plan stands below" in " ".join(printed(brief).split())


@pytest.mark.rule("AMEND-2")
def test_once_a_light_one_is_referred_up_it_is_shown_whole(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    in_hand(case, LIGHT)
    case.accept("refer_up")
    assert isinstance(brief_of(database, schemes, case), Brief)


# What changed


@pytest.mark.rule("AMEND-2", "REV-4")
def test_a_cut_is_shown_with_what_it_takes_what_it_costs_and_what_is_on_record(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    in_hand(case, LESS | ON_RECORD)
    seen = amendment(database, schemes, case)
    assert seen.takes == (
        "it costs the council £138.60 a week (before £157.80 a week)",
        "S1 units a week: 4.5 (before 5.25)",
    )
    assert seen.why_less == ON_RECORD["less_because"]["what"]
    assert seen.cost_changes == (
        "Each week the plan costs the council £19.20 less than before: £138.60, and it was £157.80.",
    )
    assert [(change.kind, change.what) for change in seen.changes] == [
        (ChangeKind.COST, "S1: 4.5 hours a week, and it was 5.25."),
        (ChangeKind.COST, "S1: it costs £115.20 a week, and it was £134.40."),
    ]
    assert seen.changes[0].parts == (PartSeen(field="", before="5.25", now="4.50"),)


@pytest.mark.rule("AMEND-2")
def test_a_service_is_shown_whole_where_it_is_new_and_where_it_is_gone(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    ready.amendment_agreed(case)
    services = case.kept.versions[1][1].model_dump(mode="json")["services"]
    new = {**services[-1], "id": "S9", "service": "A bath on Sundays", "description": f"{AGENCY} comes"}
    case.at("2026-11-26 14:20")
    amend(case, {"plan.services": [*services[:-1], new]})
    changes = {change.what.split()[0]: change for change in amendment(database, schemes, case).changes}
    gone, is_new = changes[services[-1]["id"]], changes["S9"]
    assert {part.now for part in gone.parts} == {""}
    assert {part.before for part in is_new.parts} == {""}
    assert ("service", "A bath on Sundays") in {(part.field, part.now) for part in is_new.parts}
    assert "It cost" in gone.what
    assert AGENCY not in str(is_new), "names are left out"


@pytest.mark.rule("AMEND-2", "TELL-8")
@pytest.mark.parametrize(
    ("changes", "kind", "never"),
    [
        ({"plan.person.contact.address": ["1 Mill Lane"]}, ChangeKind.CONTACTS, "1 Mill Lane"),
        ({"plan.providers.0.name": "Tyne Valley Carers"}, ChangeKind.PROVIDER, "Tyne Valley"),
        ({"plan.sharing": []}, ChangeKind.SHARING, "the person's consent"),
    ],
    ids=["where somebody is reached", "who delivers", "who has a copy"],
)
def test_of_people_only_which_field_differs_is_shown(
    case: CaseUnderTest, database: Database, schemes: Schemes, changes: Json, kind: ChangeKind, never: str
) -> None:
    in_hand(case, changes)
    (change,) = amendment(database, schemes, case).changes
    assert change.kind is kind
    assert change.parts
    assert {(part.before, part.now) for part in change.parts} == {("", "")}
    assert never not in str(brief_of(database, schemes, case))


@pytest.mark.rule("AMEND-1")
def test_who_asked_with_what_speaks_for_and_against_and_what_the_person_thinks(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    ready.amendment_viewed(case)
    case.at("2026-11-24 11:30")
    case.accept("answer_amendment")
    case.at("2026-11-26 14:20")
    amend(case, LIGHT)
    (request,) = amendment(database, schemes, case).requests
    kept = case.kept.state
    assert kept is not None
    assert kept.amendments[0].view is not None
    assert (request.asked_by, request.person_wants_it) == (AmendedFor.CARER, True)
    assert request.view
    assert request.evidence_for
    assert request.reasons
    assert DAUGHTER not in str(request)
    assert "Asked for by a carer: " in " ".join(printed(brief_of(database, schemes, case)).split())


def test_whoever_may_ask_is_called_something() -> None:
    assert set(ASKED_BY) == set(AmendedFor)


@pytest.mark.rule("AMEND-2")
def test_a_plan_that_is_no_amendment_has_none(case: CaseUnderTest, database: Database, schemes: Schemes) -> None:
    ready.submitted(case)
    assert brief_of(database, schemes, case).amendment is None
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert brief_of(database, schemes, case).amendment is None


# What else bears on it


@pytest.mark.rule("TELL-8", "SHARE-5")
@pytest.mark.parametrize("changes", [LIGHT, LESS | ON_RECORD], ids=["light", "full"])
def test_marks_concerns_and_other_requests_are_shown_whatever_the_level(
    case: CaseUnderTest, database: Database, schemes: Schemes, changes: Json
) -> None:
    in_hand(case, changes)
    case.at("2026-11-26 15:00")
    assert brief_of(database, schemes, case).bearing.marks == ()
    assert "To bear in mind" not in printed(brief_of(database, schemes, case))
    case.accept("record_safeguarding")
    case.accept("raise_concern")
    case.accept("ask_for_amendment", changes={"asked_by": "carer"})
    case.accept("request_information")

    brief = brief_of(database, schemes, case)
    bearing = brief.bearing
    (mark,) = bearing.marks
    assert (mark.kind, mark.stated_by) == (SafeguardingKind.SOMEBODY_WHO_IS_A_RISK, 0)
    assert mark.in_words
    (concern,) = bearing.concerns
    assert (concern.recipient, concern.at_risk) == ("C1", AtRisk.PERSON)
    assert DAUGHTER not in str(bearing)
    (other,) = bearing.amendments
    assert (other.stage, other.asked_by) == (Stage.ASKED, AmendedFor.CARER)
    assert [request.request for request in brief.open_requests] == [case.latest("request_information")]
    page = " ".join(printed(brief).split())
    for words in (
        "To bear in mind: marks that stand, what is open, and what was decided",
        "A concern about the copy for C1, not decided yet (SHARE-5): risk to the person",
        "Another change was asked for by a carer",
        "it waits for an answer (AMEND-1)",
    ):
        assert words in page, words
    assert max(map(len, printed(brief).splitlines())) <= 80


@pytest.mark.rule("SHARE-5")
def test_a_concern_that_was_decided_is_open_no_more(case: CaseUnderTest, database: Database, schemes: Schemes) -> None:
    ready.with_a_concern(case)
    assert len(brief_of(database, schemes, case).bearing.concerns) == 1
    case.accept("decide_concern")
    assert brief_of(database, schemes, case).bearing.concerns == ()
    case.at("2026-11-09 10:00")
    case.accept("raise_concern")
    (again,) = brief_of(database, schemes, case).bearing.concerns
    assert again.raised_at == case.now, "and not the one that was decided"


MARK: Json = {"mark.about": "C1", "mark.kind": "somebody_who_is_a_risk"}
NOTHING_ELSE: Json = {}
LIFTED: Json = MARK | {"mark.is_lifted": True, "sent_by.id": "tm-201"}


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize(
    ("messages", "says"),
    [
        pytest.param(
            [("raise_concern", NOTHING_ELSE), ("decide_concern", DECLINED)],
            "C1 was decided (SHARE-5): no copy is given; by tm-201, Thu 26 Nov 2026 15:00.",
            id="a concern that was declined",
        ),
        pytest.param(
            [("raise_concern", NOTHING_ELSE), ("decide_concern", IN_FULL)],
            "C1 was decided (SHARE-5): it is shared in full; by tm-201, Thu 26 Nov 2026 15:00.",
            id="a concern that was settled",
        ),
        pytest.param(
            [("record_safeguarding", MARK), ("record_safeguarding", LIFTED)],
            "Somebody who is a risk, about C1, was lifted (TELL-8) by tm-201, Thu 26 Nov 2026 15:00.",
            id="a mark that was lifted",
        ),
    ],
)
def test_what_was_decided_about_a_recipient_stays_in_the_brief_with_by_whom_and_when(
    case: CaseUnderTest, database: Database, schemes: Schemes, messages: list[tuple[str, Json]], says: str
) -> None:
    in_hand(case, LIGHT)
    case.at("2026-11-26 15:00")
    for name, changes in messages:
        case.accept(name, changes=changes)
    page = printed(brief_of(database, schemes, case))
    assert says in " ".join(page.split())
    assert max(map(len, page.splitlines())) <= 80
    if messages[0][0] == "record_safeguarding":
        case.accept("record_safeguarding", changes=MARK)
        assert brief_of(database, schemes, case).bearing.lifted == (), "it stands again"


@pytest.mark.rule("SHARE-4", "SHARE-5")
def test_a_copy_that_the_person_asked_for_and_that_waits_is_shown(
    case: CaseUnderTest, database: Database, schemes: Schemes
) -> None:
    ready.signed_off(case)
    case.at("2026-11-06 10:00")
    case.accept("request_copy", changes={"request.asked_on": "2026-11-06"})
    assert brief_of(database, schemes, case).bearing.copies_asked == ()
    case.accept("raise_concern", changes={"concern.recipient": "asked-1"})
    (asked,) = brief_of(database, schemes, case).bearing.copies_asked
    assert asked.recipient == "asked-1"
    assert "that asked-1 has a copy: it waits" in " ".join(printed(brief_of(database, schemes, case)).split())
