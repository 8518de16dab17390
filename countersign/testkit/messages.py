"""Each message of the contract, as a step of a scenario."""

from abc import ABC, abstractmethod
from typing import Self

from countersign.testkit.letterbook import Changes, Given
from countersign.testkit.words import Day, Moment, day_of


class Messages(ABC):
    """What people send about a plan. Unless told otherwise, a message is sent now, by whoever would send it."""

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
        """The practitioner resubmits a returned plan and says what was done about each reason."""
        return self.send("resubmit", given, changes, sent=sent)

    def withdraw(self, given: Given | None = None, changes: Changes | None = None) -> Self:
        """The plan is withdrawn, before it was agreed."""
        return self.send("withdraw", given, changes)

    def end(self, reason: str = "moved_away", changes: Changes | None = None) -> Self:
        """The person has `died` or `moved_away`, or the plan is `superseded` or has `ended`, which say `why`."""
        return self.send("end", None, {"reason": reason, **(changes or {})})

    def change_contact(self, about: str = "person", changes: Changes | None = None, *, by: str = "") -> Self:
        """Somebody is written to elsewhere or otherwise: the `person`, the `representative`, or one such as `C1`."""
        return self.send("change_contact", None, {"about": about, **(changes or {})}, by=by)

    def change_representative(self, changes: Changes | None = None, *, by: str = "") -> Self:
        """Somebody acts for the person from now on; nobody any more, with `representative` None."""
        return self.send("change_representative", None, changes, by=by)

    def report_urgent_needs(self, changes: Changes | None = None) -> Self:
        """Somebody reports that there are urgent needs."""
        return self.send("report_urgent_needs", None, changes)

    def request_information(self, changes: Changes | None = None, *, by: str = "", sent: Moment | None = None) -> Self:
        """The authoriser asks for information before deciding. Supply it by the id of this message."""
        return self.send("request_information", None, changes, by=by, sent=sent)

    def supply_information(
        self,
        request: str = "",
        changes: Changes | None = None,
        *,
        still_to_come: str = "",
        by: str = "",
        sent: Moment | None = None,
    ) -> Self:
        """The practitioner supplies information. `request`: the id of the message that asked; by default the latest.

        `still_to_come`: what is missing, if this is only part of what was asked for.
        """
        asked = request or (lambda: self.latest("request_information"))
        part = {"still_to_come": still_to_come} if still_to_come else {}
        return self.send("supply_information", None, {"request": asked, **part, **(changes or {})}, by=by, sent=sent)

    def withdraw_request(self, request: str = "", changes: Changes | None = None, *, by: str = "") -> Self:
        """The information is no longer needed. `request`: the id of the message that asked; by default the latest."""
        asked = request or (lambda: self.latest("request_information"))
        return self.send("withdraw_request", None, {"request": asked, **(changes or {})}, by=by)

    def report_missed_meeting(
        self, because: str = "not_held", held_on: Day = "", changes: Changes | None = None, *, by: str = ""
    ) -> Self:
        """The panel or call did not decide: `not_held`, `not_quorate`, `not_reached`. `held_on`: if on another day."""
        day = {"held_on": day_of(held_on).isoformat()} if held_on else {}
        return self.send("report_missed_meeting", None, {"because": because, **day, **(changes or {})}, by=by)

    def move_meeting(
        self,
        to_day: Day,
        to_time: str = "14:00",
        *,
        is_extra: bool = False,
        changes: Changes | None = None,
        by: str = "",
    ) -> Self:
        """The panel or call that the plan waits for is moved, or an extra one held before it."""
        to = {"to_day": day_of(to_day).isoformat(), "to_time": to_time, "is_extra": is_extra}
        return self.send("move_meeting", None, {**to, **(changes or {})}, by=by)

    def refer_up(self, to: str = "up", changes: Changes | None = None, *, by: str = "") -> Self:
        """The authoriser finds the plan too complex: it goes `up`, or to the `panel_or_call`."""
        return self.send("refer_up", None, {"to": to, **(changes or {})}, by=by)

    def report_first_payment(
        self, received_on: Day = "", *, works: bool = True, changes: Changes | None = None, by: str = ""
    ) -> Self:
        """The first payment came, and it works or not yet. `received_on`: if not the day of the report."""
        day = {"received_on": day_of(received_on).isoformat()} if received_on else {}
        return self.send("report_first_payment", None, {"put_into_practice": works, **day, **(changes or {})}, by=by)

    def approve_arrangement(self, changes: Changes | None = None, *, by: str = "") -> Self:
        """The authoriser approves, on the report of how it works, a plan that was authorised to start."""
        return self.send("approve_arrangement", None, changes, by=by)

    def meet_condition(self, condition: str, changes: Changes | None = None, *, by: str = "") -> Self:
        """What a condition of the direct payment asked for has been done."""
        return self.send("meet_condition", None, {"condition": condition, **(changes or {})}, by=by)

    def ask_for_review(self, asked_by: str = "carer", changes: Changes | None = None, *, by: str = "") -> Self:
        """Somebody concerned asks for a review."""
        return self.send("ask_for_review", None, {"asked_by": asked_by, **(changes or {})}, by=by)

    def decline_review(self, changes: Changes | None = None, *, by: str = "") -> Self:
        """The review that was asked for is not held; the person is told why."""
        return self.send("decline_review", None, changes, by=by)

    def record_review(
        self,
        outcome: str = "nothing_changes",
        *,
        of: tuple[str, ...] = ("plan",),
        held_on: Day = "",
        changes: Changes | None = None,
        by: str = "",
    ) -> Self:
        """A review was held. `of`: `plan`, `direct_payment` or both. `held_on`: if not the day of the message."""
        day = {"held_on": day_of(held_on).isoformat()} if held_on else {}
        what = {"outcome": outcome, "reviews": list(of)}
        return self.send("record_review", None, {**what, **day, **(changes or {})}, by=by)

    def request_copy(self, changes: Changes | None = None, *, by: str = "") -> Self:
        """The person asks that somebody has a copy: `asked-1`, as in the example."""
        return self.send("request_copy", None, changes, by=by)

    def raise_concern(self, recipient: str = "C1", changes: Changes | None = None, *, by: str = "") -> Self:
        """Somebody is concerned about a copy: it is held, and the line manager is asked."""
        return self.send("raise_concern", None, {"concern.recipient": recipient, **(changes or {})}, by=by)

    def decide_concern(
        self,
        outcome: str = "in_part",
        recipient: str = "C1",
        *,
        sections: tuple[str, ...] = ("services",),
        changes: Changes | None = None,
        by: str = "",
    ) -> Self:
        """The line manager decides a concern: `in_full`, `in_part` (these `sections`), or `declined`."""
        shared = list(sections) if outcome == "in_part" else []
        decided = {"decided.recipient": recipient, "decided.outcome": outcome, "decided.sections": shared}
        return self.send("decide_concern", None, {**decided, **(changes or {})}, by=by)

    def record_safeguarding(self, about: str = "C1", changes: Changes | None = None, *, by: str = "") -> Self:
        """A safeguarding mark is put on somebody; with `mark.is_lifted` it is lifted."""
        return self.send("record_safeguarding", None, {"mark.about": about, **(changes or {})}, by=by)

    def ask_for_amendment(self, asked_by: str = "person", changes: Changes | None = None, *, by: str = "") -> Self:
        """Somebody asks for the plan to be amended."""
        return self.send("ask_for_amendment", None, {"asked_by": asked_by, **(changes or {})}, by=by)

    def record_amendment_view(self, *, wants_it: bool = True, changes: Changes | None = None) -> Self:
        """What the person thinks of the latest amendment that was asked for."""
        said = {"request": lambda: self.latest("ask_for_amendment"), "wants_it.so": wants_it}
        return self.send("record_amendment_view", None, {**said, **(changes or {})})

    def answer_amendment(self, *, agreed: bool = True, changes: Changes | None = None) -> Self:
        """The latest amendment that was asked for is agreed to, or not."""
        said = {"request": lambda: self.latest("ask_for_amendment"), "agreed": agreed}
        return self.send("answer_amendment", None, {**said, **(changes or {})})

    def submit_amendment(self, changes: Changes | None = None) -> Self:
        """The plan in force, amended by these changes, carries out the latest amendment that was asked for."""
        carries_out = {"requests": lambda: [self.latest("ask_for_amendment")]}
        return self.send("submit_amendment", None, {**carries_out, **(changes or {})})

    def withdraw_amendment(self, changes: Changes | None = None) -> Self:
        """The amended plan in hand is taken back; or, with `request`, one that was asked for."""
        return self.send("withdraw_amendment", None, changes)

    def ask_about_return(self, to: str = "authoriser", changes: Changes | None = None) -> Self:
        """The practitioner asks the `authoriser` or the `line_manager` what a return means."""
        return self.send("ask_about_return", None, {"to": to, **(changes or {})})

    def answer_about_return(self, question: str = "", changes: Changes | None = None, *, by: str = "") -> Self:
        """The authoriser or line manager answers. `question`: the id of the message that asked; or else the latest."""
        asked = question or (lambda: self.latest("ask_about_return"))
        return self.send("answer_about_return", None, {"question": asked, **(changes or {})}, by=by)

    def reassign(self, whose: str, to: str, changes: Changes | None = None) -> Self:
        """Somebody else is now the plan's `practitioner` or `authoriser`."""
        return self.send("reassign", None, {"whose": whose, "to": to, **(changes or {})})

    def replan(self, why: str = "The council's calendar has changed.") -> Self:
        """The scheme or the calendar has changed: the plan's clocks are planned again."""
        return self.send("replan_clocks", None, {"why": why})

    def complete_task(self, name: str, *, by: str = "") -> Self:
        """Somebody has done what a task asked of them."""
        return self.send("complete_task", None, {"task": name}, by=by)

    # Messages about interim support

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
