"""TELL-4 · One e-mail address is one mailbox: what a plan and the register take, and what they refuse by name."""

import pytest
from pydantic import ValidationError

from countersign.careplan.people import Contact
from countersign.careplan.register import Holding
from countersign.mailbox import is_one_mailbox
from countersign.store.register_file import line_of

ADDRESSES = [
    ("mary@example.org", True),
    ("o'brien@example.org", True),
    ("mary.o-brien+plan@mail.council.example", True),
    ("zoë@example.org", True),
    ("Mary@Example.ORG", True),
    ("o,brien@example.org", False),
    ("root,victim@example.org", False),
    ("a;b@example.org", False),
    ("a;b@x", False),
    ("mary@x.", False),
    ("mary@localhost", False),
    ("a@b@example.org", False),
    ("Mary <mary@example.org>", False),
    ('"a b"@example.org', False),
    ("mary@example.org, victim@example.org", False),
    ("mary\u200b@example.org", False),
    ("mary\u202e@example.org", False),
    ("mary@example.org\n", False),
    ("mary@exam\u00adple.org", False),
    ("mary@[127.0.0.1]", False),
    (".mary@example.org", False),
    ("x" * 65 + "@example.org", False),
    ("", False),
]


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize(("address", "is_one"), ADDRESSES, ids=[ascii(address) for address, _ in ADDRESSES])
def test_an_address_is_one_mailbox_or_refused_in_a_plan_and_in_the_register(address: str, *, is_one: bool) -> None:
    assert is_one_mailbox(address) is is_one
    line = {"person": "sw-1042", "role": "team_manager", "starts": "2026-04-01", "email": address}
    wrong = line_of(line)
    named = [] if isinstance(wrong, Holding) else [column for column, _ in wrong]
    assert named == ([] if is_one or not address else ["email"])
    if not address.endswith("\n"):  # white space at the ends of a field is taken away first
        try:
            Contact.model_validate({"channel": "email", "email": address})
        except ValidationError:
            assert not is_one
        else:
            assert is_one
