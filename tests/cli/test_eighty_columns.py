"""What people read fits on eighty columns: words and dates whole, nothing cut, one way of writing a date."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from countersign.careplan.interim import Interim
from countersign.careplan.ladders import CountedIn, StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import REFUSAL_MEANINGS, Answer, Refusal
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.people import Channel
from countersign.careplan.promise import Promise
from countersign.casework.kept import TaskKind
from countersign.cli.showing import plans as show
from countersign.cli.showing.letters import show_letters
from countersign.cli.showing.schemes import show_check, show_compared
from countersign.client.listed import ListedPlan
from countersign.queries.late import LateWait
from countersign.queries.letters import LetterSent
from countersign.queries.schemes import FileNotRead, SchemesCompared
from countersign.queries.tasks import OpenTask
from countersign.queries.timeline import Timeline, TimelineLine
from countersign.queries.turns import Turn
from countersign.queries.waits import StepTakenView
from countersign.queries.whom_to_ring import WhomToRing
from countersign.temporal import names
from countersign.wording.side_by_side import Difference
from tests.cli.kept import Kept
from tests.cli.test_picture import AGREED, wait
from tests.support.stack import Commands

AT = datetime(2026, 11, 16, 17, tzinfo=UTC)
HASH = "d99a1eafcbe8a51161b25a4d185fc0f0d01ef66773df9ccbec6d7eb72baf6964"
PLAN = "9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5"
FOLDER = "/somewhere/that/lies/deep/in/the/machine/.countersign/outbox"
LONG = "A sentence of a rule, in so many words that no line of eighty columns ever has room for all of them."


def printed(show_it: Callable[..., Any], shown: tuple[Any, ...], width: int = 80) -> str:
    """What is shown of these on a console of this width."""
    out = io.StringIO()
    show_it(Console(file=out, width=width), *shown)
    return out.getvalue()


def late_wait(*ring: WhomToRing) -> LateWait:
    """A decision that nobody makes, two levels up."""
    step = StepTakenView(kind=StepKind.ESCALATE, due=AT, taken=AT, told="Service manager", empty=())
    view = wait("question:ask-about-return-1", 0, 12, missed=AT, climbed=2, next_step_at=AT, steps=(step, step))
    return LateWait(
        **dict(view),
        team="complex_care_and_review",
        scheme="procedure",
        status=Status.AUTHORISED_TO_START,
        interim=Interim.ACKNOWLEDGED,
        counted_in=CountedIn.WORKING_DAYS,
        late="12 d 7 h",
        late_seconds=1,
        stands_still=False,
        ring=ring,
    )


def letter(number: int) -> LetterSent:
    """A letter that was put into the outbox."""
    return LetterSent(
        notice=f"n-{number}",
        version=1,
        kind=NoticeKind.SUBMITTED,
        recipient="person",
        channel=Channel.POST,
        status=NoticeStatus.SENT,
        sent=AT,
        where=f"{FOLDER}/{PLAN}-v1-submitted-person-{number}.pdf",
        because_of="m",
    )


LISTED = ListedPlan(
    PLAN,
    True,
    {
        names.STATUS.name: "authorised_to_start",
        names.VERSION.name: 12,
        names.TEAM.name: "complex_care_and_review",
        names.OWNER.name: "service_manager",
        names.DUE.name: AT,
        names.INTERIM.name: "acknowledged",
        names.NEEDS_ATTENTION.name: True,
    },
)
TASK = OpenTask(
    plan=PLAN,
    task="interim:1:ask/decision/2026",
    kind=TaskKind.GIVE_BY_HAND,
    owner_role="duty_team",
    owner="",
    due=AT,
    missed=AT,
    why=LONG,
)
HAPPENED = Timeline(
    plan=PLAN,
    status=Status.AGREED,
    version=1,
    in_force=0,
    promise=Promise(),
    interim=Interim.ACKNOWLEDGED,
    waits=(wait("decision", 0, 30, person="sm-31"), wait("question:ask-1", 3, 12, ended=AT)),
    entries=(TimelineLine(of="interim", at=AT, what=LONG, by="practitioner", rule="TIME-4", version=1),),
)
COMPARED = SchemesCompared(
    on=AT.date(),
    editions=("panel_by_exception@2023-05-23", "shropshire@2015-04-01"),
    plans=(),
    figures=(Difference(where="meeting[weekly_call].where", values=(LONG, None)),),
)
ON_MON = "Mon 16 Nov 2026 17:00"


@pytest.mark.rule("TIME-2", "TELL-5")
@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize(
    ("show_it", "shown", "says"),
    [
        pytest.param(
            show.show_plans,
            ([LISTED], {PLAN: AT}, {PLAN: 11}, {PLAN: Turn("service_manager", AT, "remind", AT, 2)}),
            f"{PLAN} authorised to start, version 12; version 11 is in force 64-64PP-JW: complex care and review, "
            f"waits for the service manager, due {ON_MON} Next: remind, {ON_MON}. Late since {ON_MON}; interim "
            "support: acknowledged; 2 tasks open",
            id="list",
        ),
        pytest.param(
            show.show_late,
            (
                [
                    late_wait(
                        WhomToRing(person="tm-201", name="Ana Bell", telephone="01632 960201", email="", away=False)
                    )
                ],
            ),
            f"12 d 7 h late: question about return, due {ON_MON} {PLAN} complex care and review, authorised to start; "
            "interim support: acknowledged Waits for the team manager. Ring tm-201 Ana Bell, 01632 960201. 2 steps "
            f"taken, the last to Service manager, 2 levels up. Next: remind, {ON_MON}.",
            id="overdue",
        ),
        pytest.param(
            show.show_tasks,
            ([TASK],),
            f"Due {ON_MON}, late: duty team plan {PLAN} task interim:1:ask/decision/2026 {LONG}",
            id="tasks",
        ),
        pytest.param(
            show.show_timeline,
            (HAPPENED, AT),
            f"Whose turn it is: decision: team manager, sm-31. {ON_MON}, version 1, interim support, practitioner "
            f"{LONG} [TIME-4]",
            id="timeline",
        ),
        pytest.param(
            show.show_answer,
            (Answer(outcome="refused", code=Refusal.NOT_NOW, reasons=(LONG, "plan: [is] missing.")),),
            f"Refused. {REFUSAL_MEANINGS[Refusal.NOT_NOW]} 1. {LONG} 2. plan: [is] missing.",
            id="a refusal",
        ),
        pytest.param(
            show_check,
            ([FileNotRead(file="mine.toml", problems=(LONG,))],),
            f"mine.toml: cannot be used wrong {LONG} 1 file read: 0 can be used, 1 cannot; 0 things to look at.",
            id="scheme check",
        ),
        pytest.param(
            show_compared,
            (COMPARED,),
            f"meeting[weekly_call].where panel_by_exception@2023-05-23: {LONG} shropshire@2015-04-01: –",
            id="scheme compare",
        ),
    ],
)
def test_a_page_is_eighty_columns_wide_and_every_word_of_it_is_whole(
    show_it: Callable[..., Any], shown: tuple[Any, ...], says: str, width: int
) -> None:
    page = printed(show_it, shown, width)

    assert [line for line in page.splitlines() if len(line) > 80] == []
    assert says in " ".join(page.split())
    assert "…" not in page


def test_the_folder_of_letters_stands_once_and_each_file_whole() -> None:
    page = printed(show_letters, ([letter(1), letter(2)],))

    assert page.count(FOLDER) == 1
    files = [line.strip() for line in page.splitlines() if line.endswith(".pdf")]
    assert files == [f"{PLAN}-v1-submitted-person-{number}.pdf" for number in (1, 2)]
    one = printed(show_letters, ([letter(1)],))
    assert f"{FOLDER}/{PLAN}-v1-submitted-person-1.pdf" in one.splitlines()[-2]
    relative = [letter(number).model_copy(update={"where": f"out/box/v{number}"}) for number in (1, 2)]
    assert printed(show_letters, (relative,)).count("out/box") == 1


@pytest.mark.rule("TIME-2", "WHO-5")
@pytest.mark.parametrize(
    ("ring", "says"),
    [
        pytest.param((), "Nobody on the register holds that today: ring their manager.", id="nobody"),
        pytest.param(
            (
                WhomToRing(person="tm-1", name="", telephone="", email="a@example.org", away=True),
                WhomToRing(person="tm-2", name="B", telephone="2", email="", away=False),
            ),
            "Ring tm-1 (away), no telephone on the register, a@example.org; or tm-2 B, 2.",
            id="one who is away, and another",
        ),
    ],
)
def test_what_is_late_says_whom_to_ring_or_that_nobody_is_there(ring: tuple[WhomToRing, ...], says: str) -> None:
    assert says in " ".join(printed(show.show_late, ([late_wait(*ring)],)).split())


@pytest.mark.parametrize(
    ("kept_so", "read_so"),
    [
        ("due on 2026-11-30; by procedure@2023-05-23", "due on Mon 30 Nov 2026; by procedure@2023-05-23"),
        (
            "Message 'decide' came again and counted once: stale_version",
            f"Message 'decide' came again and counted once: {REFUSAL_MEANINGS[Refusal.STALE_VERSION]}",
        ),
        ("Message 'decide' refused: not_now", f"Message 'decide' refused: {REFUSAL_MEANINGS[Refusal.NOT_NOW]}"),
    ],
)
def test_a_sentence_of_the_record_is_shown_without_codes_and_with_dates_for_people(kept_so: str, read_so: str) -> None:
    assert show.for_people(kept_so) == read_so
    entry = TimelineLine(of="plan", at=AT, what=kept_so, by="", rule="DEC-5", version=1)
    view = HAPPENED.model_copy(update={"entries": (entry,)})
    assert read_so in " ".join(printed(show.show_timeline, (view, AT)).split())


def test_a_status_has_no_code_of_a_refusal_and_no_line_that_is_too_long() -> None:
    refused = [{"at": AT, "name": "record_consent", "code": Refusal.MESSAGE_ID_REUSED}]
    status = AGREED.model_validate(
        {**AGREED.model_dump(), "refused": refused, "refused_count": 1, "content_sha256": HASH}
    )
    page = printed(show.show_status, (status, None))

    assert [line for line in page.splitlines() if len(line) > 80] == []
    assert "message_id_reused" not in page
    assert HASH in page
    assert "Give this one another message_id" in " ".join(page.split())


@pytest.mark.parametrize(("count", "says"), [(5, "twice 5"), (14, "twice 14; the last 5:")], ids=["all", "the last"])
def test_a_status_says_that_it_shows_only_the_last_of_many_refusals(count: int, says: str) -> None:
    refused = [{"at": AT, "name": "decide", "code": Refusal.NOT_NOW}] * min(count, 10)
    status = AGREED.model_validate({**AGREED.model_dump(), "refused": refused, "refused_count": count})

    assert says in " ".join(printed(show.show_status, (status, None)).split())


@pytest.mark.parametrize("name", ["plain", "barred", "payment", "panel", "peter", "above", "carer", "joe"])
def test_a_brief_has_eighty_columns_and_writes_no_date_as_figures(alone: Commands, kept: Kept, name: str) -> None:
    """An edition of a scheme has its day in its name: that is no date for people."""
    plan = kept.returned_and_resubmitted(name) if name == "joe" else kept.plan(name)
    page = alone("brief", plan.plan_id).out

    assert [line for line in page.splitlines() if len(line) > 80] == []
    assert re.findall(r"(?<![@\d-])\d{4}-\d\d-\d\d(?![\d-])", page) == []
