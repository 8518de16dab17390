"""TELL-8 · Whom and where, read as they are as each notice goes: a contact, a representative, a mark, a move, a death.

Each change comes once just before the notice is handed over and once just after: so no moment is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeStatus
from countersign.casework.changes import Changes
from countersign.casework.happenings import Happening
from countersign.casework.kept import Notice, TaskKind
from countersign.casework.letters import MOVED_AWAY, NOT_SAFE
from countersign.letters.channels.transport import Item
from countersign.letters.outbox import MOST_ATTEMPTS, Outbox
from countersign.wording.letters import Letter
from tests.casework.cases import ready
from tests.support.builders import Json, changed, example, register
from tests.support.casework import CaseUnderTest

SENT, WITHHELD, QUEUED, BY_HAND = NoticeStatus.SENT, NoticeStatus.WITHHELD, NoticeStatus.QUEUED, NoticeStatus.BY_HAND

NEW_PLACE = ("Flat 2, Weavers Court", "11 Mill Lane", "Northbridge", "ZZ99 4AB")
"""Where the example says that she lives now."""

NIECE: Json = example("message-change-representative")["representative"]
NIECE_S_PLACE = tuple(NIECE["contact"]["address"])

LETTER = "v1/submitted/person"
TO_HER_NIECE = "v1/submitted/representative"


@dataclass
class Post:
    """A way of sending that takes everything; what a test does `before` and `after` each comes around it."""

    repeatable: bool = True

    went: dict[str, Item] = field(default_factory=dict[str, Item])

    before: Callable[[str], object] = lambda _: None

    after: Callable[[str], object] = lambda _: None

    def send(self, item: Item) -> str:
        """Take it."""
        name = item.key.partition("/")[2]
        self.before(name)
        assert name not in self.went, "nothing goes twice"
        self.went[name] = item
        self.after(name)
        return "taken"

    def page(self, name: str) -> Letter:
        """The letter that went."""
        return Letter.model_validate_json(next(content for _, _, content in self.went[name].files))


def outbox_of(case: CaseUnderTest, post: Post) -> Outbox:
    return Outbox(case.installation.files, case.office, {"post": post, "email": post})


def send(case: CaseUnderTest, post: Post) -> None:
    outbox_of(case, post).send_what_waits(case.situation(Workflow.PLAN))


def notice(case: CaseUnderTest, key: str) -> Notice:
    return case.kept.notices[f"{case.plan_id}/{key}"]


def happened(case: CaseUnderTest) -> list[str]:
    return [entry.event for entry in case.kept.record.values()]


def moved(case: CaseUnderTest, about: str = "person", **changes: Any) -> None:
    day = {"decided_on": case.now.date().isoformat()}
    case.accept("change_contact", changes={"about": about} | day | changes)


def her_niece_acts(case: CaseUnderTest, **changes: Any) -> None:
    case.accept("change_representative", changes={"decided_on": case.now.date().isoformat()} | changes)


def nobody_acts(case: CaseUnderTest) -> None:
    her_niece_acts(case, representative=None, why="The court's order ended with the month.", decided_by="the council")


def with_her_niece(who: str | None = None) -> Json:
    choice = {
        "who": who,
        "why": "She asked that her letters go there.",
        "decided_by": "the person",
        "decided_on": "2026-11-02",
    }
    return {"plan.representative": NIECE} | ({"plan.written_to": choice} if who else {})


def marked(about: str, kind: SafeguardingKind) -> Json:
    return {"plan.safeguarding": [{"kind": kind.value, "about": about, "in_words": "A man who used to live there."}]}


def agreed(case: CaseUnderTest, changes: Json | None = None) -> None:
    """Clare's plan is agreed on a Friday, and nothing of it has gone yet."""
    case.submit(changes=changes)
    case.send_letters()
    case.at("2026-11-06 14:40")
    case.accept("decide", "clare-4-agreed")


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
    outbox, tried = outbox_of(case, Post()), replace(notice(case, LETTER), attempts=MOST_ATTEMPTS)
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
    assert [name for name, _, _ in item.files] == ["letter.txt", "record.txt"]


