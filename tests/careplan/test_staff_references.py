"""SUB-8 · The form of a staff reference is the installation's: door, contract and register ask for it."""

from typing import Any, cast

import pytest

from countersign.careplan.contract import contract
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.decisions import Decide, Resubmit
from countersign.careplan.staff import USUAL, StaffForm, form_of, holds_a_name, references_in
from countersign.careplan.submission import misshapen_references, read_submission
from countersign.settings import Settings, SettingsError, read_settings
from countersign.store.register_file import RegisterError, read_register
from tests.support.builders import changed, example

LETTERS = StaffForm("[a-z]{5,12}")
"""References of letters alone, as some councils have them."""

DIGITS = StaffForm("[0-9]{6}")


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("reference", "usual", "letters", "digits"),
    [
        ("sw-1042", True, False, False),
        ("TM.7_a", True, False, False),
        ("104211", True, False, True),
        ("abrwts", False, True, False),
        ("Jo Smith", False, False, False),
        ("jo@council.example", False, False, False),
        ("", False, False, False),
    ],
)
def test_each_installation_has_references_of_its_own_form(
    reference: str, usual: bool, letters: bool, digits: bool
) -> None:
    assert [form.fits(reference) for form in (USUAL, LETTERS, DIGITS)] == [usual, letters, digits]


@pytest.mark.rule("SUB-8")
def test_no_form_lets_in_a_space_or_an_address() -> None:
    anything = StaffForm(".*")
    assert [anything.fits(reference) for reference in ("abc", "a b", "a@b.c", "-x")] == [True, False, False, False]


def test_every_reference_in_a_message_is_found() -> None:
    decide = Decide.model_validate(example("panel-2-agreed"))
    found = dict(references_in(decide))
    assert found["sent_by.id"] == "pc-621"
    assert {where for where in found if where.startswith("meeting.members.")} == {
        f"meeting.members.{number}.id" for number in range(len(decide.meeting.members if decide.meeting else ()))
    }
    again = dict(references_in(Resubmit.model_validate(example("clare-3-resubmission"))))
    assert again == {
        "sent_by.id": "sw-1042",
        "plan.practitioner.id": "sw-1042",
        "plan.practitioner.line_manager": "tm-201",
    }


@pytest.mark.rule("SUB-8", "SUB-2")
def test_the_door_names_every_reference_of_another_form_and_none_by_its_value() -> None:
    read = read_submission(example("clare-1-submission"), form=LETTERS)
    assert read.code is Refusal.MALFORMED
    assert [problem.where for problem in read.problems] == [
        "sent_by.id",
        "plan.practitioner.id",
        "plan.practitioner.line_manager",
    ]
    assert not any("1042" in str(problem) for problem in read.problems)
    assert "[a-z]{5,12}" in read.problems[0].what
    ours: dict[str, Any] = {
        "sent_by.id": "abrwts",
        "plan.practitioner.id": "abrwts",
        "plan.practitioner.line_manager": "qvents",
    }
    assert read_submission(changed(example("clare-1-submission"), ours), form=LETTERS).code is None


@pytest.mark.rule("SUB-8")
def test_a_message_is_checked_by_the_form_too() -> None:
    message = MESSAGES["reassign"].model_validate(example("message-reassign"))
    assert [problem.where for problem in misshapen_references(message, LETTERS)] == ["sent_by.id", "to"]
    assert misshapen_references(message, USUAL) == ()


@pytest.mark.rule("SUB-8")
def test_the_contract_asks_for_the_form() -> None:
    def sender(form: StaffForm) -> dict[str, Any]:
        definitions = cast("dict[str, Any]", contract(form)["$defs"])
        return definitions["Sender"]["properties"]["id"]

    assert sender(USUAL)["pattern"] == USUAL.pattern
    assert sender(LETTERS)["pattern"] == "^([a-z]{5,12})$"
    assert "[a-z]{5,12}" in sender(LETTERS)["description"]


HEADER = "person,role,team,starts,ends,email"


@pytest.mark.rule("SUB-8")
def test_the_register_asks_for_the_form() -> None:
    theirs = f"{HEADER}\nabrwts,practitioner,,2026-04-01,,\n"
    assert [line.person for line in read_register(theirs, "register.csv", form=LETTERS)] == ["abrwts"]
    with pytest.raises(RegisterError):
        read_register(theirs, "register.csv")
    with pytest.raises(RegisterError) as refused:
        read_register(f"{HEADER}\nsw-1042,practitioner,,2026-04-01,,\n", "register.csv", form=LETTERS)
    assert "[a-z]{5,12}" in str(refused.value)


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("reference", "name", "holds"),
    [
        ("abrwts", "Aled Brown", False),
        ("abrown", "Aled Brown", True),
        ("sw-1042", "Clare Whitfield", False),
        ("clare1", "Clare Whitfield", True),
        ("zoehale", "Zoë Hale", True),
        ("jo1042", "Jo Ray", False),
        ("raymnd", "Jo Ray", True),
    ],
    ids=["none of it", "a surname", "digits", "a first name", "without its accent", "two letters", "three letters"],
)
def test_a_name_is_kept_out_of_references_by_the_register(reference: str, name: str, holds: bool) -> None:
    assert holds_a_name(reference, name) is holds


def test_it_is_a_setting() -> None:
    assert form_of(Settings().staff_reference) == USUAL
    assert form_of(read_settings({"COUNTERSIGN_STAFF_REFERENCE": "[a-z]{5,12}"}).staff_reference) == LETTERS
    with pytest.raises(SettingsError, match="COUNTERSIGN_STAFF_REFERENCE: is not a regular expression"):
        read_settings({"COUNTERSIGN_STAFF_REFERENCE": "[a-z"})
