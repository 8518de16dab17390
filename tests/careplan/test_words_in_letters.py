"""TELL-2 · Words that the person reads in a letter speak to them; what does not is named, everything at once."""

import pytest

from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.declaring import Sent
from countersign.careplan.texts import texts_at
from countersign.careplan.words_in_letters import NAMES, THEIR_OWN, TO_THE_PERSON, speaks_to_the_person
from tests.support.builders import Json, changed, example, plan

ABOUT = plan()
"""The plan of Thomas Brightwater, whom they call Tom."""

ENDS: Json = {
    "outcome": "ends",
    "ending": {"from_day": "2026-12-20", "the_rest": {"becomes": "handed_over", "in_words": "Your sister has it."}},
}
OF_SERVICES: Json = {
    "ending.services": [{"line": "S1", "becomes": "handed_over", "in_words": "Your sister sees to it."}],
    "ending.the_rest.in_words": "Your sister has it.",
}
LESS: Json = {"kind": "reduced_needs", "recorded_on": "2026-11-20", "what": "You dress yourself again, with ease."}
SAID: dict[str, tuple[str, Json]] = {
    "decide": ("joe-2-returned", {}),
    "resubmit": ("joe-3-resubmission", {"less_because": LESS}),
    "submit_amendment": ("clare-7-amended", {"less_because": LESS}),
    "answer_amendment": ("message-answer-amendment", {}),
    "withdraw_amendment": ("message-withdraw-amendment", {}),
    "withdraw": ("message-withdraw", {}),
    "end": ("message-end", {"why": "You have moved to Wales.", **OF_SERVICES}),
    "decline_review": ("message-decline-review", {}),
    "record_review": ("message-record-review", {**ENDS, "what_changes": "The calls come at seven.", **OF_SERVICES}),
    "arrange_interim_support": ("message-arrange-interim-support", {}),
    "start_interim_support": ("message-start-interim-support", {"to_the_person": "They come at eight."}),
    "review_interim_support": ("message-review-interim-support", {"to_the_person": "They come at nine."}),
}
"""An example of each message with words to the person, and what it says besides."""

AS_AGREED = {"conditions.*.what": "payment-2-agreed", "managed_otherwise.*.why": "barred-2-agreed"}
"""What only an agreement has, and an example of it."""

EVERY = [(message, words) for message, rows in TO_THE_PERSON.items() for words in rows]
each_text = pytest.mark.parametrize(
    ("message", "field"),
    [(message, words.field) for message, words in EVERY],
    ids=[f"{message.declared.name}: {words.field}" for message, words in EVERY],
)

AS_SOMEBODY, BY_NAME = "has I, me or my.", "calls the person by their name."


def saying(message: type[Sent], field: str, words: str | None = None) -> tuple[Sent, str]:
    """A message that has these words at a field, or its own; and where that is."""
    name = message.declared.name
    given, changes = (AS_AGREED[field], {}) if field in AS_AGREED else SAID[name]
    whole = changed(example(given), changes)
    read = MESSAGES[name].model_validate(whole)
    assert list(texts_at(read, field)), "the example says something there"
    if words is None:
        return read, ""
    return MESSAGES[name].model_validate(changed(whole, {field.replace("*", "0"): words})), next(texts_at(read, field))[
        0
    ]


@pytest.mark.rule("TELL-2")
@each_text
def test_the_examples_speak_to_the_person(message: type[Sent], field: str) -> None:
    read, _ = saying(message, field)
    assert speaks_to_the_person(read, ABOUT) == ()


@pytest.mark.rule("TELL-2")
@each_text
@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ("I cannot yet tell how much help is right.", [AS_SOMEBODY]),
        ("Please ring me before the visit.", [AS_SOMEBODY]),
        ("Tom needs more help in the evening.", [BY_NAME]),
        ("My notes say that Mr Brightwater sleeps badly.", [AS_SOMEBODY, BY_NAME]),
        ("You said: “I sleep badly, and Tom is my name.” That is noted.", []),
        ("You may come in May or on 4 June.", []),
    ],
)
def test_words_as_somebody_else_are_named_with_their_place(
    message: type[Sent], field: str, words: str, faults: list[str]
) -> None:
    read, where = saying(message, field, words)
    found = speaks_to_the_person(read, ABOUT)
    assert [(fault.rule, fault.where) for fault in found] == [("TELL-2", where)] * len(faults)
    assert [reason for reason in faults if not any(fault.reason.startswith(reason) for fault in found)] == []


@pytest.mark.rule("TELL-2", "RET-2", "RET-5")
@pytest.mark.parametrize(("message", "field"), [(message, words.field) for message, words in EVERY if words.wanted])
@pytest.mark.parametrize("words", ["", "TBC", "As above."])
def test_each_reason_and_each_answer_has_words_to_the_person(message: type[Sent], field: str, words: str) -> None:
    read, where = saying(message, field, words)
    (fault,) = speaks_to_the_person(read, ABOUT)
    assert fault.where == where
    assert fault.reason.startswith("say what ")


TOO_LITTLE = (
    "says too little: say what their practitioner will do about it, in a whole sentence. Besides small words, such as "
    "“we”, “will” and “it”, 2 are wanted at least that say what, who or when, such as: We will look at the hours with "
    "you on Friday."
)
NOT_FILLED_IN = (
    "was not filled in: put the words themselves in place of what is in brackets, or is only there to try it."
)
WHO_SAID_IT = "has nothing but a quotation: say who said it, such as: You said."


@pytest.mark.rule("TELL-2")
@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ("We will look at it with you.", [TOO_LITTLE]),
        ("We will look at the hours with you on Friday.", []),
        ("[insert reason here]", [NOT_FILLED_IN]),
        ("Clare comes on [date] to look at the hours.", [NOT_FILLED_IN]),
        ("Lorem ipsum dolor sit amet.", [NOT_FILLED_IN]),
        ("Clare comes on Friday [Clare is your practitioner].", []),
        ("“I think that you are stupid,”", [WHO_SAID_IT]),
        ("You said: “I think that this is stupid.”", []),
    ],
)
def test_what_is_missing_is_said(words: str, faults: list[str]) -> None:
    read, _ = saying(MESSAGES["decide"], "reasons.*.what_happens_next", words)
    assert [fault.reason for fault in speaks_to_the_person(read, ABOUT)] == faults


@pytest.mark.rule("TELL-2")
@pytest.mark.parametrize("words", ["Your daughter, Ann Brightwater, helps.", "Ms Brightwater comes at ten."])
def test_a_name_that_somebody_else_of_the_plan_has_too_is_no_fault(words: str) -> None:
    carer = {"id": "C1", "name": "Ann Brightwater", "relationship": "daughter", "contact": {"channel": "email"}}
    read, _ = saying(MESSAGES["decline_review"], "why", words)
    assert len(speaks_to_the_person(read, ABOUT)) == 1
    with_her = plan(carers=(carer,))
    assert speaks_to_the_person(read, with_her) == ()


def test_the_tables_name_only_what_there_is() -> None:
    assert set(SAID) == {message.declared.name for message in TO_THE_PERSON}
    for message, fields in (THEIR_OWN | NAMES).items():
        assert all(field.partition(".")[0] in message.model_fields for field in fields)
