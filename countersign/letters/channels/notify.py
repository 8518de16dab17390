"""TELL-5 · Letters, e-mails and text messages by GOV.UK Notify, with its own client.

Nothing goes twice, whatever fails: each is looked up by our reference before it is posted. So what Notify took before
it answered 500, before we died, or before our database was restored, counts as gone (for as long as Notify keeps it:
seven days, if the service has not chosen otherwise).

Source: Notify's Python client 13.0.0, its documentation and its sources (read in August 2026). The texts of its errors
may change and may hold what we sent: only their status and their type are read, and they are never repeated.
"""

import io
import logging
import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient
from notifications_python_client.utils import prepare_upload  # pyright: ignore[reportUnknownVariableType]

from countersign.careplan.ways import KEPT_FOR, REFERENCE, Asked, Heard
from countersign.letters import letter_check
from countersign.letters.channels.enclosures import Paper, enclosed, in_one_form, only_where_chosen
from countersign.letters.channels.notify_receipts import CAME_BACK, heard_of
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went

URL = "https://api.notifications.service.gov.uk"
SECONDS = 10.0
"""How long Notify may take to take up a request, and over each part of its answer."""

LARGEST_FILE = 2 * 1024 * 1024
"""In bytes: a file that is fetched by a link."""

# Notify's client writes the text of an error into its log, and in it may stand what we sent.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)

Reply = Mapping[str, Any]


def _now() -> datetime:
    return datetime.now(UTC)


