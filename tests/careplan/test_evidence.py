"""SUB-1 · What is evidence, and what only ticks a box, puts it off, or points somewhere else."""

import json

import pytest
from pydantic import BaseModel, ValidationError

from countersign.careplan.evidence import is_evidence, is_filled_in, is_still_to_come, says_something
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.submission import Submission
from countersign.careplan.plan import Plan
from countersign.careplan.wire import read_stored
from tests.support.builders import changed, example, example_of

TICKS = [
    "yes",
    "Yes.",
    "YES!",
    "yes .",
    "ok",
    "n/a",
    "N/A.",
    "None",
    "No",
    "no.",
    "x",
    "Confirmed.",
    "Fully met",
    "Done",
]
NO_WORDS = ["", " ", "-", "—", "...", "✓", "✅", "\u200b", "?"]
PUT_OFF = [
    "TBC",
    "tbc.",
    "To be confirmed",
    "To be confirmed at a later date",
    "Will be added shortly",
    "Not known yet",
    "I don't know",
]
ELSEWHERE = [
    "as above",
    "Yes, all eight statements are confirmed",
    "See notes",
    "See case notes.",
    "See the assessment on file",
    "As per case recording",
    "ditto",
]
SPELT_OUT = ["T.B.C.", "t b c", "1. 2. 3.", "N. A.", "x, y, z", "e.g. a, b, c etc."]
REPEATED = ["care care care care", "Yes yes yes yes", "Discussed. Discussed. Discussed."]
STILL_TO_COME = ["Will do next week", "Not yet, waiting for OT", "Information will be given when available"]
TOO_SHORT = ["Two visits.", "90%", "Agreed with family", "All needs met", "Her sister."]


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize(
    "words", [*TICKS, *NO_WORDS, *PUT_OFF, *ELSEWHERE, *SPELT_OUT, *REPEATED, *STILL_TO_COME, *TOO_SHORT]
)
def test_words_that_say_nothing_are_not_evidence(words: str) -> None:
    assert not is_evidence(words)


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize(
    "words",
    [
        "Yes: two visits, in March.",
        "None of the agencies had room.",
        "Her sister was there on 3 and 10 March.",
        "We met twice; see also her own notes.",
        "He lives alone.",
        "No visits were missed in March.",
        "Discussed with Mrs Hill",
        "12 hours a week, as now.",
        "Ei chwaer oedd yn y cyfarfod.",
        "她的妹妹每周来看她两次",
    ],
)
def test_a_few_words_that_say_something_are_evidence(words: str) -> None:
    assert is_evidence(words)


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize("words", [*TICKS, *NO_WORDS, *PUT_OFF])
def test_a_tick_says_nothing_at_all(words: str) -> None:
    assert not says_something(words)


HOLES = ["[insert reason here]", "<name>", "Lorem ipsum dolor sit amet", "____", "[TBC]", "{reason}", "XXXXX"]


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize("words", HOLES)
def test_a_form_that_was_not_filled_in_says_nothing(words: str) -> None:
    assert not says_something(words)
    assert not is_evidence(words)
    assert not is_filled_in(words)


@pytest.mark.rule("SUB-1", "TELL-2")
@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("TBC", False),
        ("t.b.c.", False),
        ("n/a", False),
        ("N.A.", False),
        ("To be confirmed", False),
        ("see above", False),
        ("Provider TBC", False),
        ("Agency to be confirmed", False),
        ("Tbc\u200b", False),
        ("TBC Homecare", True),
        ("Will May", True),
        ("An Do", True),
        ("Nil Yilmaz", True),
        ("J", True),
        ("李", True),
        ("Day care", True),
        ("Assessment", True),
        ("as agreed", True),
        ("at any time", True),
        ("the person", True),
    ],
)
def test_a_name_is_what_somebody_may_be_called(words: str, is_one: bool) -> None:
    assert is_filled_in(words) is is_one


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        ("It has not been made yet.", True),
        ("Not yet made.", True),
        ("Not done.", True),
        ("Will be given on Monday.", True),
        ("It is to be posted. TBC.", True),
        ("Still to be recorded", True),
        ("Made in braille by the RNIB, and given on Monday.", False),
        ("Given. She has not yet read it.", False),
        ("It was not made by us: the RNIB made it, and she has it.", False),
        ("I offered it; she did not want it read.", False),
        ("He was not at home, so it was left with his wife.", False),
    ],
)
def test_words_for_what_was_done_say_that_it_was(words: str, is_so: bool) -> None:
    assert is_still_to_come(words) is is_so


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize("words", ["Invoice", "The invoice.", "Two visits.", "90%", "By an agency."])
def test_one_word_can_say_something_without_being_evidence(words: str) -> None:
    assert says_something(words)
    assert not is_evidence(words)


