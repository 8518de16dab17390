"""SHARE-5, SHARE-6, TELL-8 · Whom a mark, a concern and a lift are about, and every name and place that they had.

Clare's plan is in force, and an amendment of it is agreed to. Her daughter Ruth (C1) is reached by e-mail. Letters go
with copies: who had one is seen by what was queued or sent.
"""

from collections.abc import Callable

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import NoticeStatus
from tests.casework.amended import LIGHT, ON_THE_LIMBS, agree, amend
from tests.casework.cases import ready
from tests.casework.people import her_niece_acts, moved
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

RUTH_S: Json = {"channel": "email", "email": "ruth.marlow@example.org"}
B: Json = {"channel": "email", "email": "b@example.org"}
C: Json = {"channel": "email", "email": "c@example.org"}
LORNA_S: Json = {"channel": "post", "address": ["5 Orchard View", "Northbridge", "ZZ99 4AC"]}
CHAPEL_ROW: Json = {"channel": "post", "address": ["3 Chapel Row", "Northbridge", "ZZ99 4AC"]}
ELSEWHERE: Json = {"channel": "post", "address": ["9 Elsewhere", "Northbridge", "ZZ99 7QR"]}
XENA: Json = {"name": "Xena Hale", "contact": {"channel": "email", "email": "xena@advocacy.example.org"}}
YORICK: Json = {"name": "Yorick Vane", "contact": {"channel": "email", "email": "yorick@advocacy.example.org"}}

GOES = {NoticeStatus.QUEUED, NoticeStatus.SENT}


def asks(case: CaseUnderTest, reference: str, name: str, contact: Json, **more: str) -> None:
    whom: Json = {"name": name, "what_they_are": "friend", "contact": contact, **more}
    on = case.now.date().isoformat()
    case.accept("request_copy", changes={"request.recipient": reference, "request.whom": whom, "request.asked_on": on})


def marked(case: CaseUnderTest, about: str, **more: str | bool) -> None:
    case.accept("record_safeguarding", changes={"mark.about": about} | {f"mark.{key}": so for key, so in more.items()})


def lifted(case: CaseUnderTest, about: str) -> None:
    words = "The enquiry found nothing."
    changes: Json = {"mark.about": about, "mark.in_words": words, "mark.is_lifted": True, "sent_by.id": "tm-201"}
    case.accept("record_safeguarding", changes=changes)


def advocate_is(case: CaseUnderTest, who: Json) -> None:
    case.accept("record_understanding", changes={"understanding": None, "support": None, "advocate": who})


def joan_for_ruth(case: CaseUnderTest) -> Json:
    """Her neighbour Joan stands under Ruth's reference, and Ruth under another."""
    (ruth,) = case.kept.versions[1][1].model_dump(mode="json")["carers"]
    joan = {
        **ruth,
        "name": "Joan Pell",
        "relationship": "neighbour",
        "contact": {"channel": "email", "email": "j@e.org"},
    }
    return {"plan.carers": [joan, {**ruth, "id": "C2"}]}


def went(case: CaseUnderTest, recipient: str, version: int | None = None) -> bool:
    """Whether somebody has, or is to have, a copy; of one version if one is given."""
    case.share()
    start = f"{case.plan_id}/v{version}/" if version else ""
    keys = {key: kept.status for key, kept in case.kept.notices.items() if f"/copy/{recipient}/" in key}
    return any(status in GOES for key, status in keys.items() if key.startswith(start))


def later(case: CaseUnderTest) -> None:
    case.at("2026-11-26 10:00")


def start(case: CaseUnderTest) -> None:
    ready.amendment_agreed(case)
    case.at("2026-11-25 10:00")


# Whom a lift is about


@pytest.mark.rule("TELL-8", "SHARE-6")
def test_a_lift_is_about_whom_the_reference_means_by_now(in_memory: CaseUnderTest) -> None:
    case = in_memory
    start(case)
    marked(case, "C1")
    later(case)
    amend(case, joan_for_ruth(case))
    lifted(case, "C1")
    agree(case)
    assert not went(case, "C2", 2)
    again: Json = {"mark.is_lifted": True, "mark.in_words": "Nothing was found.", "sent_by.id": "tm-201"}
    assert case.consider("record_safeguarding", changes=again).answer.code is Refusal.NOT_NOW, "it bears on Ruth alone"
    lifted(case, "C2")
    assert went(case, "C2", 2)


def _xena_then_yorick(case: CaseUnderTest) -> None:
    advocate_is(case, XENA)
    marked(case, "advocate")
    advocate_is(case, YORICK)


def _lorna_then_pat(case: CaseUnderTest) -> None:
    her_niece_acts(case)
    marked(case, "representative")
    her_niece_acts(case, **{"representative.name": "Pat Hale", "representative.contact": ELSEWHERE})


