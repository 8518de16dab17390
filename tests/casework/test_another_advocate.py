"""SHARE-6, REC-3 · What was decided about an advocate lets nothing go to another who has come in their place.

An advocate who is named later, where the plan has none, may have a copy as one whom the plan has.
"""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.casework.kept import TaskKind
from tests.casework.copies import copies_to, notices
from tests.casework.people import Post, send
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

AT_RUTH_S: Json = {"name": "Xena Hale", "contact": {"channel": "email", "email": "ruth.marlow@example.org"}}
XENA: Json = {"name": "Xena Hale", "contact": {"channel": "email", "email": "xena@advocacy.example.org"}}
MARRIED: Json = {**XENA, "name": "Xena Brook", "formerly": "Xena Hale"}
YORICK: Json = {"name": "Yorick Vane", "contact": {"channel": "email", "email": "yorick@voice.example.org"}}
CONSENT: Json = {
    "recipient": "advocate",
    "scope": "full",
    "basis": "consent",
    "has_capacity": {"so": True},
    "decided_by": "the person",
    "decider": "person",
    "decided_on": "2026-11-02",
}
HELD = ("sharing:advocate:v1:who-it-is:2026-11-02",)


@pytest.mark.rule("SHARE-6", "REC-3")
@pytest.mark.parametrize(
    ("now", "goes", "asked"),
    [
        pytest.param(XENA, {"full": NoticeStatus.QUEUED}, (), id="the same"),
        pytest.param(
            MARRIED,
            {"full": NoticeStatus.QUEUED},
            (),
            id="the same under a new name",
        ),
        pytest.param(YORICK, {}, HELD, id="another"),
        pytest.param({**YORICK, "contact": XENA["contact"]}, {}, HELD, id="another at the same address"),
    ],
)
@pytest.mark.parametrize("is_agreed", [False, True], ids=["before agreement", "after agreement"])
def test_a_copy_that_is_due(
    case: CaseUnderTest, is_agreed: bool, now: Json, goes: Json, asked: tuple[str, ...]
) -> None:
    case.submit(changes={"plan.advocate": XENA, "plan.sharing": [CONSENT]})
    before = {name for name, kind in case.open_tasks().items() if kind is TaskKind.SHARING}
    case.at("2026-11-05 10:00")
    if is_agreed:
        case.accept("decide", "clare-4-agreed")
    case.accept("record_understanding", changes={"understanding": None, "support": None, "advocate": now})
    if not is_agreed:
        case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    assert copies_to(case, "advocate") == goes
    open_now = {name for name, kind in case.open_tasks().items() if kind is TaskKind.SHARING}
    assert open_now - before == set(asked)


# Named later

AGREES: Json = {"sharing": CONSENT}
MAY_BE_SAID: list[tuple[str, Json]] = [
    ("record_consent", AGREES),
    ("raise_concern", {"concern.recipient": "advocate"}),
    ("request_copy", {"request.recipient": "advocate", "request.whom": None, "request.asked_on": "2026-11-05"}),
    ("record_safeguarding", {"mark.about": "advocate"}),
]


def named(case: CaseUnderTest, advocate: Json) -> None:
    case.accept("record_understanding", changes={"understanding": None, "support": None, "advocate": advocate})


@pytest.mark.rule("SHARE-4", "SHARE-5", "SHARE-6", "REC-3")
@pytest.mark.parametrize(("message", "changes"), MAY_BE_SAID)
def test_what_is_said_of_one_who_is_named_later(in_memory: CaseUnderTest, message: str, changes: Json) -> None:
    case = in_memory
    case.submit()
    case.at("2026-11-05 10:00")
    assert case.consider(message, changes=changes).answer.code is Refusal.NO_SUCH_RECIPIENT
    named(case, XENA)
    case.accept(message, changes=changes)


Then = list[tuple[str, Json]]
NOTHING: Then = []
MARKED: tuple[str, Json] = ("record_safeguarding", {})


@pytest.mark.rule("SHARE-6", "SHARE-5", "REC-3")
@pytest.mark.parametrize(
    ("then", "goes"),
    [
        pytest.param(NOTHING, True, id="nothing else"),
        pytest.param([("record_understanding", YORICK)], False, id="another takes their place"),
        pytest.param([("record_understanding", MARRIED)], True, id="a new name"),
        pytest.param([("raise_concern", {"concern.recipient": "advocate"})], False, id="a concern"),
        pytest.param([("record_safeguarding", {"mark.about": "advocate"})], False, id="a mark"),
        pytest.param(
            [MARKED, ("record_understanding", AT_RUTH_S)],
            False,
            id="at the mailbox of somebody marked",
        ),
        pytest.param([("record_consent", {"sharing": {**CONSENT, "scope": "none"}})], False, id="withdrawn"),
    ],
)
@pytest.mark.parametrize("is_agreed", [False, True], ids=["before agreement", "after agreement"])
def test_the_copy_of_one_who_is_named_later(case: CaseUnderTest, is_agreed: bool, then: Then, goes: bool) -> None:
    case.submit()
    case.at("2026-11-05 10:00")
    named(case, XENA)
    case.accept("record_consent", changes=AGREES)
    if is_agreed:
        case.accept("decide", "clare-4-agreed")
    for message, changes in then:
        case.at(f"2026-11-05 {11 + then.index((message, changes))}:00")
        if message == "record_understanding":
            named(case, changes)
        else:
            case.accept(message, changes=changes)
    if not is_agreed:
        case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    post = Post()
    send(case, post)
    assert [key for key in post.went if "/copy/advocate/" in key] == (["v1/copy/advocate/full"] if goes else [])
    is_asked = [name for name in case.open_tasks() if name.startswith(("sharing:advocate", "concern:advocate"))]
    is_withdrawn = bool(then) and then[0][0] == "record_consent"
    assert bool(is_asked) is not (goes or is_withdrawn)


@pytest.mark.rule("SHARE-6", "SHARE-9", "REC-3")
def test_who_had_a_copy_is_asked_for_it_whoever_is_the_advocate_now(case: CaseUnderTest) -> None:
    case.submit()
    case.at("2026-11-05 10:00")
    named(case, XENA)
    case.accept("record_consent", changes=AGREES)
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.share()
    case.send_letters()
    case.at("2026-11-05 12:00")
    named(case, YORICK)
    case.at("2026-11-06 12:00")
    case.accept("record_consent", changes={"sharing": {**CONSENT, "scope": "none", "decided_on": "2026-11-06"}})
    (back,) = notices(case, NoticeKind.COPY_TO_RETURN)
    assert case.letter(back.key.partition("/")[2]).head.recipient.name == "Xena Hale"


@pytest.mark.rule("SHARE-6", "REC-3")
@pytest.mark.parametrize(
    ("states", "goes"), [(None, True), (XENA, True), (YORICK, False)], ids=["none", "the same", "another"]
)
def test_what_was_decided_holds_in_a_version_that_comes_later(
    in_memory: CaseUnderTest, states: Json | None, goes: bool
) -> None:
    case = in_memory
    case.submit()
    case.at("2026-11-05 09:00")
    named(case, XENA)
    case.accept("record_consent", changes=AGREES)
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-10 10:00")
    case.accept("resubmit", "clare-3-resubmission", {"plan.advocate": states} if states else {})
    case.at("2026-11-13 10:00")
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    assert bool(copies_to(case, "advocate")) is goes
