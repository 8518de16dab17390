"""TELL-8 · Whom and where, read as they are as each notice goes: a contact, a representative, a mark, a move, a death.

Each change comes once just before the notice is handed over and once just after: so no moment is left out.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.changes import Changes
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from tests.casework.people import (
    BY_HAND,
    LETTER,
    LONG_AGO,
    NEW_PLACE,
    NIECE,
    NIECE_S_PLACE,
    QUEUED,
    SENT,
    TO_HER_NIECE,
    WITHHELD,
    Post,
    agreed,
    happened,
    her_niece_acts,
    moved,
    nobody_acts,
    notice,
    outbox_of,
    send,
    with_her_niece,
)
from tests.support.builders import Json, changed
from tests.support.casework import CaseUnderTest

# A contact


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize("repeatable", [True, False], ids=["by a folder", "by a relay"])
def test_a_new_address_just_before_it_goes_and_it_goes_there(case: CaseUnderTest, repeatable: bool) -> None:
    case.submit()
    moved(case)
    post = Post(repeatable)
    send(case, post)
    assert post.went[LETTER].address == NEW_PLACE
    assert post.page(LETTER).head.recipient.address == NEW_PLACE, "the letter says so too"
    assert notice(case, LETTER).address == NEW_PLACE
    assert happened(case).count(Happening.ADDRESSED_AGAIN) == 1


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize("repeatable", [True, False], ids=["by a folder", "by a relay"])
def test_a_new_address_just_after_it_was_marked_as_sending_and_it_goes_once_where_it_was_to(
    case: CaseUnderTest, repeatable: bool
) -> None:
    case.submit()
    before = notice(case, LETTER).address

    def meanwhile(name: str) -> None:
        if name == LETTER:
            moved(case)

    post = Post(repeatable, before=meanwhile)
    send(case, post)
    send(case, post)
    assert post.went[LETTER].address == before != NEW_PLACE
    assert (notice(case, LETTER).status, notice(case, LETTER).address) == (SENT, before)


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize("repeatable", [True, False], ids=["by a folder", "by a relay"])
def test_a_new_address_while_the_letter_before_it_goes_and_it_goes_there(case: CaseUnderTest, repeatable: bool) -> None:
    """The batch is taken already: each is read again by itself."""
    case.submit(changes=with_her_niece())
    post = Post(repeatable, before=lambda name: name == LETTER and moved(case, "representative"))
    send(case, post)
    assert [name for name in post.went if "/submitted/" in name] == [LETTER, TO_HER_NIECE]
    assert post.went[LETTER].address != NEW_PLACE
    assert post.went[TO_HER_NIECE].address == NEW_PLACE


@pytest.mark.rule("TELL-8")
def test_another_way_and_another_format_are_those_by_which_it_goes(case: CaseUnderTest) -> None:
    case.submit()
    moved(case, contact={"channel": "email", "format": "plain_text", "email": "edie@example.org"})
    post = Post()
    send(case, post)
    item = post.went[LETTER]
    assert (item.address, item.fmt) == (("edie@example.org",), "plain_text")
    assert notice(case, LETTER).channel == "email"


@pytest.mark.rule("TELL-8", "TELL-5")
def test_an_address_to_which_no_post_comes_is_a_persons_task_until_there_is_one(case: CaseUnderTest) -> None:
    case.submit()
    nowhere: Json = {"contact.address": ["No fixed abode"]}
    moved(case, "person", **nowhere)
    assert notice(case, LETTER).status is BY_HAND
    assert case.open_tasks() == {f"give:{LETTER}": TaskKind.GIVE_BY_HAND}
    case.at("2026-11-04 09:00")
    moved(case)
    assert (notice(case, LETTER).status, case.open_tasks()) == (QUEUED, {})
    post = Post()
    send(case, post)
    assert post.went[LETTER].address == NEW_PLACE


@pytest.mark.rule("TELL-8")
def test_what_may_have_gone_stays_with_whoever_finds_out(case: CaseUnderTest) -> None:
    case.submit()
    outbox, tried = outbox_of(case, Post()), replace(notice(case, LETTER), attempts=5, waits_since=case.now - LONG_AGO)
    with case.installation.files.open(case.plan_id) as file:
        file.keep(Changes(notices={tried.key: tried}))
    outbox.give_up_on_the_hopeless(case.situation(Workflow.PLAN))
    moved(case)
    assert notice(case, LETTER).status is BY_HAND


@pytest.mark.rule("TELL-8", "SHARE-3", "REC-4")
def test_a_provider_whose_contact_changes_after_signing(case: CaseUnderTest) -> None:
    """Played whole: the copy that waits, the letter at the end, and nothing of either in the signed version."""
    agreed(case)
    case.queue_the_record()
    signed = case.kept.versions[1]
    case.at("2026-11-06 15:00")
    new = {"channel": "email", "format": "standard", "email": "plans@new-office.example.org"}
    moved(case, "P1", contact=new, decided_by="the practitioner, who rang the office")
    post = Post()
    send(case, post)
    assert post.went["v1/copy/P1/full"].address == ("plans@new-office.example.org",)
    case.give_the_record()
    assert case.standing.status is Status.SIGNED_OFF
    case.at("2026-12-01 10:00")
    newer = {"channel": "post", "format": "standard", "address": ["7 Dock Street", "Northbridge", "ZZ99 4AD"]}
    moved(case, "P1", contact=newer, decided_by="the practitioner, who rang the office")
    case.accept("end", changes={"reason": "ended", "why": "She goes to live with her sister, and needs no more help."})
    send(case, post)
    assert post.went["v1/no_longer_in_force/P1"].address == ("7 Dock Street", "Northbridge", "ZZ99 4AD")
    assert case.kept.versions[1] == signed, "what was signed has nothing of it"
    assert case.kept.versions[1][1].providers[0].contact.email == "care.plans@northbridge-home-care.example.org"


@pytest.mark.rule("TELL-8", "TELL-4")
def test_a_record_that_waits_is_made_in_the_format_that_is_wanted_now(case: CaseUnderTest) -> None:
    agreed(case)
    case.queue_the_record()
    moved(case, contact={"channel": "post", "format": "plain_text", "address": list(NEW_PLACE)})
    post = Post()
    send(case, post)
    assert "v1/agreed/person" not in post.went, "not in the format that she cannot read"
    case.queue_the_record()
    send(case, post)
    item = post.went["v1/agreed/person"]
    assert (item.address, item.fmt) == (NEW_PLACE, "plain_text")
    assert [name for name, _, _ in item.files] == ["letter.txt", "letter.pdf", "record.txt"]


@pytest.mark.rule("TELL-8", "TELL-4")
def test_what_nobody_makes_in_that_format_becomes_a_persons_in_the_end(case: CaseUnderTest) -> None:
    agreed(case)
    case.queue_the_record()
    moved(case, contact={"channel": "post", "format": "plain_text", "address": list(NEW_PLACE)})
    outbox = outbox_of(case, Post())
    for _ in range(6):
        case.now += timedelta(hours=1)
        outbox.send_what_waits(case.situation(Workflow.PLAN))
        outbox.give_up_on_the_hopeless(case.situation(Workflow.PLAN))
    assert notice(case, "v1/agreed/person").status is BY_HAND


@pytest.mark.rule("TELL-8")
def test_what_was_decided_last_counts_and_not_what_came_last(case: CaseUnderTest) -> None:
    case.submit()
    case.at("2026-11-10 10:00")
    moved(case)
    answer = case.accept(
        "change_contact", changes={"decided_on": "2026-11-06", "contact.address": ["1 Old Road", "Northbridge"]}
    ).answer
    assert "decided later stands" in answer.said[0]
    post = Post()
    send(case, post)
    assert post.went[LETTER].address == NEW_PLACE


# A new version


@pytest.mark.rule("TELL-8", "REC-4")
@pytest.mark.parametrize(
    ("resubmitted", "goes_to"),
    [
        pytest.param({}, NEW_PLACE, id="which repeats the address of the one before"),
        pytest.param(
            {"plan.person.contact.address": ["2 Ash Close", "Northbridge", "ZZ99 4AE"]},
            ("2 Ash Close", "Northbridge", "ZZ99 4AE"),
            id="which states another",
        ),
    ],
)
def test_beside_a_new_version(case: CaseUnderTest, resubmitted: Json, goes_to: tuple[str, ...]) -> None:
    case.submit()
    case.at("2026-11-04 10:00")
    moved(case)
    case.at("2026-11-05 09:00")
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-06 09:00")
    case.accept("resubmit", "clare-3-resubmission", resubmitted)
    assert notice(case, "v2/resubmitted/person").address == goes_to


@pytest.mark.rule("TELL-8", "SHARE-6")
def test_another_provider_under_the_same_reference_has_nothing_of_what_was_said(case: CaseUnderTest) -> None:
    case.submit()
    case.at("2026-11-04 10:00")
    new = {"channel": "email", "format": "standard", "email": "plans@new-office.example.org"}
    moved(case, "P1", contact=new, decided_by="the practitioner")
    case.accept("decide", "clare-2-returned")
    case.accept("resubmit", "clare-3-resubmission", {"plan.providers.0.name": "Harbour Live-in Care"})
    since = case.kept.state.people_since if case.kept.state else None
    assert since is not None
    assert [said.version for said in since.contacts] == [1]


# A representative


@pytest.mark.rule("TELL-1", "TELL-8")
@pytest.mark.parametrize("repeatable", [True, False], ids=["by a folder", "by a relay"])
def test_a_representative_appointed_just_before_a_letter_goes_has_it_too(case: CaseUnderTest, repeatable: bool) -> None:
    case.submit()
    her_niece_acts(case)
    post = Post(repeatable)
    send(case, post)
    assert {LETTER, TO_HER_NIECE} <= post.went.keys()
    assert post.went[TO_HER_NIECE].address == NIECE_S_PLACE
    assert not post.page(TO_HER_NIECE).head.recipient.about_self


@pytest.mark.rule("TELL-1", "TELL-8")
@pytest.mark.parametrize("repeatable", [True, False], ids=["by a folder", "by a relay"])
def test_a_representative_who_ended_just_before_it_goes_has_nothing_and_the_person_has_theirs(
    case: CaseUnderTest, repeatable: bool
) -> None:
    case.submit(changes=with_her_niece("representative"))
    assert f"{case.plan_id}/{LETTER}" not in case.kept.notices
    nobody_acts(case)
    post = Post(repeatable)
    send(case, post)
    assert TO_HER_NIECE not in post.went
    assert notice(case, TO_HER_NIECE).status is WITHHELD
    assert post.page(LETTER).head.recipient.about_self


@pytest.mark.rule("TELL-1", "TELL-8")
@pytest.mark.parametrize("repeatable", [True, False], ids=["by a folder", "by a relay"])
def test_a_representative_who_ended_just_after_it_was_marked_as_sending_has_that_one_and_no_other(
    case: CaseUnderTest, repeatable: bool
) -> None:
    case.submit(changes=with_her_niece())
    post = Post(repeatable, before=lambda name: name == TO_HER_NIECE and nobody_acts(case))
    send(case, post)
    assert TO_HER_NIECE in post.went
    assert notice(case, TO_HER_NIECE).status is SENT
    case.accept("decide", "clare-2-returned")
    send(case, post)
    assert [name for name in post.went if "/returned/" in name] == ["v1/returned/person"]


@pytest.mark.rule("TELL-1", "TELL-8")
def test_a_representative_who_ended_while_the_letter_before_it_goes_has_nothing(case: CaseUnderTest) -> None:
    case.submit(changes=with_her_niece())
    post = Post(before=lambda name: name == LETTER and nobody_acts(case))
    send(case, post)
    assert LETTER in post.went
    assert TO_HER_NIECE not in post.went


@pytest.mark.rule("TELL-1", "TELL-8")
def test_nobody_told_us_and_their_last_day_is_over_as_it_goes(case: CaseUnderTest) -> None:
    """Only reading again can find this: no message came."""
    case.submit(changes=changed({}, {}) | {"plan.representative": NIECE | {"ends_on": "2026-11-03"}})
    case.at("2026-11-04 00:30")
    post = Post()
    send(case, post)
    assert TO_HER_NIECE not in post.went
    assert happened(case).count(Happening.LETTER_NOT_FOR_THEM) == 1


@pytest.mark.rule("TELL-1", "TELL-8")
def test_another_representative_has_what_waits_under_their_own_name_and_no_choice_carries_over(
    case: CaseUnderTest,
) -> None:
    case.submit(changes=with_her_niece("representative"))
    other = NIECE | {"name": "Hal Orme", "relationship": "brother"}
    her_niece_acts(case, representative=other)
    post = Post()
    send(case, post)
    assert post.page(TO_HER_NIECE).head.recipient.name == "Hal Orme"
    assert LETTER in post.went, "that only the niece be written to says nothing of him"


@pytest.mark.rule("TELL-8")
def test_a_representatives_letter_is_not_given_by_hand_once_they_have_ended(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.representative": changed(NIECE, {"contact.format": "braille"})})
    assert notice(case, TO_HER_NIECE).status is BY_HAND
    nobody_acts(case)
    assert (notice(case, TO_HER_NIECE).status, case.open_tasks()) == (WITHHELD, {})


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize(
    ("about", "code"),
    [("asked-1", Refusal.MALFORMED), ("C9", Refusal.NO_SUCH_RECIPIENT), ("advocate", Refusal.NO_SUCH_RECIPIENT)],
)
def test_a_contact_is_that_of_somebody_in_the_plan(in_memory: CaseUnderTest, about: str, code: Refusal) -> None:
    """Whomever the person asked for is reached as they were asked for last: the form has no place for them."""
    in_memory.submit()
    assert (
        in_memory.consider("change_contact", changes={"about": about, "decided_on": "2026-11-03"}).answer.code is code
    )


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize("by", ["Lorna Pettigrew", "her niece", "niece"])
def test_nobody_makes_themselves_a_representative_or_says_where_to_write_to_them(case: CaseUnderTest, by: str) -> None:
    case.submit(changes=with_her_niece())
    for name, about in (("change_representative", {}), ("change_contact", {"about": "representative"})):
        day: Json = {"decided_on": "2026-11-03", "decided_by": by}
        answer = case.consider(name, changes=day | about).answer
        assert (answer.outcome, "decided_by" in answer.reasons[0]) == ("refused", True)


@pytest.mark.rule("TELL-5", "TELL-6")
def test_what_could_not_be_sent_to_staff_is_done_by_whoever_gave_it(case: CaseUnderTest) -> None:
    case.submit()
    key = next(key for key in case.kept.notices if "/awaiting_decision/" in key)
    tried = replace(case.kept.notices[key], waits_since=case.now - LONG_AGO)
    with case.installation.files.open(case.plan_id) as file:
        file.keep(Changes(notices={key: tried}))
    outbox_of(case, Post()).give_up_on_the_hopeless(case.situation(Workflow.PLAN))
    (task,) = case.open_tasks()
    case.accept("complete_task", changes={"task": task})
    assert (case.open_tasks(), case.kept.notices[key].status) == ({}, SENT)
