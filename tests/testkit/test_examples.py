"""What the examples give to tests, and what a test does to them."""

from countersign.testkit.examples import Json, changed


def test_a_change_within_a_value_leaves_the_value_that_was_given_as_it_is() -> None:
    given: Json = {"because": {"kind": "less", "on": "2026-11-05"}}
    assert changed({}, given | {"because.on": "2026-11-30"}) == {"because": {"kind": "less", "on": "2026-11-30"}}
    assert given["because"]["on"] == "2026-11-05"
