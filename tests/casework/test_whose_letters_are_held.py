"""TELL-8, REC-1, REC-3, SHARE-5 · Whoever a mark or a concern is about reads no letter that is somebody else's either.

Edie's plan is agreed on 6 November 2026, and nothing of it has gone. Her daughter Ruth (C1) is reached by e-mail;
Bernie (asked-1), for whom she asked, by post in Chapel Row.
"""

import pytest

from countersign.careplan.notices import NoticeKind
from countersign.casework.kept import TaskKind
from tests.casework.copies import DECLINED, IN_FULL, agreed_and_queued, notices
from tests.casework.people import BY_HAND, QUEUED, Post, notice, send
from tests.support.builders import Json, example
from tests.support.casework import CaseUnderTest

TODAY: Json = {"decided_on": "2026-11-06"}
RUTH_S_MAIL: Json = {"channel": "email", "email": "Ruth.Marlow+post@example.org"}
BERNIE_S_PLACE: Json = {"channel": "post", "address": ["3, Chapel Row", "ZZ99 4AC"]}
CARE_OF_RUTH: Json = {"channel": "post", "address": ["c/o Ruth Marlow", "9 Elsewhere", "Northbridge", "ZZ99 7QR"]}
NEXT_DOOR: Json = {"channel": "post", "address": ["5, Chapel Row", "ZZ99 4AC"]}
EDIE_S_PLACE: Json = {"channel": "post", "address": ["14 Larch Close", "Northbridge", "ZZ99 4AB"]}
ANOTHER_MAIL: Json = {"channel": "email", "email": "lorna.pettigrew@example.org"}

MARK, CONCERN = "record_safeguarding", "raise_concern"
ABOUT: dict[str, Json] = {
    "record_safeguarding": {"mark.about": "asked-1"},
    "raise_concern": {"concern.recipient": "asked-1"},
}


def bernie_is_asked_for(case: CaseUnderTest, contact: Json = BERNIE_S_PLACE) -> None:
    case.accept("request_copy", changes={"request.asked_on": "2026-11-06", "request.whom.contact": contact})


def said(case: CaseUnderTest, what: str, about: str) -> None:
    case.accept(what, changes=ABOUT[what] if about == "asked-1" else {})


def says_where(case: CaseUnderTest, whose: str, contact: Json, name: str = "Lorna Pettigrew") -> None:
    """The person, their representative or their advocate is reached there from now on."""
    if whose == "person":
        case.accept("change_contact", changes={"contact": contact, **TODAY})
    elif whose == "representative":
        case.accept(
            "change_representative", changes={"representative.contact": contact, "representative.name": name, **TODAY}
        )
    else:
        named = {"name": name, "contact": contact}
        case.accept("record_understanding", changes={"understanding": None, "support": None, "advocate": named})


def is_held(case: CaseUnderTest, whose: str) -> bool:
    """Whether nothing goes to them, and somebody is asked. The advocate is told once the person has the record."""
    if whose == "advocate":
        case.give_the_record()
    post = Post()
    send(case, post)
    went = [key for key in post.went if f"/{whose}" in key]
    tasks = case.open_tasks()
    asked = [
        name
        for name, kind in tasks.items()
        if (kind is TaskKind.GIVE_BY_HAND and f"/{whose}" in name)
        or (kind is TaskKind.SHARING and name.startswith(f"sharing:{whose}:"))
    ]
    assert bool(asked) is not bool(went), (went, asked)
    return not went


HELD = [
    *(
        (whose, about, place)
        for whose in ("person", "representative", "advocate")
        for about, place in (
            ("C1", RUTH_S_MAIL),
            ("C1", CARE_OF_RUTH),
            ("asked-1", BERNIE_S_PLACE),
        )
    ),
]
GOES = [
    *((whose, "asked-1", NEXT_DOOR) for whose in ("person", "representative", "advocate")),
    ("representative", "C1", ANOTHER_MAIL),
    ("advocate", "C1", ANOTHER_MAIL),
]


@pytest.mark.rule("TELL-8", "SHARE-5")
@pytest.mark.parametrize("first", ["what is said", "where"])
@pytest.mark.parametrize("what", [MARK, CONCERN])
@pytest.mark.parametrize(
    ("whose", "about", "place", "held"), [*((*row, True) for row in HELD), *((*row, False) for row in GOES)]
)
def test_at_the_place_of_somebody_marked_or_under_a_concern(
    in_memory: CaseUnderTest, whose: str, about: str, place: Json, held: bool, what: str, first: str
) -> None:
    case = in_memory
    agreed_and_queued(case)
    bernie_is_asked_for(case)
    if first == "what is said":
        said(case, what, about)
    case.at("2026-11-06 11:00")
    says_where(case, whose, place)
    if first == "where":
        case.at("2026-11-06 12:00")
        said(case, what, about)
    assert is_held(case, whose) is held


