"""Both sides of every plan of an installation, as `reconcile` looks at them."""

from datetime import timedelta

from countersign.client.workflows import Workflows
from countersign.office import office_of
from countersign.reconciling.both_sides import BothSides
from tests.support.servers import Desk, documents

PATIENCE = timedelta(seconds=30)


def both_sides_of(desk: Desk) -> BothSides:
    """Look with the same rules as the installation's worker."""
    settings = desk.settings
    office = office_of(settings, documents())
    workflows = Workflows(desk.client, settings.task_queue, PATIENCE)
    return BothSides(desk.database, office, workflows, PATIENCE, lambda _: None)
