"""TELL-5 · What a letter can be posted to; anything else is a person's to deliver."""

import pytest

from countersign.careplan.people import is_a_place


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        (("7 Marker Lane", "Testbury", "TE5 7XX"), True),
        (("7 Marker Lane, Testbury, TE5 7XX",), True),
        (("The Lodge", "Little Sallow"), True),
        (("9 Chapel Row", "ZZ99 7EF"), True),
        (("9 Chapel Row",), False),
        (("Nfaville House", "1 High Street"), True),
        (("No fixed abode",), False),
        (("NFA",), False),
        (("N.F.A.", "Testbury"), False),
        (("Of no fixed abode", "Testbury", "TE5 7XX"), False),
        (("TE5 7XX",), False),
        (("te57xx",), False),
        (("Testbury", "TE5 7XX"), False),
        (("Unknown", "Testbury"), False),
        (("n/a",), False),
        ((), False),
    ],
)
def test_a_letter_is_posted_only_to_a_place(address: tuple[str, ...], *, is_one: bool) -> None:
    assert is_a_place(address) is is_one
