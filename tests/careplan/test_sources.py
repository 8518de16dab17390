"""Where each rule comes from: no finding speaks without a source, and no rule is half described."""

import pytest

from careplan.findings import finding, unmet
from careplan.sources import RULES, Built, Source


@pytest.mark.parametrize("rule", list(RULES))
def test_a_finding_carries_the_sources_of_its_rule(rule: str) -> None:
    found = finding(rule, False, "A reason.", "plan.needs")
    assert found.source.split("; ") == [source.value for source in RULES[rule].sources]
    assert RULES[rule].sources


def test_a_rule_that_is_not_in_the_book_cannot_be_cited() -> None:
    with pytest.raises(KeyError):
        finding("NO-SUCH-RULE", True, "A reason.")


@pytest.mark.parametrize("rule", [each for each, rule in RULES.items() if rule.built is Built.SIMPLE])
def test_a_rule_in_a_simple_form_says_what_is_left(rule: str) -> None:
    assert RULES[rule].left


@pytest.mark.parametrize("rule", [each for each, rule in RULES.items() if rule.built is Built.WHOLE])
def test_a_rule_that_is_built_leaves_nothing(rule: str) -> None:
    assert not RULES[rule].left


def test_each_rule_has_a_title_of_its_own() -> None:
    assert len({rule.title for rule in RULES.values()}) == len(RULES)


def test_our_own_defaults_are_not_passed_off_as_a_rule_of_somebody_elses() -> None:
    assert [each for each, rule in RULES.items() if Source.OURS in rule.sources] == []


def test_only_what_does_not_hold_is_unmet_in_its_order() -> None:
    found = [finding("SUB-1", met, str(number)) for number, met in enumerate((True, False, True, False))]
    assert [each.reason for each in unmet(found)] == ["1", "3"]