@pytest.mark.rule("TELL-8", "SHARE-5")
@pytest.mark.parametrize("what", [MARK, CONCERN])
@pytest.mark.parametrize("whose", ["person", "representative", "advocate"])
def test_who_lives_with_the_person_holds_back_nobody_elses_post(
    in_memory: CaseUnderTest, whose: str, what: str
) -> None:
    case = in_memory
    agreed_and_queued(case)
    bernie_is_asked_for(case, EDIE_S_PLACE)
    said(case, what, "asked-1")
    if whose != "person":
        says_where(case, whose, EDIE_S_PLACE)
    assert not is_held(case, whose)


@pytest.mark.rule("TELL-8", "SHARE-5")
@pytest.mark.parametrize("whose", ["representative", "advocate"])
@pytest.mark.parametrize("what", [MARK, CONCERN])
def test_the_same_name_is_held_wherever_it_is(in_memory: CaseUnderTest, whose: str, what: str) -> None:
    case = in_memory
    agreed_and_queued(case)
    said(case, what, "C1")
    says_where(case, whose, ANOTHER_MAIL, "Ruth M\u0430rlow")
    assert is_held(case, whose)


@pytest.mark.rule("REC-1", "TELL-8")
def test_a_representative_whom_the_plan_itself_has_at_such_a_mailbox(in_memory: CaseUnderTest) -> None:
    case = in_memory
    acts = example("message-change-representative")["representative"] | {"contact": RUTH_S_MAIL}
    case.submit(changes={"plan.representative": acts})
    post = Post()
    case.accept("raise_concern")
    send(case, post)
    assert [key for key in post.went if "/submitted/" in key] == ["v1/submitted/person"]


@pytest.mark.rule("TELL-8", "SHARE-5")
def test_a_later_version_in_which_the_person_lives_there(in_memory: CaseUnderTest) -> None:
    case = in_memory
    case.submit()
    case.at("2026-11-06 09:00")
    bernie_is_asked_for(case)
    said(case, MARK, "asked-1")
    case.accept("decide", "clare-2-returned")
    case.send_letters()
    case.at("2026-11-10 10:00")
    case.accept("resubmit", "clare-3-resubmission", {"plan.person.contact": BERNIE_S_PLACE})
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    assert notice(case, "v2/agreed/person").status is BY_HAND


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize(
    ("decided", "held"),
    [
        pytest.param(None, True, id="not decided"),
        pytest.param(DECLINED, True, id="declined"),
        pytest.param({}, True, id="in part"),
        pytest.param(IN_FULL, False, id="in full"),
    ],
)
def test_what_is_decided_about_the_concern(case: CaseUnderTest, decided: Json | None, held: bool) -> None:
    agreed_and_queued(case)
    case.accept("raise_concern")
    case.at("2026-11-06 11:00")
    case.accept("change_contact", changes={"contact": RUTH_S_MAIL, **TODAY})
    assert notice(case, "v1/agreed/person").status is BY_HAND
    if decided is not None:
        case.accept("decide_concern", changes=decided)
    assert notice(case, "v1/agreed/person").status is (BY_HAND if held else QUEUED)


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_another_concern_after_one_was_decided_in_full_holds_again(in_memory: CaseUnderTest) -> None:
    case = in_memory
    agreed_and_queued(case)
    case.accept("raise_concern")
    case.at("2026-11-06 11:00")
    case.accept("change_contact", changes={"contact": RUTH_S_MAIL, **TODAY})
    case.accept("decide_concern", changes=IN_FULL)
    case.at("2026-11-06 12:00")
    case.accept("raise_concern")
    assert notice(case, "v1/agreed/person").status is BY_HAND


XENA: Json = {"name": "Xena Hale", "contact": {"channel": "email", "email": "xena@advocacy.example.org"}}
KINDS = ("somebody_who_is_a_risk", "address_not_safe", "ask_before_copies")


@pytest.mark.rule("REC-3", "TELL-8")
@pytest.mark.parametrize("said_of_them", [*KINDS, "concern", "concern, declined", "nothing"])
def test_whether_a_marked_advocate_is_told_that_the_person_has_the_plan(
    in_memory: CaseUnderTest, said_of_them: str
) -> None:
    case = in_memory
    case.submit(changes={"plan.advocate": XENA})
    case.at("2026-11-06 09:00")
    case.accept("decide", "clare-4-agreed")
    if said_of_them in KINDS:
        case.accept("record_safeguarding", changes={"mark.about": "advocate", "mark.kind": said_of_them})
    elif said_of_them != "nothing":
        case.accept("raise_concern", changes={"concern.recipient": "advocate"})
    case.give_the_record()
    (told,) = notices(case, NoticeKind.PLAN_GIVEN)
    assert told.status is (QUEUED if said_of_them == "nothing" else BY_HAND)
    if said_of_them == "concern, declined":
        case.accept("decide_concern", changes=DECLINED | {"decided.recipient": "advocate"})
        assert notice(case, told.key.partition("/")[2]).status is QUEUED, "that it is given is no copy"
