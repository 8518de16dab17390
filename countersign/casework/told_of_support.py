"""TELL-9 · Tells the person that interim support starts, changes or ends.

Their letter has the words to them that come with the message. Support never waits for words: where these are missing,
or speak as somebody else, the letter goes without, and the sender is told.
"""

from countersign.careplan.evidence import says_something
from countersign.careplan.messages.interim import (
    ArrangeInterimSupport,
    InterimEndsBecause,
    InterimOutcome,
    ReviewInterimSupport,
    StartInterimSupport,
)
from countersign.careplan.words_in_letters import speaks_to_the_person
from countersign.casework.case import Case
from countersign.casework.happenings import Happening
from countersign.casework.kept import Arrangement
from countersign.wording.letters_of_what_comes import SupportForNow, SupportNow

_IN_WORDS = {
    SupportNow.STARTS_ON: "is to start",
    SupportNow.HAS_STARTED: "has started",
    SupportNow.CHANGES: "changes",
    SupportNow.ENDS: "ends",
}


def tell_of_support(
    case: Case, before: Arrangement, message: ArrangeInterimSupport | StartInterimSupport | ReviewInterimSupport
) -> tuple[str, ...]:
    """TELL-9: one letter for each thing that changes for the person. Returns what the sender is told.

    `before`: the arrangement as it was. Nobody is told that something ends of which there was nothing yet.
    """
    faults = speaks_to_the_person(message, case.plan)
    words = "" if faults or not says_something(message.to_the_person) else message.to_the_person
    said = tuple(f"{fault.where}: {fault.reason} The letter goes without these words. [TELL-2]" for fault in faults)
    letter = _letter(before, message, words)
    if letter is None:
        return said
    if case.letters.tell_person(letter, occasion=case.cause.key):
        case.record.note(Happening.TOLD_OF_SUPPORT, what=_IN_WORDS[letter.what])
    return said


def _letter(
    before: Arrangement, message: ArrangeInterimSupport | StartInterimSupport | ReviewInterimSupport, words: str
) -> SupportForNow | None:
    was_told = before.arranged_at is not None or before.in_place_at is not None
    match message:
        case ArrangeInterimSupport():
            return SupportForNow(what=SupportNow.STARTS_ON, starts_on=message.starts_on, words=words)
        case StartInterimSupport():
            # They know of what was arranged: only what is different is news.
            is_news = bool(words) or not was_told
            return SupportForNow(what=SupportNow.HAS_STARTED, words=words) if is_news else None
        case ReviewInterimSupport(outcome=InterimOutcome.CONTINUES):
            return SupportForNow(what=SupportNow.CHANGES, words=words) if words else None
        case ReviewInterimSupport():
            if message.because is InterimEndsBecause.PERSON_DIED or not was_told:
                return None
            return SupportForNow(what=SupportNow.ENDS, because=message.because, words=words)
