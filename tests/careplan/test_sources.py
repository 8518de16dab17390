"""Where each rule comes from: no finding speaks without a source, and no rule is half described."""

import pytest

from countersign.careplan.findings import finding, unmet
from countersign.careplan.sources import RULES, Built, Source


def test_a_finding_carries_the_sources_of_its_rule() -> None:
    cited = {rule: finding(rule, False, "A reason.", "plan.needs").source.split("; ") for rule in RULES}
    assert cited == {name: [source.value for source in rule.sources] for name, rule in RULES.items()}
    assert [name for name, rule in RULES.items() if not rule.sources] == []


def test_a_rule_that_is_not_in_the_book_cannot_be_cited() -> None:
    with pytest.raises(KeyError):
        finding("NO-SUCH-RULE", True, "A reason.")


def test_a_rule_in_a_simple_form_says_what_is_left() -> None:
    simple = {name: rule for name, rule in RULES.items() if rule.built is Built.SIMPLE}
    assert simple
    assert [name for name, rule in simple.items() if not rule.left] == []


def test_a_rule_that_is_built_leaves_nothing() -> None:
    whole = {name: rule for name, rule in RULES.items() if rule.built is Built.WHOLE}
    assert whole
    assert [name for name, rule in whole.items() if rule.left] == []


def test_each_rule_has_a_title_of_its_own() -> None:
    assert len({rule.title for rule in RULES.values()}) == len(RULES)


def test_our_own_defaults_are_not_passed_off_as_a_rule_of_somebody_elses() -> None:
    assert [name for name, rule in RULES.items() if Source.OURS in rule.sources] == []


def test_only_what_does_not_hold_is_unmet_in_its_order() -> None:
    findings = [finding("SUB-1", met, str(number)) for number, met in enumerate((True, False, True, False))]
    assert [missed.reason for missed in unmet(findings)] == ["1", "3"]
