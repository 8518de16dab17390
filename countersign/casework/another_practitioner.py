"""TELL-9 · Tells the person that somebody else is their practitioner from now on."""

from countersign.careplan.same_staff import same_staff
from countersign.casework.case import Case
from countersign.casework.happenings import Happening
from countersign.wording.letters_of_what_comes import NewPractitioner


def tell_of_another_practitioner(case: Case, before: str) -> None:
    """TELL-9: one letter for each change, with how to reach whoever it is now. `before`: who it was, by reference."""
    if same_staff(before, case.course.practitioner):
        return
    name = case.register.name_of(before, case.today)
    if case.letters.tell_person(NewPractitioner(before=name), occasion=case.cause.key):
        case.record.note(Happening.TOLD_OF_PRACTITIONER)
