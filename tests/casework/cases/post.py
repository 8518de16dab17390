"""Post that came back (TELL-5)."""

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import DECISION, SIGN_OFF, Accepted, AcceptedByName, Refused, RefusedByName
from tests.support.casework import CaseUnderTest
from tests.support.consequences import Brought


def posted(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.send_letters()


def posted_and_withdrawn(case: CaseUnderTest) -> None:
    posted(case)
    case.at("2026-11-04 10:00")
    case.accept("withdraw")


def come_back(case: CaseUnderTest) -> None:
    posted(case)
    case.accept("record_returned_post", changes={"came_back_on": "2026-11-03"})


ACCEPTED: AcceptedByName = {
    "record_returned_post": (
        Accepted(
            "of the letter with the date: a person is asked, and nothing is promised by it",
            posted,
            "2026-11-06 11:10",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.POST_RETURNED, Happening.LETTER_CAME_BACK, Happening.ASKED_TO_GIVE_BY_HAND),
                notices=("submitted to person: by_hand", "task to sw-1042: queued"),
                asked=("give_by_hand: sw-1042",),
                promised="2026-11-17",
            ),
            {"came_back_on": "2026-11-06"},
        ),
        Accepted(
            "of a plan that has left",
            posted_and_withdrawn,
            "2026-11-06 11:10",
            Brought(
                status=Status.WITHDRAWN,
                record=(Happening.POST_RETURNED, Happening.LETTER_CAME_BACK, Happening.LETTER_OVERTAKEN),
                notices=("submitted to person: withheld",),
            ),
            {"came_back_on": "2026-11-06"},
        ),
    )
}

REFUSED: RefusedByName = {
    "record_returned_post": (
        Refused("of which there is none", posted, Refusal.NO_SUCH_LETTER, {"letter": "v1/agreed/person"}),
        Refused("that has not gone yet", ready.submitted, Refusal.NO_SUCH_LETTER),
        Refused("that is back already", come_back, Refusal.NOT_NOW, {"came_back_on": "2026-11-03"}),
        Refused("before it went", posted, Refusal.INCOMPLETE, {"came_back_on": "2026-11-02"}),
        Refused("on a day to come", posted, Refusal.INCOMPLETE, {"came_back_on": "2062-01-01"}),
    )
}
