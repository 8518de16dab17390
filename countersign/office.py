"""What case work needs besides the database, by the settings of an installation: for the worker and `reconcile`."""

from countersign.careplan.scheme import SchemeError
from countersign.careplan.staff import form_of
from countersign.casework.ports import Office
from countersign.gallery.council_check import check
from countersign.letters.council_words import CouncilWords
from countersign.letters.documents import Documents
from countersign.schemes.sender_file import in_use, sender_in
from countersign.senders.gate import SendersGate
from countersign.senders.keys import senders_in
from countersign.settings import Settings


def gate_of(settings: Settings) -> SendersGate:
    """WHO-4: who may send messages here. Raises SettingsError or SendersError if that cannot be right."""
    settings.check_senders()
    return SendersGate(senders_in(settings.senders_file) if settings.senders_file else None, asks=settings.asks_senders)


def documents_of(settings: Settings) -> Documents:
    """What makes letters and records here: in the council's own words where it has any, which are held to every law.

    Raises SchemeError, which names each breach with its file and line.
    """
    words = CouncilWords(settings.schemes)
    documents = Documents(fonts=settings.fonts, words=words)
    try:
        if words.editions:
            check(documents, sender_in(settings.sender_file))
    except SchemeError:
        documents.close()
        raise
    return documents


def office_of(settings: Settings, documents: Documents) -> Office:
    """The schemes, from whom letters come, what makes them, and who may send.

    Raises SchemeError, SettingsError or SendersError.
    """
    schemes, sender = in_use(settings.schemes, settings.sender_file)
    return Office(schemes, documents, sender, form_of(settings.staff_reference), gate_of(settings))
