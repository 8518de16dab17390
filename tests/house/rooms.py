"""The rooms of the software, which may know which, and which may use a library that leads outside."""

ROOMS: dict[str, frozenset[str]] = {
    "countersign.careplan": frozenset({"countersign.mailbox"}),
    "countersign.wording": frozenset({"countersign.careplan"}),
    "countersign.casework": frozenset({"countersign.careplan", "countersign.wording"}),
    "countersign.carried": frozenset(),
    "countersign.plain_files": frozenset(),
    "countersign.fault": frozenset(),
    "countersign.mailbox": frozenset(),
    "countersign.settings": frozenset({"countersign.carried", "countersign.mailbox"}),
    "countersign.senders": frozenset({"countersign.careplan", "countersign.casework"}),
    "countersign.schemes": frozenset(
        {"countersign.plain_files", "countersign.careplan", "countersign.wording", "countersign.casework"}
    ),
    "countersign.letters": frozenset(
        {
            "countersign.plain_files",
            "countersign.careplan",
            "countersign.wording",
            "countersign.casework",
            "countersign.carried",
            "countersign.mailbox",
        }
    ),
    "countersign.store": frozenset(
        {"countersign.careplan", "countersign.casework", "countersign.mailbox", "countersign.settings"}
    ),
    "countersign.gallery": frozenset(
        {
            "countersign.careplan",
            "countersign.wording",
            "countersign.casework",
            "countersign.carried",
            "countersign.letters",
            "countersign.schemes",
        }
    ),
    "countersign.office": frozenset(
        {
            "countersign.careplan",
            "countersign.casework",
            "countersign.gallery",
            "countersign.letters",
            "countersign.schemes",
            "countersign.senders",
            "countersign.settings",
        }
    ),
    "countersign.sending": frozenset({"countersign.careplan", "countersign.letters", "countersign.settings"}),
    "countersign.queries": frozenset(
        {
            "countersign.careplan",
            "countersign.wording",
            "countersign.casework",
            "countersign.schemes",
            "countersign.store",
        }
    ),
    "countersign.temporal": frozenset({"countersign.fault", "countersign.settings"}),
    "countersign.client": frozenset({"countersign.careplan", "countersign.casework", "countersign.temporal"}),
    "activities": frozenset({"countersign.casework", "countersign.letters", "countersign.temporal"}),
    "workflows": frozenset({"activities", "countersign.careplan", "countersign.casework", "countersign.temporal"}),
    "worker": frozenset(
        {
            "activities",
            "workflows",
            "countersign.careplan",
            "countersign.casework",
            "countersign.client",
            "countersign.fault",
            "countersign.letters",
            "countersign.office",
            "countersign.reconciling",
            "countersign.sending",
            "countersign.settings",
            "countersign.store",
            "countersign.temporal",
        }
    ),
    "countersign.reconciling": frozenset(
        {
            "countersign.careplan",
            "countersign.casework",
            "countersign.client",
            "countersign.fault",
            "countersign.queries",
            "countersign.store",
            "countersign.temporal",
        }
    ),
    "countersign.cli": frozenset(
        {
            "countersign.careplan",
            "countersign.wording",
            "countersign.casework",
            "countersign.carried",
            "countersign.client",
            "countersign.gallery",
            "countersign.letters",
            "countersign.office",
            "countersign.queries",
            "countersign.reconciling",
            "countersign.schemes",
            "countersign.senders",
            "countersign.settings",
            "countersign.store",
            "countersign.temporal",
        }
    ),
    "starter": frozenset({"countersign.cli", "countersign.fault"}),
    "countersign.embedded": frozenset(
        {
            "countersign.careplan",
            "countersign.casework",
            "countersign.carried",
            "countersign.cli",
            "countersign.client",
            "countersign.fault",
            "countersign.queries",
            "countersign.settings",
            "countersign.store",
            "countersign.temporal",
        }
    ),
    "countersign.testkit": frozenset(
        {
            "countersign.careplan",
            "countersign.casework",
            "countersign.carried",
            "countersign.client",
            "countersign.embedded",
            "countersign.letters",
            "countersign.office",
            "countersign.schemes",
            "countersign.senders",
            "countersign.sending",
            "countersign.settings",
            "countersign.store",
            "countersign.temporal",
            "worker",
        }
    ),
}
"""Each room, and the rooms that it may know. From the rules outwards: an arrow never runs back up."""

LIBRARIES: dict[str, frozenset[str]] = {
    "temporalio": frozenset(
        {
            "activities",
            "workflows",
            "worker",
            "countersign.temporal",
            "countersign.client",
            "countersign.embedded",
            "countersign.testkit",
        }
    ),
    "sqlalchemy": frozenset(
        {
            "countersign.store",
            "countersign.queries",
            "countersign.reconciling",
            # A database URL that cannot be right is named at the start, by the library that will read it.
            "countersign.settings",
            # It has to know a database that is away from a fault of ours.
            "countersign.temporal",
            "countersign.cli",
            "countersign.testkit",
        }
    ),
    "alembic": frozenset({"countersign.store"}),
    "psycopg": frozenset(),
    "sqlite3": frozenset({"countersign.store"}),
    "joserfc": frozenset({"countersign.senders", "countersign.testkit"}),
    "jinja2": frozenset({"countersign.letters"}),
    "typst": frozenset({"countersign.letters"}),
    "pypdf": frozenset({"countersign.gallery", "countersign.letters"}),
    "pypdfium2": frozenset({"countersign.letters"}),
    "notifications_python_client": frozenset({"countersign.letters"}),
    "requests": frozenset(),
    "smtplib": frozenset({"countersign.letters"}),
    "holidays": frozenset({"countersign.schemes"}),
    "click": frozenset({"countersign.cli", "starter"}),
    "rich": frozenset({"countersign.cli", "countersign.embedded"}),
    "psutil": frozenset({"countersign.embedded"}),
    "pytest": frozenset({"countersign.testkit"}),
}
"""Each library that is a way out of the program, and the rooms that may use it."""
