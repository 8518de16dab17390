"""TELL-5 · How a sending stands by what is heard of it, when it is tried again, and what a scheme says of ways."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.people import Contact
from countersign.careplan.ways import PAUSES, Receipt, Stands, Way, end_of_minute, next_try, stands_after
from countersign.wording.in_sentences import explained
from tests.careplan.test_scheme import problems
from tests.support.builders import changed, days, scheme, scheme_json

NOW = datetime(2026, 11, 3, 9, 0, 30, tzinfo=UTC)

pytestmark = pytest.mark.rule("TELL-5")

TABLE = """
begun     delivered  delivered
begun     later      later
begun     refused    refused
begun     failed     failed
begun     returned   returned
went      delivered  delivered
went      later      later
went      refused    refused
went      failed     failed
went      returned   returned
later     delivered  delivered
unknown   delivered  delivered
unknown   later      later
unknown   refused    refused
unknown   failed     failed
unknown   returned   returned
delivered failed     failed
delivered returned   returned
"""
"""Before, what is heard, after: what came back or was refused stays so, whatever comes later. What failed for now and
then is heard to have arrived is not sent again."""


def test_how_a_sending_stands_by_what_is_heard() -> None:
    rows = [line.split() for line in TABLE.strip().splitlines()]
    expected = {(Stands(before), Receipt(heard)): Stands(after) for before, heard, after in rows}
    found = {(before, heard): stands_after(before, heard) for before in Stands for heard in Receipt}
    assert {key: stands for key, stands in found.items() if stands is not None} == expected


def test_what_fails_for_now_is_tried_after_longer_and_longer_pauses() -> None:
    tries = [(next_try(failures, NOW) - NOW).total_seconds() / 60 for failures in range(1, 8)]
    assert tries == [0.5, 2, 10, 30, 60, 60, 60]
    assert len(PAUSES) == 5


def test_what_waits_for_a_rate_waits_for_the_next_minute() -> None:
    assert end_of_minute(NOW) - NOW == timedelta(seconds=30)


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("sending.post", ["smtp"], "sending: post: goes by folder, notify_letter; not by smtp"),
        ("sending.email", ["folder", "smtp"], "sending: email: goes by notify_email, notify_file, smtp; not by folder"),
        ("sending.post", ["folder", "folder"], "sending: post: each way stands once only"),
    ],
)
def test_a_way_of_another_channel_is_refused(path: str, value: Any, problem: str) -> None:
    assert problem in problems(changed(scheme_json(), {path: value}))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("sending.text_beside", "yes"),
        ("sending.text_beside", 1),
        ("sending.post", ["no-such-way"] * 3_000),
        ("sending.email", ["x" * 5_000]),
    ],
)
def test_what_is_no_data_about_sending_is_refused_in_few_words(path: str, value: Any) -> None:
    said = problems(changed(scheme_json(), {path: value}))
    assert any(problem.startswith(path) for problem in said)
    assert len("".join(said)) < 2_000


@pytest.mark.parametrize(
    ("contact", "fits"),
    [
        ({"mobile": "07700 900123"}, True),
        ({"mobile": "+44 7700 900123"}, True),
        ({"mobile": "07624 900123"}, True),
        ({"mobile": "07024 123456"}, False),
        ({"mobile": "07600 123456"}, False),
        ({"mobile": "01632 960123"}, False),
        ({"channel": "post", "not_by": ["email"]}, True),
        ({"channel": "post", "not_by": ["post"]}, False),
        ({"channel": "email", "email": "edie@example.org", "not_by": ["post", "email"]}, False),
    ],
)
def test_a_contact_has_a_mobile_number_and_is_not_against_itself(contact: dict[str, Any], fits: bool) -> None:
    try:
        Contact.model_validate(contact)
    except ValidationError:
        assert not fits
    else:
        assert fits


@pytest.mark.rule("ROUTE-1")
def test_a_scheme_is_explained_with_its_ways_and_what_they_cost() -> None:
    about = scheme({"sending.post": ["notify_letter", "folder"], "sending.text_beside": True})
    costs = about.sending.costs.model_copy(update={"notify_letter": 98})
    about = about.model_copy(update={"sending": about.sending.model_copy(update={"costs": costs})})
    (said,) = [sentence for sentence in explained(about, days(), date(2026, 11, 27)) if sentence.where == "sending"]
    assert "Post goes as a letter by GOV.UK Notify, then into the folder for post" in said.text
    assert "A text message says that a letter is coming." in said.text
    assert "One costs 98p as a letter by GOV.UK Notify." in said.text
    assert about.sending.named == {Way.NOTIFY_LETTER, Way.FOLDER, Way.SMTP, Way.NOTIFY_TEXT}
