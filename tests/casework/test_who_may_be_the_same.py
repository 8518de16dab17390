"""SHARE-5, TELL-8 · Whoever is marked, or under a concern, comes under another name, or at the same place."""

import pytest

from countersign.careplan.notices import NoticeStatus
from tests.casework.copies import (
    ABOUT_HER,
    DECLINED,
    IN_FULL,
    NO_MARKS,
    RISK,
    TO_HER,
    TODAY,
    Post,
    agreed_and_queued,
    copies_to,
    in_force,
)
from tests.casework.people import notice, send
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

BY_HAND = NoticeStatus.BY_HAND

HER_MAIL: Json = {"channel": "email", "format": "standard", "email": "Ruth.Marlow@example.org"}
AS_ANOTHER: Json = {"name": "R. Marlowe", "what_they_are": "friend", "contact": HER_MAIL}
ON_THAT_DAY: Json = {"decided_on": "2026-11-06"}


def asked_for_as(name: str) -> Json:
    """The example's request for asked-1, under this name, at the same postal address, as asked-2."""
    return {"request.recipient": "asked-2", "request.whom.name": name, **TODAY}


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize("name", ["Bernie Q", "Bernadette Q\u200buayle", "Bern\u0430dette Quayle"])
@pytest.mark.parametrize("before", ["mark", "concern", "declined"])
def test_at_the_address_of_somebody_held_another_name_is_held(case: CaseUnderTest, before: str, name: str) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    if before == "mark":
        case.accept("record_safeguarding", changes={"mark.about": "asked-1"})
    else:
        case.accept("raise_concern", changes=ABOUT_HER)
    if before == "declined":
        case.accept("decide_concern", changes=TO_HER | DECLINED)
    case.at("2026-11-06 11:00")
    asked = case.consider("request_copy", changes=asked_for_as(name)).answer
    case.share()
    assert copies_to(case, "asked-2") == {}
    assert asked.outcome == ("accepted" if name == "Bernie Q" else "refused")
    assert ("concern:asked-2" in case.clocks()) == (name == "Bernie Q")


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize(
    ("message", "changes", "recipient"),
    [
        pytest.param(
            "request_copy",
            {"request.recipient": "asked-2", "request.whom": AS_ANOTHER, **TODAY},
            "asked-2",
            id="somebody asked for",
        ),
        pytest.param("change_contact", {"about": "P1", "contact": HER_MAIL, **ON_THAT_DAY}, "P1", id="a new contact"),
    ],
)
@pytest.mark.parametrize("before", ["record_safeguarding", "raise_concern"])
def test_at_her_e_mail_address_nobody_has_a_copy_before_a_manager_decides(
    case: CaseUnderTest, before: str, message: str, changes: Json, recipient: str
) -> None:
    agreed_and_queued(case)
    case.accept(before)
    case.at("2026-11-06 11:00")
    case.accept(message, changes=changes)
    case.share()
    assert NoticeStatus.QUEUED not in copies_to(case, recipient).values()
    assert f"concern:{recipient}" in case.clocks()


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_an_amended_plan_that_renames_her_gives_her_nothing(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.safeguarding": [RISK]})
    case.at("2026-11-05 09:00")
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-10 10:00")
    (ruth,) = case.kept.versions[1][1].model_dump(mode="json")["carers"]
    renamed = {**ruth, "id": "C7", "name": "Joan Pell", "relationship": "neighbour"}
    case.accept("resubmit", "clare-3-resubmission", NO_MARKS | {"plan.carers": [renamed]})
    case.at("2026-11-13 10:00")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert copies_to(case, "C7") == {}
    assert "concern:C7" in case.clocks()


@pytest.mark.rule("REC-1", "TELL-8")
@pytest.mark.parametrize(
    ("message", "changes"),
    [
        pytest.param("change_contact", {"contact": HER_MAIL, **ON_THAT_DAY}, id="the person's letters"),
        pytest.param(
            "change_representative",
            {
                "representative.contact": HER_MAIL,
                "written_to": {
                    "who": "representative",
                    "why": "She cannot read them.",
                    "decided_by": "the person",
                    "decided_on": "2026-11-06",
                    "receives_record": True,
                },
                **ON_THAT_DAY,
            },
            id="a representative's",
        ),
    ],
)
def test_no_letter_goes_to_the_mailbox_of_somebody_who_is_a_risk(
    case: CaseUnderTest, message: str, changes: Json
) -> None:
    agreed_and_queued(case)
    case.accept("record_safeguarding")
    case.at("2026-11-06 11:00")
    case.accept(message, changes=changes)
    post = Post()
    send(case, post)
    assert not [sent for sent in post.went if "/representative" in sent]
    if message == "change_contact":
        assert notice(case, "v1/agreed/person").status is BY_HAND


@pytest.mark.rule("TELL-8", "SHARE-6")
@pytest.mark.parametrize(
    "by", ["Ruth Marlow", "Ruth M\u0430rlow, by telephone", "her daughter", "Northbridge Home Care"]
)
@pytest.mark.parametrize("message", ["change_contact", "change_representative"])
def test_nobody_who_may_have_a_copy_says_where_or_to_whom_letters_go(
    case: CaseUnderTest, message: str, by: str
) -> None:
    in_force(case)
    answer = case.consider(message, changes={**ON_THAT_DAY, "decided_by": by}).answer
    assert (answer.outcome, "decided_by" in answer.reasons[0]) == ("refused", True)


@pytest.mark.rule("SHARE-5")
def test_two_at_one_address_are_each_decided_once(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    case.accept("request_copy", changes=asked_for_as("Bernie Q"))
    case.accept("raise_concern", changes=ABOUT_HER)
    assert {"concern:asked-1", "concern:asked-2"} <= set(case.clocks())
    case.accept("decide_concern", changes=TO_HER | DECLINED)
    assert "concern:asked-2" in case.clocks()
    case.accept("decide_concern", changes=IN_FULL | {"decided.recipient": "asked-2"})
    assert not {"concern:asked-1", "concern:asked-2"} & set(case.clocks())