@pytest.mark.rule("TELL-8", "TELL-4")
def test_what_nobody_makes_in_that_format_becomes_a_persons_in_the_end(case: CaseUnderTest) -> None:
    agreed(case)
    case.queue_the_record()
    moved(case, contact={"channel": "post", "format": "plain_text", "address": list(NEW_PLACE)})
    outbox = outbox_of(case, Post())
    for _ in range(MOST_ATTEMPTS):
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
@pytest.mark.parametrize("by", ["Lorna Pettigrew", "her niece", "niece"])
def test_nobody_makes_themselves_a_representative_or_says_where_to_write_to_them(case: CaseUnderTest, by: str) -> None:
    case.submit(changes=with_her_niece())
    for name, about in (("change_representative", {}), ("change_contact", {"about": "representative"})):
        day: Json = {"decided_on": "2026-11-03", "decided_by": by}
        answer = case.consider(name, changes=day | about).answer
        assert (answer.outcome, "decided_by" in answer.reasons[0]) == ("refused", True)


# Who receives the record


@pytest.mark.rule("REC-1", "REC-4")
def test_only_a_recorded_decision_lets_the_representative_receive_the_record_for_her(case: CaseUnderTest) -> None:
    agreed(case, with_her_niece("representative") | {"plan.written_to.receives_record": True})
    case.give_the_record()
    assert notice(case, "v1/agreed/representative").status is SENT
    assert f"{case.plan_id}/v1/agreed/person" not in case.kept.notices
    assert case.standing.status is Status.SIGNED_OFF


@pytest.mark.rule("REC-1", "REC-4")
def test_where_they_do_not_act_any_more_she_receives_it_herself_and_sign_off_waits_for_that(
    case: CaseUnderTest,
) -> None:
    agreed(case, with_her_niece("representative") | {"plan.written_to.receives_record": True})
    case.queue_the_record()
    nobody_acts(case)
    case.give_the_record()
    assert notice(case, "v1/agreed/representative").status is WITHHELD
    assert notice(case, "v1/agreed/person").status is SENT
    assert case.standing.status is Status.SIGNED_OFF


@pytest.mark.rule("REC-1")
def test_nobody_decides_that_they_receive_it_for_her(case: CaseUnderTest) -> None:
    chosen = {"plan.written_to.receives_record": True, "plan.written_to.decided_by": "the niece"}
    answer = case.submit(changes=changed(with_her_niece("representative"), {}) | chosen).answer
    assert [reason for reason in answer.reasons if "plan.written_to.decided_by" in reason]


# A safeguarding mark


@pytest.mark.rule("TELL-8", "REC-1", "REC-4")
def test_a_record_for_an_address_that_is_not_safe_is_held_and_a_person_asked_and_sign_off_waits(
    case: CaseUnderTest,
) -> None:
    agreed(case, marked("person", SafeguardingKind.ADDRESS_NOT_SAFE))
    case.give_the_record()
    assert notice(case, "v1/agreed/person").status is BY_HAND
    assert NOT_SAFE in case.kept.tasks["give:v1/agreed/person"].why
    assert case.standing.status is Status.AGREED
    case.accept("complete_task", changes={"task": "give:v1/agreed/person"})
    case.give_the_record()
    assert case.standing.status is Status.SIGNED_OFF


@pytest.mark.rule("TELL-8")
def test_no_letter_goes_to_an_address_that_is_not_safe_and_her_niece_has_hers(case: CaseUnderTest) -> None:
    case.submit(changes=marked("person", SafeguardingKind.ADDRESS_NOT_SAFE) | with_her_niece())
    post = Post()
    send(case, post)
    assert LETTER not in post.went
    assert TO_HER_NIECE in post.went


@pytest.mark.rule("TELL-8", "REC-1")
@pytest.mark.parametrize("kind", SafeguardingKind)
def test_a_representative_whom_a_mark_names_has_nothing_and_the_practitioner_is_asked(
    case: CaseUnderTest, kind: SafeguardingKind
) -> None:
    case.submit(changes=marked("representative", kind) | with_her_niece("representative"))
    post = Post()
    send(case, post)
    assert TO_HER_NIECE not in post.went
    assert LETTER in post.went, "it is always somebody"
    assert "sharing:representative:v1:concern" in case.open_tasks()


# Moved away


