"""SHARE-9, AMEND-3 · Who is asked for copies back: one letter and one task for everything that they may still have."""

from datetime import date

import pytest

from countersign.careplan.notices import NoticeKind
from countersign.casework.copies_known import known_in
from countersign.casework.kept import TaskKind
from countersign.casework.sharing import holdings
from countersign.wording.letters_about_copies import CopyToReturn
from tests.casework.amended import agree
from tests.casework.cases import ready
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

NO_MORE: Json = {"sharing.scope": "none", "sharing.sections": []}
A_PART: Json = {"sharing.scope": "part", "sharing.sections": ["services"]}
ALL: Json = {"sharing.scope": "full", "sharing.sections": []}


def both_versions_went(case: CaseUnderTest) -> None:
    ready.amended(case)
    case.send_letters()
    case.at("2026-11-30 10:00")
    agree(case)
    case.send_letters()


def decide(case: CaseUnderTest, day: str, what: Json) -> None:
    case.at(f"{day} 10:00")
    case.accept("record_consent", changes={"sharing.recipient": "P1", "sharing.decided_on": day} | what)
    case.send_letters()


def asked_for(case: CaseUnderTest) -> list[tuple[date, tuple[date, ...]]]:
    """When the copies were sent that each letter asks for: the latest, and the others."""
    kept = [key for key, notice in case.kept.notices.items() if notice.kind is NoticeKind.COPY_TO_RETURN]
    letters = [case.letter(key.partition("/")[2]).facts for key in kept]
    return sorted((facts.sent_on, facts.also_sent_on) for facts in letters if isinstance(facts, CopyToReturn))


def open_now(case: CaseUnderTest) -> list[str]:
    return [name for name, kind in case.open_tasks().items() if kind is TaskKind.COPY_BACK]


def still_there(case: CaseUnderTest) -> list[str]:
    with case.installation.files.open(case.plan_id) as file:
        return sorted(
            held.copy.notice.partition("/")[2] for held in holdings(file, known_in(file)) if not held.came_back
        )


@pytest.mark.rule("SHARE-9", "AMEND-3")
@pytest.mark.parametrize("what", [pytest.param(NO_MORE, id="withdrawn"), pytest.param(A_PART, id="narrowed")])
def test_a_holder_of_two_versions_gets_one_letter_and_one_task_that_name_both(case: CaseUnderTest, what: Json) -> None:
    both_versions_went(case)
    decide(case, "2026-12-01", what)
    first, second = date(2026, 11, 5), date(2026, 11, 30)
    assert asked_for(case) == [(second, (first,))]
    assert open_now(case) == ["back:v2/copy/P1/full"]
    why = case.kept.tasks["back:v2/copy/P1/full"].why
    assert "version 2, sent on 30 November 2026; version 1, sent on 5 November 2026" in why

    case.accept("complete_task", changes={"task": "back:v2/copy/P1/full"})
    assert {key for key in still_there(case) if key.endswith("P1/full")} == set(), "what is done is done about both"


@pytest.mark.rule("SHARE-9")
def test_asked_again_while_the_first_task_is_open_there_is_one_task_about_everything(case: CaseUnderTest) -> None:
    """Narrowed, the part went; withdrawn, that is asked for too, beside what has not come back."""
    both_versions_went(case)
    decide(case, "2026-12-01", A_PART)
    case.queue_the_record()
    case.send_letters()
    decide(case, "2026-12-02", NO_MORE)
    assert len(open_now(case)) == 1
    assert asked_for(case)[-1] == (date(2026, 12, 1), (date(2026, 11, 5), date(2026, 11, 30)))
    case.accept("complete_task", changes={"task": open_now(case)[0]})
    assert [key for key in still_there(case) if "/P1/" in key] == []


@pytest.mark.rule("SHARE-9")
def test_what_came_back_is_not_asked_for_again(case: CaseUnderTest) -> None:
    both_versions_went(case)
    decide(case, "2026-12-01", A_PART)
    case.accept("complete_task", changes={"task": "back:v2/copy/P1/full"})
    case.queue_the_record()
    case.send_letters()
    decide(case, "2026-12-02", NO_MORE)
    assert asked_for(case)[-1] == (date(2026, 12, 1), ())