@pytest.mark.rule("TELL-8", "SHARE-6")
@pytest.mark.parametrize(
    ("about", "story", "contact"),
    [
        pytest.param("advocate", _xena_then_yorick, XENA["contact"], id="an advocate"),
        pytest.param("representative", _lorna_then_pat, LORNA_S, id="a representative"),
    ],
)
def test_a_lift_for_who_came_in_their_place_is_none_for_them(
    in_memory: CaseUnderTest, about: str, story: Callable[[CaseUnderTest], None], contact: Json
) -> None:
    case = in_memory
    start(case)
    story(case)
    later(case)
    lifted(case, about)
    asks(case, "asked-1", "Joan Pell", contact)
    assert not went(case, "asked-1")


@pytest.mark.rule("TELL-8")
def test_a_lift_for_the_advocate_who_is_marked_lets_it_go(in_memory: CaseUnderTest) -> None:
    case = in_memory
    start(case)
    advocate_is(case, XENA)
    marked(case, "advocate")
    later(case)
    lifted(case, "advocate")
    asks(case, "asked-1", "Joan Pell", XENA["contact"])
    assert went(case, "asked-1")


# Whom a mark and a concern are about


@pytest.mark.rule("TELL-8", "SHARE-5")
@pytest.mark.parametrize(
    ("name", "contact"),
    [
        pytest.param("Lorna Pettigrew", ELSEWHERE, id="the name"),
        pytest.param("Joan Pell", LORNA_S, id="the place"),
    ],
)
def test_a_mark_on_a_representative_whom_a_message_named(in_memory: CaseUnderTest, name: str, contact: Json) -> None:
    case = in_memory
    start(case)
    her_niece_acts(case)
    marked(case, "representative")
    if name == "Lorna Pettigrew":
        her_niece_acts(case, **{"representative.name": "Pat Hale", "representative.contact": B})
    asks(case, "asked-1", name, contact)
    assert not went(case, "asked-1")


@pytest.mark.rule("TELL-8", "SHARE-5")
def test_a_representative_who_is_marked_and_comes_as_a_carer(in_memory: CaseUnderTest) -> None:
    case = in_memory
    start(case)
    her_niece_acts(case)
    marked(case, "representative")
    later(case)
    (ruth,) = case.kept.versions[1][1].model_dump(mode="json")["carers"]
    lorna = {**ruth, "id": "C2", "name": "Lorna Pettigrew", "relationship": "niece", "contact": B}
    amend(case, {"plan.carers": [ruth, lorna]})
    agree(case)
    assert not went(case, "C2")


@pytest.mark.rule("TELL-8", "SHARE-5", "REC-3")
@pytest.mark.parametrize("what", ["mark", "concern"])
def test_what_is_said_of_the_second_advocate_is_about_the_second(in_memory: CaseUnderTest, what: str) -> None:
    case = in_memory
    start(case)
    advocate_is(case, XENA)
    advocate_is(case, YORICK)
    if what == "mark":
        marked(case, "advocate")
    else:
        case.accept("raise_concern", changes={"concern.recipient": "advocate"})
    asks(case, "asked-1", "Joan Pell", YORICK["contact"])
    assert not went(case, "asked-1")


# Every place that they had


def _a_new_version(case: CaseUnderTest) -> None:
    later(case)
    amend(case, LIGHT)


def _mark_c1(case: CaseUnderTest) -> None:
    marked(case, "C1")


def _concern_c1(case: CaseUnderTest) -> None:
    case.accept("raise_concern")


def _c1_at_b(case: CaseUnderTest) -> None:
    moved(case, "C1", contact=B)


def _c1_at_c(case: CaseUnderTest) -> None:
    moved(case, "C1", contact=C)


def _bernie(contact: Json, name: str = "Bernadette Quayle", **more: str) -> Callable[[CaseUnderTest], None]:
    return lambda case: asks(case, "asked-1", name, contact, **more)


def _mark_bernie(case: CaseUnderTest) -> None:
    marked(case, "asked-1")


def _agreed(case: CaseUnderTest) -> None:
    agree(case, ON_THE_LIMBS)


STORIES: dict[str, tuple[tuple[Callable[[CaseUnderTest], None], ...], Json]] = {
    "moved, then a version comes in hand": ((_mark_c1, _c1_at_b, _a_new_version), B),
    "and is agreed": ((_mark_c1, _c1_at_b, _a_new_version, _agreed), B),
    "a concern": ((_concern_c1, _c1_at_b, _a_new_version), B),
    "moved while it is in hand": ((_mark_c1, _a_new_version, _c1_at_b), B),
    "moved twice": ((_c1_at_b, _mark_c1, _c1_at_c), B),
    "moved twice after a concern": ((_c1_at_b, _concern_c1, _c1_at_c), B),
    "as the plan had it": ((_mark_c1, _c1_at_b), RUTH_S),
    "asked for again elsewhere": ((_bernie(CHAPEL_ROW), _mark_bernie, _bernie(ELSEWHERE)), CHAPEL_ROW),
    "asked for again before that": ((_bernie(CHAPEL_ROW), _bernie(ELSEWHERE), _mark_bernie), CHAPEL_ROW),
    "under a new name": (
        (_bernie(CHAPEL_ROW), _mark_bernie, _bernie(ELSEWHERE, "Ann Other", formerly="Bernadette Quayle")),
        CHAPEL_ROW,
    ),
}