REASONS = (
    ("withdraw", "reason"),
    ("withdraw", "what_the_person_says"),
    ("end", "why"),
    ("request_information", "what"),
    ("ask_about_return", "question"),
    ("resubmit", "responses.0.what_was_done"),
    ("reassign", "reason"),
    ("replan_clocks", "why"),
    ("report_missed_meeting", "why"),
    ("complete_task", "what_was_done"),
)


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize(("name", "field"), REASONS, ids=str)
@pytest.mark.parametrize(
    ("words", "taken"),
    [("n/a", False), ("TBC", False), ("-", False), ("As above.", False), ("Yes.", False), ("Illness.", True)],
)
def test_a_message_that_gives_a_reason_gives_one(name: str, field: str, words: str, taken: bool) -> None:
    raw = changed(example_of(name), {field: words})
    try:
        MESSAGES[name].model_validate(raw)
    except ValidationError as error:
        (problem,) = error.errors(include_url=False, include_input=False)
        assert problem["msg"] == "Value error, must say something: a tick, TBC, n/a or as above is no reason"
        assert not taken
    else:
        assert taken


@pytest.mark.rule("DEC-4")
def test_what_answers_a_question_may_be_a_bare_no() -> None:
    raw = changed(example_of("supply_information"), {"information": "None."})
    assert MESSAGES["supply_information"].model_validate(raw)


NAMED = (
    ("change_contact", "decided_by"),
    ("change_representative", "decided_by"),
    ("change_representative", "representative.name"),
    ("record_consent", "sharing.decided_by"),
    ("request_copy", "request.carried_by"),
    ("submit", "plan.person.name"),
    ("submit", "plan.person.preferred_name"),
    ("submit", "plan.providers.0.name"),
    ("submit", "plan.services.0.service"),
    ("submit", "plan.services.0.times.0"),
    ("submit", "plan.charging.billed"),
)


def model_of(name: str) -> type[BaseModel]:
    return Submission if name == "submit" else MESSAGES[name]


@pytest.mark.rule("TELL-2", "TELL-8", "SUB-1")
@pytest.mark.parametrize(("name", "field"), NAMED, ids=str)
@pytest.mark.parametrize(("words", "taken"), [("TBC", False), ("n/a", False), ("see above", False), ("Will May", True)])
def test_what_names_somebody_or_something_was_filled_in(name: str, field: str, words: str, taken: bool) -> None:
    raw = changed(example("clare-3-resubmission") if name == "submit" else example_of(name), {field: words})
    raw = {key: value for key, value in raw.items() if name != "submit" or key in Submission.model_fields}
    try:
        model_of(name).model_validate(raw)
    except ValidationError as error:
        (problem,) = error.errors(include_url=False, include_input=False)
        assert problem["msg"] == "Value error, must say something: not TBC, n/a or the like"
        assert not taken
    else:
        assert taken


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("TBC", False),
        ("the number on the card", False),
        ("01632 960142", True),
        ("+44 (0)1632 960142 x12", True),
        ("101, and ask for Ann", True),
        ("٠١٦٣٢ ٩٦٠١٤٢", True),
    ],
)
def test_a_telephone_number_is_one(words: str, taken: bool) -> None:
    raw = changed(example("clare-1-submission"), {"plan.providers.0.telephone": words})
    try:
        Submission.model_validate(raw)
    except ValidationError as error:
        (problem,) = error.errors(include_url=False, include_input=False)
        assert problem["msg"] == "Value error, must be a telephone number, such as 01632 960100"
        assert not taken
    else:
        assert taken


@pytest.mark.rule("REC-4")
def test_what_was_stored_is_read_as_it_is() -> None:
    raw = example("clare-1-submission")["plan"] | {"scheme": "procedure"}
    raw = changed(
        raw, {"person.preferred_name": "n/a", "person.contact.language": "zz", "providers.0.telephone": "TBC"}
    )
    assert read_stored(Plan, json.dumps(raw)).person.preferred_name == "n/a"


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize(
    ("code", "taken"),
    [
        ("cy", True),
        ("pa-Arab", True),
        ("bn", True),
        ("rmy", True),
        ("zz", False),
        ("xx", False),
        ("zxx", False),
        ("und", False),
    ],
)
def test_a_language_is_one_that_there_is(code: str, taken: bool) -> None:
    raw = changed(example_of("change_contact"), {"contact.language": code})
    try:
        MESSAGES["change_contact"].model_validate(raw)
    except ValidationError as error:
        (problem,) = error.errors(include_url=False, include_input=False)
        assert problem["msg"].endswith("must be the code of a language that there is, such as cy for Welsh")
        assert not taken
    else:
        assert taken
