"""END: what a letter says of each service of a plan that ends."""

from datetime import date

import pytest

from countersign.careplan.ending import Ending, fates
from countersign.wording.ending_in_words import fates_in_codes, fates_in_words
from tests.support.builders import Json, line, plan

VISITS = (
    line(id="S1", service="Home care", description="A morning visit of 45 minutes."),
    line(id="S2", service="Home care", description="An evening visit of half an hour."),
    line(id="S3", service="Telecare", description="A pendant."),
)


def said(becomes: Json) -> Ending:
    return Ending.model_validate({"from_day": "2026-12-01", "the_rest": becomes})


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("becomes", "today", "words", "code"),
    [
        (
            {"becomes": "stops"},
            "2026-11-30",
            "this stops. The last day is 30 November 2026.",
            "stops (last day 2026-11-30)",
        ),
        (
            {"becomes": "stops"},
            "2026-12-01",
            "this has stopped. The last day was 30 November 2026.",
            "stops (last day 2026-11-30)",
        ),
        (
            {"becomes": "stops", "in_words": "Her sister helps instead"},
            "2026-11-18",
            "this stops. The last day is 30 November 2026. Her sister helps instead.",
            "stops (last day 2026-11-30)",
        ),
        ({"becomes": "goes_on"}, "2026-11-18", "this goes on, under the newer plan.", "goes on"),
        (
            {"becomes": "goes_on", "in_words": "The housing association pays for it."},
            "2026-11-18",
            "this goes on. The housing association pays for it.",
            "goes on",
        ),
        (
            {"becomes": "handed_over", "in_words": "The health service runs it."},
            "2026-11-18",
            "somebody else takes this over. The health service runs it.",
            "is handed over",
        ),
    ],
    ids=str,
)
def test_it_stops_goes_on_or_is_taken_over(becomes: Json, today: str, words: str, code: str) -> None:
    of = plan().model_copy(update={"services": VISITS[2:]})
    found = fates(said(becomes), of)

    assert fates_in_words(found, date.fromisoformat(today)) == (f"Telecare: {words}",)
    assert fates_in_codes(found) == f"S3 {code}"


@pytest.mark.rule("END")
def test_two_services_of_one_name_are_told_apart_by_what_is_done() -> None:
    found = fates(said({"becomes": "stops"}), plan().model_copy(update={"services": VISITS}))

    assert [words.partition(":")[0] for words in fates_in_words(found, date(2026, 11, 18))] == [
        "Home care (A morning visit of 45 minutes)",
        "Home care (An evening visit of half an hour)",
        "Telecare",
    ]
