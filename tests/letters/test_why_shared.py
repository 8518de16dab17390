"""SHARE-1..5 · Why somebody has a copy, as they read it: a sentence for every row of the table that lets one go."""

from datetime import date

import pytest

from countersign.careplan.consent import SharingScope
from countersign.careplan.sharing import Copy
from countersign.careplan.who_gets_a_copy import TABLE, Gets, Who
from countersign.wording.why_shared import WORDS, why_shared

USUAL = "You help Edith Marlow, and somebody who does normally has a copy."


@pytest.mark.rule("SHARE-1", "SHARE-2", "SHARE-4")
@pytest.mark.parametrize(
    ("why", "on", "says"),
    [
        ("a carer normally has a full copy, and the person has not asked otherwise", None, USUAL),
        ("a carer normally has a copy", None, USUAL),
        ("the person's consent", date(2026, 11, 2), "Edith Marlow agreed to this on 2 November 2026."),
        ("the person asked for it", date(2026, 11, 6), "Edith Marlow asked us to, on 6 November 2026."),
        (
            "a best-interests decision",
            date(2026, 11, 6),
            "It was decided on 6 November 2026 that this is best for Edith Marlow.",
        ),
    ],
)
def test_the_holder_reads_a_whole_sentence_with_the_persons_name(why: str, on: date | None, says: str) -> None:
    copy = Copy(recipient="C1", scope=SharingScope.FULL, basis=why, why=why, recorded_on=on, rule="SHARE-1")
    assert why_shared(copy, "Edith Marlow") == says


@pytest.mark.rule("SHARE-1")
def test_every_row_by_which_a_copy_goes_has_its_sentence_and_no_other() -> None:
    lets_go = {row.why for row in TABLE if row.gets in (Gets.FULL, Gets.PART) and row.why in WORDS}
    theirs = {Who.PERSON, Who.REPRESENTATIVE}
    others = {row.why for row in TABLE if row.gets in (Gets.FULL, Gets.PART) and not row.who & theirs}
    assert lets_go == others == set(WORDS)
