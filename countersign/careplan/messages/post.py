"""TELL-5 · Messages about post: a letter came back."""

from typing import Annotated

from pydantic import Field, StringConstraints

from countersign.careplan.messages.declaring import (
    ALWAYS,
    ANSWERS_FOR_IT,
    OF_THE_SCHEME,
    Declared,
    Message,
    Workflow,
)
from countersign.careplan.notices import WITHOUT_ITS_PLAN
from countersign.careplan.wire import Day, ShortText


class RecordReturnedPost(Message):
    """A letter that was posted came back: whoever it is to does not count as told by it.

    It goes by the other channel where that may be; else a person is asked to find out where they live, or to give it.
    """

    declared = Declared(
        name="record_returned_post",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT | OF_THE_SCHEME,
        why_they="any of them may have the envelope, and it only holds a promise back (TELL-5)",
        states=ALWAYS,
        when=(
            "in any state; once the plan has left too, when its workflow may have ended: then start `PlanSignOff` "
            "without an argument, and send it with that (TELL-5)"
        ),
    )

    letter: Annotated[str, StringConstraints(pattern=WITHOUT_ITS_PLAN)]
    """Which: its key as `starter.py letters` has it, without the plan, such as v1/agreed/person."""

    sending: Annotated[int, Field(ge=1, le=9_999, strict=True)] | None = None
    """Which sending of it, where it went more than once: from 1, as `starter.py letters` numbers them. Needed then."""

    came_back_on: Day
    """The day on which it was back with the council."""

    why: ShortText | None = None
    """What the envelope says, such as addressee gone away."""
