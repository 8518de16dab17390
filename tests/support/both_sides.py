"""Both sides of every plan of an installation, as `reconcile` looks at them."""

from datetime import timedelta

import worker
from countersign.careplan.staff import form_of
from countersign.casework.ports import Office
from countersign.cli.both_sides import BothSides
from countersign.client.workflows import Workflows
from countersign.schemes.sender_file import in_use
from tests.support.servers import Desk, documents

PATIENCE = timedelta(seconds=30)


def both_sides_of(desk: Desk) -> BothSides:
    """Look with the same rules as the installation's worker."""
    settings = desk.settings
    schemes, sender = in_use(settings.schemes, settings.sender_file)
    office = Office(schemes, documents(), sender, form_of(settings.staff_reference), worker.gate_of(settings))
    workflows = Workflows(desk.client, settings.task_queue, PATIENCE)
    return BothSides(desk.database, office, workflows, PATIENCE, lambda _: None)
