"""GOV.UK Notify on a port of this machine: as strict as the real one, so that its own client can be tried against it.

What it does was read in Notify's own sources and pages, as they were in August 2026: alphagov/notifications-api
(errors, schemas, tokens, statuses, what a list leaves out), notifications-template-preview (the checks of a letter),
notifications-utils (addresses, numbers) and notifications-tech-docs (limits, callbacks). From memory: nothing; simpler
than theirs: which telephone numbers and e-mail addresses there are, and the bucket by which they count a minute.
"""

from tests.support.notify.given import Fault, Status, Template
from tests.support.notify.server import Notify, running_notify
from tests.support.notify.service import Service

__all__ = ["Fault", "Notify", "Service", "Status", "Template", "running_notify"]