@pytest.mark.rule("TELL-8", "SHARE-5")
@pytest.mark.parametrize(("story", "contact"), STORIES.values(), ids=STORIES)
def test_whoever_was_ever_there_holds_back_what_would_go_there(
    in_memory: CaseUnderTest, story: tuple[Callable[[CaseUnderTest], None], ...], contact: Json
) -> None:
    case = in_memory
    start(case)
    for happens in story:
        happens(case)
    asks(case, "asked-2", "Joan Pell", contact)
    assert not went(case, "asked-2")
    assert "concern:asked-2" in case.clocks()


@pytest.mark.rule("TELL-8", "SHARE-5")
def test_letters_of_a_new_version_do_not_go_to_where_somebody_under_a_concern_moved(in_memory: CaseUnderTest) -> None:
    case = in_memory
    start(case)
    _concern_c1(case)
    _c1_at_b(case)
    _a_new_version(case)
    moved(case, contact=B)
    _agreed(case)
    theirs = {key: kept.status for key, kept in case.kept.notices.items() if "/v2/" in key and key.endswith("/person")}
    assert theirs
    assert not set(theirs.values()) & GOES


@pytest.mark.rule("SHARE-3", "SHARE-5")
def test_two_of_one_surname_of_whom_nothing_is_said_both_have_theirs(in_memory: CaseUnderTest) -> None:
    case = in_memory
    start(case)
    asks(case, "asked-1", "Joan Pell", B)
    asks(case, "asked-2", "Ann Pell", C)
    assert (went(case, "asked-1"), went(case, "asked-2")) == (True, True)
    assert not [name for name in case.clocks() if name.startswith("concern:")]


# Whoever is refused


def refused(case: CaseUnderTest, recipient: str, scope: str = "none") -> None:
    case.accept(
        "record_consent",
        changes={
            "sharing.recipient": recipient,
            "sharing.scope": scope,
            "sharing.sections": [],
            "sharing.decided_on": case.now.date().isoformat(),
        },
    )


@pytest.mark.rule("SHARE-5", "SHARE-6")
@pytest.mark.parametrize("name", ["Ruth Anne Marlow-Pell", "Joan Pell"])
def test_a_refused_carer_who_comes_under_another_reference_is_asked_about(in_memory: CaseUnderTest, name: str) -> None:
    case = in_memory
    start(case)
    refused(case, "C1")
    later(case)
    (ruth,) = case.kept.versions[1][1].model_dump(mode="json")["carers"]
    amend(case, LIGHT | {"plan.carers": [{**ruth, "id": "C7", "name": name}], "plan.sharing": []})
    agree(case)
    assert not went(case, "C7")
    assert "concern:C7" in case.clocks()


@pytest.mark.rule("SHARE-5", "SHARE-6")
def test_a_refused_friend_who_comes_as_a_carer_is_asked_about(in_memory: CaseUnderTest) -> None:
    case = in_memory
    start(case)
    asks(case, "asked-1", "Bernadette Quayle", CHAPEL_ROW)
    refused(case, "asked-1")
    later(case)
    (ruth,) = case.kept.versions[1][1].model_dump(mode="json")["carers"]
    bernie = {**ruth, "id": "C2", "name": "Bernadette Quayle", "relationship": "friend", "contact": CHAPEL_ROW}
    amend(case, {"plan.carers": [ruth, bernie]})
    agree(case)
    assert not went(case, "C2")


@pytest.mark.rule("SHARE-5", "SHARE-6")
def test_at_the_mailbox_of_whoever_is_refused_a_manager_decides(in_memory: CaseUnderTest) -> None:
    case = in_memory
    start(case)
    refused(case, "C1")
    asks(case, "asked-1", "Joan Pell", RUTH_S)
    assert not went(case, "asked-1")
    later(case)
    in_full: Json = {"decided.recipient": "asked-1", "decided.outcome": "in_full", "decided.sections": []}
    case.accept("decide_concern", changes=in_full)
    assert went(case, "asked-1")
    assert "concern:asked-1" not in case.clocks()


@pytest.mark.rule("SHARE-5", "SHARE-6")
@pytest.mark.parametrize(
    "contact",
    [
        pytest.param({"channel": "post", "address": ["14 Larch Close", "Northbridge", "ZZ99 4AB"]}, id="at home"),
        pytest.param(B, id="elsewhere"),
    ],
)
def test_who_lives_with_the_person_beside_one_who_is_refused_has_theirs(
    in_memory: CaseUnderTest, contact: Json
) -> None:
    case = in_memory
    start(case)
    home: Json = {"channel": "post", "address": ["14 Larch Close", "Northbridge", "ZZ99 4AB"]}
    asks(case, "asked-1", "Ann Marlow", home)
    refused(case, "asked-1")
    asks(case, "asked-2", "Bill Marlow", contact)
    assert went(case, "asked-2")


@pytest.mark.rule("SHARE-6")
def test_a_refusal_that_was_taken_back_holds_nobody(in_memory: CaseUnderTest) -> None:
    case = in_memory
    start(case)
    refused(case, "C1")
    later(case)
    refused(case, "C1", "full")
    asks(case, "asked-1", "Joan Pell", RUTH_S)
    assert went(case, "asked-1")
