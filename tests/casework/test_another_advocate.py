"""SHARE-6, REC-3 · What was decided about an advocate lets nothing go to another who has come in their place."""

import pytest

from countersign.careplan.notices import NoticeStatus
from countersign.casework.kept import TaskKind
from tests.casework.copies import copies_to
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

XENA: Json = {"name": "Xena Hale", "contact": {"channel": "email", "email": "xena@advocacy.example.org"}}
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
            {**XENA, "name": "Xena Brook", "formerly": "Xena Hale"},
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
