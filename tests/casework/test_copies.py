"""SHARE · Who has a copy, how much of it, and that what was decided last is what counts when it is sent."""

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import is_meanwhile
from countersign.letters.channels.folder import Folder
from countersign.store.tables import ConsentRow, CopyRow, NoticeRow
from tests.letters.transports import Trouble
from tests.support.builders import Json
from tests.support.servers import Desk, PlanUnderTest, one_of, until

CARER_ONLY: Json = {"plan.sharing": []}


async def signed(plan: PlanUnderTest, changes: Json | None = None) -> None:
    await plan.submit("clare-1-submission", changes)
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)


def consent(
    plan: PlanUnderTest,
    recipient: str,
    scope: str,
    *,
    again: str = "",
    sections: tuple[str, ...] = (),
    decided_on: str = "2026-11-02",
) -> Json:
    changes: Json = {
        "sharing.decided_on": decided_on,
        "sent_by.id": "sw-1042",
        "sharing.recipient": recipient,
        "sharing.scope": scope,
        "sharing.sections": list(sections),
    }
    return plan.message("message-record-consent", changes, again=again)


def copies(plan: PlanUnderTest) -> list[str]:
    return [name for name in plan.letters() if ".copy." in name]


@pytest.mark.rule("SHARE-1", "SHARE-2", "SHARE-3")
async def test_a_carer_has_a_full_copy_by_default_and_a_provider_none_without_consent(plan: PlanUnderTest) -> None:
    await signed(plan, CARER_ONLY)
    assert copies(plan) == ["v1.copy.C1.full"]
    row = one_of(plan.rows(CopyRow))
    assert (row.recipient, row.rule, row.sections) == ("C1", "SHARE-1", [])
    assert "Copies: C1 full, P1 held" in plan.record()


@pytest.mark.rule("SHARE-1", "SHARE-7")
async def test_a_carer_has_the_parts_that_the_person_chose_and_no_others(plan: PlanUnderTest) -> None:
    decision: Json = {
        "recipient": "C1",
        "scope": "part",
        "sections": ["services"],
        "basis": "consent",
        "has_capacity": {"so": True},
        "decided_by": "the person",
        "decided_on": "2026-11-02",
    }
    await signed(plan, {"plan.sharing": [decision]})
    assert copies(plan) == ["v1.copy.C1.part~services"]
    record = plan.letter("v1.copy.C1.part~services", "record.html")
    submission = plan.message("clare-1-submission")["plan"]
    assert "Thursday lunch club" in record
    assert submission["needs"][3]["description"].split("'")[0] not in record
    assert "157.80" not in record, "not the budget"