class Account:
    """A service at Notify. Many threads may use one."""

    def __init__(
        self, key: str, url: str = URL, *, seconds: float = SECONDS, now: Callable[[], datetime] = _now
    ) -> None:
        """`key`: an API key as Notify's page shows it. `seconds`: of patience. `now`: the clock, for a day's limit."""
        self._key, self._url, self._seconds, self.now = key, url, seconds, now
        self._of_a_thread = threading.local()

    def find(self, reference: str, kind: str) -> str:
        """The id of what Notify was given under a reference; empty if that is nothing.

        Raises NotSentError: `not_asked`, so what an earlier try did is as unknown as before.
        """
        asked = self._client.get_all_notifications
        said = self._asked(lambda: asked(template_type=kind, reference=reference), gives=False)
        given = cast("list[Reply]", said.get("notifications") or [])
        return str(given[0]["id"]) if given else ""

    def post(self, send: Callable[[Any], Any]) -> str:
        """Give Notify something to send. Returns its id. Raises NotSentError."""
        client = self._client
        said = self._asked(lambda: send(client), gives=True)
        their_id = said.get("id")
        if not isinstance(their_id, str):
            raise _unclear()
        return their_id

    def listed(self, kind: str, status: str = "") -> Iterator[Reply]:
        """What Notify was given, the latest first, a page at a time. Raises NotSentError."""
        there: Iterator[Reply] = self._client.get_all_notifications_iterator(template_type=kind, status=status or None)

        nothing: Reply = {}

        def following() -> Reply:
            return next(there, nothing)

        while given := self._asked(following, gives=False):
            yield given

    @property
    def _client(self) -> Any:  # noqa: ANN401 - it has no types
        """One for each thread: Notify's is not made for several."""
        there: Any = getattr(self._of_a_thread, "client", None)
        if there is None:
            there = NotificationsAPIClient(self._key, base_url=self._url, timeout=cast("int", self._seconds))
            self._of_a_thread.client = there
        return there

    def _asked(self, ask: Callable[[], Any], *, gives: bool) -> Reply:
        """What Notify answers. `gives`: whether it is given something to send."""
        try:
            said = ask()
        except APIError as error:
            raise self._given(error) if gives else _could_not_ask(self._given(error)) from None
        if not isinstance(said, dict):
            raise _unclear() if gives else _could_not_ask(_unclear())
        return cast("Reply", said)

    def _given(self, error: APIError) -> NotSentError:
        """What an error comes to, where something was given to Notify."""
        status, kind = error.status_code, _type_of(error)
        code = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind).lower() or f"status-{status}"
        if error.response is None:
            return NotSentError("Notify does not answer", certain=False, code="no-answer")
        match status:
            case 429 if kind == "TooManyRequestsError":
                tomorrow = (self.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
                return NotSentError("Notify's limit of a day is reached", until=tomorrow, code=code)
            case 429:
                until = self.now() + timedelta(minutes=1)
                return NotSentError("Notify's limit of a minute is reached", until=until, code=code)
            case 401 | 403:
                # No fault of one letter: with this key, clock or service nothing goes, and operations have to look.
                return NotSentError(f"Notify lets nothing in ({status} {kind})", code=code)
            case _ if 400 <= status < 500 and status != 408:  # noqa: PLR2004  # the client's fault, in HTTP; but too slow
                return NotSentError(f"Notify would not take it ({status} {kind})", for_good=True, code=code)
            case _:
                return _unclear(code)


def _type_of(error: APIError) -> str:
    """The type of an error, such as ValidationError; empty where its answer has none."""
    said: Any = cast("Any", error).message
    errors = cast("list[Any]", said) if isinstance(said, list) else []
    kind = next((str(cast("Reply", error).get("error")) for error in errors if isinstance(error, dict)), "")
    return kind if re.fullmatch("[A-Za-z]{1,40}", kind) else ""


def _unclear(code: str = "no-good-answer") -> NotSentError:
    """Notify failed: what it was given it may have taken."""
    return NotSentError("Notify failed", certain=False, code=code)


def _could_not_ask(error: NotSentError) -> NotSentError:
    """The same, where Notify was only asked: nothing was given to it, and nothing was learnt."""
    return NotSentError(str(error), until=error.until, code=error.code, not_asked=True)


class _ByNotify(Transport):
    """What all ways by Notify have in common. Sent twice, it arrives once, because it is looked up first."""

    repeatable = True
    kind: ClassVar[str]
    """What Notify calls it."""

    def __init__(self, account: Account, template: str = "", *, a_minute: int = 0) -> None:
        """`template`: the id of the template at Notify; a letter has none. `a_minute`: how many may go a minute."""
        self._account, self._template, self.a_minute = account, template, a_minute

    def send(self, item: Item) -> Went:
        """Give it to Notify, unless it has it. The reference is Notify's id. Raises NotSentError."""
        if not REFERENCE.fullmatch(item.reference):
            raise ValueError("what goes by Notify has a reference of ours")
        there = self._account.find(item.reference, self.kind)
        return Went(there) if there else self._sent(item)

    def _sent(self, item: Item) -> Went:
        raise NotImplementedError

    def news(self, since: datetime, asked: Collection[Asked]) -> Iterable[Heard]:
        """What became of those that are asked about, from Notify's list, the latest first. Raises NotSentError."""
        wanted = {sending.reference for sending in asked}
        if not wanted:
            return
        # A little before, because their clock is not ours.
        oldest = min(sending.went_at or since for sending in asked) - timedelta(hours=1)
        now = self._account.now()
        for given in self._account.listed(self.kind):
            if _given_at(given, now) < oldest:
                return
            if given.get("reference") in wanted:
                wanted.discard(str(given["reference"]))  # the latest of a reference counts
                heard = heard_of(given, now)
                if heard is not None:
                    yield heard
            if not wanted:
                return


def _given_at(given: Reply, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(str(given.get("created_at")))
    except ValueError:
        return now
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class NotifyLetter(_ByNotify):
    """A letter that Notify prints and posts, with what is enclosed, as one PDF within its specification."""

    kind = "letter"

    def __init__(self, account: Account, *, postage: str = "second", a_minute: int = 0) -> None:
        """`postage`: first, second or economy."""
        super().__init__(account, a_minute=a_minute)
        self._postage = postage

    def _sent(self, item: Item) -> Went:
        pdf = self._papers(item)
        faults = letter_check.faults_of(pdf, item.address)
        if faults:
            why = "; ".join(fault.why for fault in faults)
            raise NotSentError(f"Notify would not print it: {why}", for_good=True, code=faults[0].code)
        their_id = self._account.post(
            lambda client: client.send_precompiled_letter_notification(
                item.reference, io.BytesIO(pdf), postage=self._postage
            )
        )
        return Went(their_id, letter_check.pages_of(pdf))

    def _papers(self, item: Item) -> bytes:
        with_it = [forms.get("pdf") for forms in enclosed(item).values()]
        papers = [item.pdf, *(form and form.content for form in with_it)]
        if not all(papers):
            raise NotSentError("a part of it could not be set in print", for_good=True, code="not-in-print")
        try:
            return letter_check.joined([paper for paper in papers if paper])
        except ValueError as error:
            raise NotSentError(str(error), for_good=True, code="no-pdf") from None

    def news(self, since: datetime, asked: Collection[Asked]) -> Iterable[Heard]:
        """The same, and every letter that came back: a list shows it as received, if not asked for those alone."""
        yield from super().news(since, asked)
        now = self._account.now()
        for given in self._account.listed(self.kind, CAME_BACK):
            if REFERENCE.fullmatch(str(given.get("reference"))):
                heard = heard_of(given, now, filtered_by=CAME_BACK)
                if heard is not None:
                    yield heard


class NotifyEmail(_ByNotify):
    """The words of a letter as an e-mail. Its template: subject `((subject))`, body `((words))`."""

    kind = "email"

    def _sent(self, item: Item) -> Went:
        if enclosed(item):
            raise NotSentError("an e-mail by Notify has no enclosures", for_good=True, code="has-enclosures")
        return Went(self._mailed(item, _words_of(item)))

    def _mailed(self, item: Item, words: str, **others: Any) -> str:  # noqa: ANN401 - what the client takes
        (address,) = item.address
        said = {"subject": item.subject, "words": plain_in_markdown(words), **others}
        return self._account.post(
            lambda client: client.send_email_notification(
                address, self._template, personalisation=said, reference=item.reference
            )
        )


class NotifyFile(NotifyEmail):
    """An e-mail in few words, with a link to the letter and one to what is enclosed.

    Its template: subject `((subject))`; body `((words))`, `((letter))`, and `((enclosure))`, which is empty where
    nothing is enclosed: `((has_enclosure??…))` can say so. Whoever opens a link has to give the e-mail address.
    """

    def _sent(self, item: Item) -> Went:
        with_it = enclosed(item)
        only_where_chosen(item)
        if len(with_it) > 1:
            raise NotSentError("more is enclosed than the template has links for", for_good=True, code="too-many-files")
        if with_it and not item.brief:
            raise NotSentError("it has no words for an e-mail with a link", for_good=True, code="no-words")
        # What is not about anybody, as a notice to staff, is said in the e-mail itself.
        letter = _file(enclosed(item, letter=True)["letter"], item.fmt) if item.brief else ""
        enclosure = next((_file(forms, item.fmt) for forms in with_it.values()), "")
        words, has_enclosure = item.brief or _words_of(item), "yes" if enclosure else "no"
        return Went(self._mailed(item, words, letter=letter, enclosure=enclosure, has_enclosure=has_enclosure))


class NotifyText(_ByNotify):
    """A text message that a letter is coming. Its template: body `((words))`."""

    kind = "sms"

    def _sent(self, item: Item) -> Went:
        if not (item.mobile and item.brief):
            raise NotSentError("it has no number, or no words for a text message", for_good=True, code="no-number")
        return Went(
            self._account.post(
                lambda client: client.send_sms_notification(
                    item.mobile, self._template, personalisation={"words": item.brief}, reference=item.reference
                )
            )
        )


def _words_of(item: Item) -> str:
    return enclosed(item, letter=True)["letter"]["txt"].content.decode()


def _file(forms: Mapping[str, Paper], fmt: str) -> dict[str, Any]:
    """A paper in the form in which its reader can read it, of those that Notify takes: it takes no HTML."""
    paper = in_one_form(forms, fmt, ("pdf", "txt"))
    if paper is None:
        raise NotSentError("it is in no form that Notify takes", for_good=True, code="not-in-print")
    if len(paper.content) > LARGEST_FILE:
        raise NotSentError("a file is larger than Notify takes", for_good=True, code="too-large")
    return cast(
        "dict[str, Any]",
        prepare_upload(
            io.BytesIO(paper.content), paper.name, confirm_email_before_download=True, retention_period=KEPT_FOR
        ),
    )


_MARKS = re.compile(r"([\\\[\]()|])|^( *)(#|[-*_](?=(?: *[-*_]){2,} *$))", re.MULTILINE)
"""What Notify would take for a link, a table, a heading or a rule: it drops the last three, or part of them."""


def plain_in_markdown(text: str) -> str:
    r"""A text for a place where Notify reads Markdown, so that it is shown as it stands.

    Lists with hyphens or numbers stay lists. Source: notifications-utils, `markdown.py`.

    >>> print(plain_in_markdown("- Ring [us](https://council.example) on 01632 960123"))
    - Ring \[us\]\(https://council.example\) on 01632 960123
    """
    return _MARKS.sub(lambda mark: f"{mark[2] or ''}\\{mark[1] or mark[3]}", text)
