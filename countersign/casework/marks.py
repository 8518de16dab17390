"""TELL-8 · Where a safeguarding mark says that it is not safe to write, a person finds another way.

A mark counts from the moment at which it came: for what is queued then, and again for each letter as it is about to go.
A copy that a mark bears on is held by the table (SHARE-5), and is not touched here.
"""


from countersign.careplan.about_copies import Mark, bears_on, marks, may_hold
from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.concerns import MarkSaid
from countersign.careplan.notices import PERSON, REPRESENTATIVE, TO_STAFF, NoticeKind
from countersign.careplan.people import Contact
from countersign.casework.case import Case
from countersign.casework.kept import Notice
from countersign.casework.sharing import Known, known_of

NOT_SAFE = "a safeguarding mark says that it is not safe to write there: find a safe way to give it"

_KINDS = frozenset({SafeguardingKind.ADDRESS_NOT_SAFE, SafeguardingKind.SOMEBODY_WHO_IS_A_RISK})
"""The marks that keep a letter from somebody. The third kind is about copies alone."""


def why_not_safe(case: Case, notice: Notice) -> str:
    """TELL-8: why a person has to give a letter, where a mark keeps it from its recipient; empty where none does."""
    if notice.kind is NoticeKind.COPY or notice.kind in TO_STAFF or not _may_be_any(case):
        return ""
    known = known_of(case)
    stand = [mark for mark in marks(known.versions, len(known.versions), known.came) if mark.mark.kind in _KINDS]
    return NOT_SAFE if any(_keeps_from(case, known, mark, notice.recipient) for mark in stand) else ""


def _may_be_any(case: Case) -> bool:
    """Whether any mark can stand: so that nothing more is read of the many plans that have none."""
    said = (*case.file.about_copies(), *case.changes.about_copies)
    return bool(case.plan.safeguarding) or any(isinstance(kept.what, MarkSaid) for kept in said)


def _keeps_from(case: Case, known: Known, mark: Mark, recipient: str) -> bool:
    if recipient == PERSON and mark.mark.kind is not SafeguardingKind.ADDRESS_NOT_SAFE:
        return False  # whoever the risk comes from, the person is told
    name, contact = _reached(case, known, recipient)
    return bears_on(mark, recipient, name, contact)


def _reached(case: Case, known: Known, recipient: str) -> tuple[str, Contact]:
    """The name and contact of a recipient of letters; for the person no name, and for nobody known no contact."""
    if recipient == PERSON:
        return "", case.plan.person.contact
    holder = may_hold(case.plan, known.came).get(recipient)
    party = case.plan.representative if recipient == REPRESENTATIVE else holder and holder.party
    return (party.name, party.contact) if party else ("", Contact())