@pytest.mark.rule("SHARE-1")
async def test_a_carer_has_none_where_the_person_said_so(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission", CARER_ONLY)
    assert (await plan.ask("record_consent", consent(plan, "C1", "none"))).accepted
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    assert copies(plan) == []


@pytest.mark.rule("SHARE-2", "SHARE-3")
async def test_consent_recorded_after_sign_off_sends_the_copy_once(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await signed(plan, CARER_ONLY)
    message = consent(plan, "P1", "full")
    assert (await plan.ask("record_consent", message)).accepted
    await until(lambda: "v1.copy.P1.full" in plan.letters(), "the provider's copy")
    assert (await plan.ask("record_consent", message)).duplicate
    assert (await plan.ask("record_consent", consent(plan, "P1", "full", again="2"))).accepted
    # One more message is answered only when what the last one caused was done.
    assert (await plan.ask("record_consent", consent(plan, "C1", "none", again="3"))).accepted
    assert copies(plan) == ["v1.copy.C1.full", "v1.copy.P1.full"]
    assert [(row.recorded_by, row.content["recipient"]) for row in plan.rows(ConsentRow)] == [
        ("sw-1042", "P1"),
        ("sw-1042", "P1"),
        ("sw-1042", "C1"),
    ]


@pytest.mark.rule("SHARE-2")
async def test_more_consent_later_sends_a_fuller_copy_too(plan: PlanUnderTest) -> None:
    await signed(plan, CARER_ONLY)
    parts = consent(plan, "P1", "part", sections=("services", "outcomes"))
    assert (await plan.ask("record_consent", parts)).accepted
    assert (await plan.ask("record_consent", consent(plan, "P1", "full", again="2"))).accepted
    await until(lambda: "v1.copy.P1.full" in plan.letters(), "the full copy")
    assert copies(plan) == ["v1.copy.C1.full", "v1.copy.P1.full", "v1.copy.P1.part~outcomes+services"]


@pytest.mark.rule("SHARE-2", "SHARE-6")
async def test_consent_that_was_withdrawn_before_the_copy_went_withholds_it(any_desk: Desk) -> None:
    mail = Trouble(Folder(any_desk.settings.outbox), what=lambda item: "/copy/P1" in item.key)
    await any_desk.open_with(smtp=mail)
    plan = any_desk.plan()
    await signed(plan)
    assert plan.notices()["v1/copy/P1/full"] == "queued"
    assert (await plan.ask("record_consent", consent(plan, "P1", "none"))).accepted
    assert plan.notices()["v1/copy/P1/full"] == "withheld"
    mail.mend()
    await plan.forward_to((await plan.now()).replace(microsecond=0))
    assert (await plan.status()).waiting_notices == 0
    assert copies(plan) == ["v1.copy.C1.full"]

    assert (await plan.ask("record_consent", consent(plan, "P1", "full", again="2"))).accepted
    assert plan.notices()["v1/copy/P1/full"] == "withheld", "on the same day the refusal wins"
    again = consent(plan, "P1", "full", again="3", decided_on="2026-11-03")
    assert (await plan.ask("record_consent", again)).accepted
    await until(lambda: "v1/copy/P1/full/2026-11-03" in mail.sent, "the copy, once there is consent again")
    assert "v1/copy/P1/full" not in mail.sent


@pytest.mark.rule("SHARE-2", "SHARE-6")
async def test_consent_that_was_narrowed_before_the_copy_went_sends_only_the_parts(desk: Desk) -> None:
    mail = Trouble(Folder(desk.settings.outbox), what=lambda item: "/copy/P1" in item.key)
    await desk.open_with(smtp=mail)
    plan = desk.plan()
    await signed(plan)
    await until(lambda: mail.tried.count("v1/copy/P1/full") == 2, "both tries, with half a minute until the next")
    mail.mend()
    narrower = consent(plan, "P1", "part", sections=("services",))
    assert (await plan.ask("record_consent", narrower)).accepted
    await until(lambda: "v1.copy.P1.part~services" in plan.letters(), "the part copy")
    assert copies(plan) == ["v1.copy.C1.full", "v1.copy.P1.part~services"], "never the full one"
    assert plan.notices()["v1/copy/P1/full"] == "withheld"


@pytest.mark.rule("SHARE-2")
async def test_a_basis_that_does_not_fit_the_persons_capacity_gives_nobody_anything(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission", CARER_ONLY)
    lacks = {"so": False, "in_words": "Could not keep in mind what the copy was for, on two visits"}
    by_consent = consent(plan, "P1", "full")
    by_consent["sharing"]["has_capacity"] = lacks
    answer = await plan.ask("record_consent", by_consent)
    assert (answer.code, len(answer.reasons)) == (Refusal.INCOMPLETE, 1)
    best_interests = consent(plan, "P1", "full", again="2")
    best_interests["sharing"] |= {"basis": "best_interests", "has_capacity": lacks, "consulted": ["daughter"]}
    best_interests["sharing"] |= {"decided_by": "social worker"}
    del best_interests["sharing"]["decider"]
    assert (await plan.ask("record_consent", best_interests)).accepted
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    assert "v1.copy.P1.full" in copies(plan)


@pytest.mark.rule("REC-4", "TELL-1", "TELL-4")
@pytest.mark.parametrize(
    "contact",
    [
        {"plan.person.contact.format": "braille"},
        {"plan.person.contact.address": []},
        {"plan.person.contact.channel": "email"},
    ],
    ids=["in braille", "no address", "no e-mail address"],
)
async def test_what_cannot_be_sent_is_given_by_a_person_and_only_then_is_the_plan_signed_off(
    any_desk: Desk, contact: Json
) -> None:
    plan = any_desk.plan()
    await plan.submit("clare-1-submission", contact)
    assert plan.tasks() == {"give:v1/submitted/person": "give_by_hand"}, "nor can the date be sent to them"
    assert (await plan.complete("give:v1/submitted/person", by="sw-1042")).accepted
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    status = await plan.until_status(lambda status: status.open_tasks == 1, "the task")
    assert (status.status, status.owner) == (Status.AGREED, "practitioner")
    assert plan.tasks() == {"give:v1/agreed/person": "give_by_hand"}
    assert copies(plan) == ["v1.copy.C1.full", "v1.copy.P1.full"], "which wait for nobody"

    reminded = await plan.to_next_step()
    assert reminded.status is Status.AGREED
    assert any(name.startswith("v1.reminder.sw-1042") for name in plan.letters())

    assert (await plan.complete("give:v1/agreed/person", by="sw-1042")).accepted
    assert (await plan.until_is(Status.SIGNED_OFF)).open_tasks == 0
    given = one_of([row for row in plan.rows(NoticeRow) if row.kind == "agreed" and not is_meanwhile(row.key)])
    assert (given.status, given.reference) == ("sent", "by hand: give:v1/agreed/person")
    assert "v1.agreed.person" not in plan.letters()


async def test_a_copy_in_a_format_made_elsewhere_becomes_a_task_and_is_on_the_record(plan: PlanUnderTest) -> None:
    """Each act of giving is on the record, however many calls it took to give everything."""
    await signed(plan, CARER_ONLY | {"plan.providers.0.contact.format": "audio"})
    assert (await plan.ask("record_consent", consent(plan, "P1", "full"))).accepted
    await until(lambda: "give:v1/copy/P1/full" in plan.tasks(), "the task")
    assert "A person was asked to give P1 the letter with a copy of the plan" in plan.record()
