"""Ways of sending, written by hand: some fail so many times, some for ever, some in the middle."""

from collections.abc import Callable

from countersign.letters.channels.transport import Item, NotSentError, Transport, Went


def everything(_: Item) -> bool:
    return True


class Trouble(Transport):
    """Sends by another transport, but troubles `what` so many `times` first.

    `sent` and `tried` are the keys of the notices, without the plan, in the order in which they went or were tried.
    """

    def __init__(
        self,
        by: Transport,
        times: float = float("inf"),
        what: Callable[[Item], bool] = everything,
        error: Callable[[], BaseException] = lambda: NotSentError("it is out of order"),
        *,
        repeatable: bool = True,
    ) -> None:
        """`error`: what is raised while it lasts."""
        self._by, self._left, self._what, self._error = by, times, what, error
        self.repeatable = self.quick = repeatable
        self.sent: list[str] = []
        self.tried: list[str] = []

    def send(self, item: Item) -> Went:
        key = item.key.partition("/")[2]
        self.tried.append(key)
        if self._what(item) and self._left > 0:
            self._left -= 1
            raise self._error()
        self.sent.append(key)
        return self._by.send(item)

    def mend(self) -> None:
        """From now on everything goes."""
        self._left = 0


def of(recipient: str, kind: str) -> Callable[[Item], bool]:
    """The notices of one kind to one recipient."""
    return lambda item: f"/{kind}/{recipient}" in item.key