@pytest.mark.rule("TELL-8", "END")
def test_moved_away_is_never_written_to_the_old_address_by_itself(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"reason": "moved_away", "ending.from_day": "2026-11-18"})
    assert notice(case, "v1/closed/person").status is BY_HAND
    assert MOVED_AWAY in case.kept.tasks["give:v1/closed/person"].why


@pytest.mark.rule("TELL-8", "END")
def test_moved_away_is_written_to_the_new_one(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    moved(case)
    case.accept("end", changes={"reason": "moved_away", "ending.from_day": "2026-11-18"})
    assert notice(case, "v1/closed/person").address == NEW_PLACE


@pytest.mark.rule("TELL-8", "END")
def test_a_move_that_lies_ahead_is_no_old_address_yet(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"reason": "moved_away", "ending.from_day": "2026-12-01"})
    assert notice(case, "v1/closed/person").status is QUEUED
    case.at("2026-12-01 08:00")
    post = Post()
    send(case, post)
    assert "v1/closed/person" not in post.went
    assert notice(case, "v1/closed/person").status is BY_HAND


# A death


@pytest.mark.rule("TELL-8", "END")
def test_a_death_while_the_letter_before_it_goes_holds_back_hers(case: CaseUnderTest) -> None:
    case.submit(changes=with_her_niece())
    post = Post(before=lambda name: name == LETTER and case.accept("end", changes={"reason": "died"}))
    send(case, post)
    assert TO_HER_NIECE not in post.went


# Staff


@pytest.mark.rule("TELL-8")
def test_a_notice_to_staff_goes_where_the_register_has_them_as_it_goes(case: CaseUnderTest) -> None:
    case.submit()
    known = register()
    lines = tuple(
        line._replace(email="tm@new.example.org") if line.person == "tm-201" else line for line in known.holdings
    )
    case.installation.put_in_force(known._replace(holdings=lines))
    case.at("2026-11-03 11:00")
    post = Post()
    send(case, post)
    (name,) = (name for name in post.went if "/awaiting_decision/tm-201/" in name)
    assert post.went[name].address == ("tm@new.example.org",)


# An advocate arranged later


ADA: Json = {"advocate": {"name": "Ada Quill", "contact": {"channel": "email", "email": "ada@advocacy.example.org"}}}
NAMED: Json = {"understanding": None, "support": None} | ADA


@pytest.mark.rule("REC-3")
def test_an_advocate_arranged_before_the_plan_is_given_is_told_when_it_is(case: CaseUnderTest) -> None:
    agreed(case)
    case.accept("record_understanding", changes=NAMED)
    assert not any("/plan_given/" in key for key in case.kept.notices)
    case.give_the_record()
    assert notice(case, "v1/plan_given/advocate").address == ("ada@advocacy.example.org",)


@pytest.mark.rule("REC-3")
def test_an_advocate_arranged_after_it_was_given_is_told_now_and_once(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-09 10:00")
    case.accept("record_understanding", changes=NAMED)
    case.accept("record_understanding", changes=NAMED)
    told = [key for key in case.kept.notices if "/plan_given/" in key]
    assert told == [f"{case.plan_id}/v1/plan_given/advocate"]
    assert case.letter("v1/plan_given/advocate").head.recipient.name == "Ada Quill"


@pytest.mark.rule("REC-3")
def test_another_advocate_after_one_who_was_told_is_told_too(case: CaseUnderTest) -> None:
    case.submit(changes=ready.AN_ADVOCATE)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.send_letters()
    case.at("2026-11-09 10:00")
    case.accept("record_understanding", changes=NAMED)
    (one, other) = sorted(key for key in case.kept.notices if "/plan_given/" in key)
    assert other.startswith(f"{one}/")
    assert case.letter(other.partition("/")[2]).head.recipient.name == "Ada Quill"


@pytest.mark.rule("REC-3", "TELL-8")
def test_an_advocate_whose_letter_waits_and_who_is_no_longer_theirs_is_not_written_to(case: CaseUnderTest) -> None:
    case.submit(changes=ready.AN_ADVOCATE)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.at("2026-11-09 10:00")
    case.accept("record_understanding", changes=NAMED)
    assert notice(case, "v1/plan_given/advocate").status is WITHHELD
