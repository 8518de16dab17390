"""Each message of the contract, as a step of a scenario."""

from abc import ABC, abstractmethod
from typing import Self

from testkit.letterbook import Changes, Given
from testkit.words import Moment


class Messages(ABC):
    """What people send about a plan. Each goes from whoever would send it, and now, unless it says otherwise."""

    @abstractmethod
    def send(
        self,
        name: str,
        given: Given | None = None,
        changes: Changes | None = None,
        *,
        by: str = "",
        sent: Moment | None = None,
    ) -> Self:
        """Send any message, by its name."""

    @abstractmethod
    def latest(self, name: str) -> str:
        """The id of the latest message of that name."""

    def decide(
        self, given: Given = "agreed", changes: Changes | None = None, *, by: str = "", sent: Moment | None = None
    ) -> Self:
        """The authoriser decides: `"agreed"`, `"returned"`, or a message of their own."""
        return self.send("decide", given, changes, by=by, sent=sent)

    def resubmit(
        self, given: Given | None = None, changes: Changes | None = None, *, sent: Moment | None = None
    ) -> Self:
        """The practitioner resubmits a returned plan, and says what was done about each reason."""
        return self.send("resubmit", given, changes, sent=sent)

    def withdraw(self, given: Given | None = None, changes: Changes | None = None) -> Self:
        """The plan is withdrawn, before it was agreed."""
        return self.send("withdraw", given, changes)

    def end(self, reason: str = "moved_away", changes: Changes | None = None) -> Self:
        """The person has `died` or `moved_away`, or the plan is `superseded` or has `ended`."""
        return self.send("end", None, {"reason": reason, **(changes or {})})

    def report_urgent_needs(self, changes: Changes | None = None) -> Self:
        """Somebody reports that there are urgent needs."""
        return self.send("report_urgent_needs", None, changes)

    def request_information(self, changes: Changes | None = None, *, by: str = "", sent: Moment | None = None) -> Self:
        """The authoriser asks for information before deciding. It can be supplied by the message's id."""
        return self.send("request_information", None, changes, by=by, sent=sent)

    def supply_information(
        self, request: str = "", changes: Changes | None = None, *, sent: Moment | None = None
    ) -> Self:
        """The practitioner supplies it. `request`: the id of the message that asked; the latest, if not given."""
        asked = request or (lambda: self.latest("request_information"))
        return self.send("supply_information", None, {"request": asked, **(changes or {})}, sent=sent)

    def ask_about_return(self, to: str = "authoriser", changes: Changes | None = None) -> Self:
        """The practitioner asks the `authoriser` or the `line_manager` what a return means."""
        return self.send("ask_about_return", None, {"to": to, **(changes or {})})

    def answer_about_return(self, question: str = "", changes: Changes | None = None, *, by: str = "") -> Self:
        """The authoriser or the line manager answers. `question`: the id of the message that asked; or the latest."""
        asked = question or (lambda: self.latest("ask_about_return"))
        return self.send("answer_about_return", None, {"question": asked, **(changes or {})}, by=by)

    def reassign(self, whose: str, to: str, changes: Changes | None = None) -> Self:
        """The plan's `practitioner` or `authoriser` is now another."""
        return self.send("reassign", None, {"whose": whose, "to": to, **(changes or {})})

    def replan(self, why: str = "The council's calendar has changed.") -> Self:
        """The scheme or the calendar has changed: the plan's clocks are planned again."""
        return self.send("replan_clocks", None, {"why": why})

    def complete_task(self, name: str, *, by: str = "") -> Self:
        """Somebody has done what a task asked of them."""
        return self.send("complete_task", None, {"task": name}, by=by)

    # Messages of its interim support

    def answer_urgent_needs(self, *, urgent: bool, changes: Changes | None = None) -> Self:
        """The duty worker has found out whether there are urgent needs."""
        return self.send("answer_urgent_needs", None, {"urgent": urgent, **(changes or {})})

    def acknowledge_interim_support(self, changes: Changes | None = None) -> Self:
        """The duty team has taken on the request."""
        return self.send("acknowledge_interim_support", None, changes)

    def arrange_interim_support(self, changes: Changes | None = None) -> Self:
        """Interim support is arranged."""
        return self.send("arrange_interim_support", None, changes)

    def start_interim_support(self, changes: Changes | None = None) -> Self:
        """Interim support is in place."""
        return self.send("start_interim_support", None, changes)

    def review_interim_support(
        self, outcome: str = "continues", because: str | None = None, changes: Changes | None = None
    ) -> Self:
        """Interim support is reviewed: it `continues`, or it `ends` because of something."""
        of = {"outcome": outcome, "because": because} if because else {"outcome": outcome}
        return self.send("review_interim_support", None, {**of, **(changes or {})})
