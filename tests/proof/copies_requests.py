"""Plays requests for amendments, any number of them open at once, and looks at how each stands (AMEND-1, TIME-1)."""

import re
from collections.abc import Callable
from datetime import datetime

from countersign.careplan.notices import NoticeKind
from countersign.casework.kept import TaskKind
from tests.proof.copies_played import Playing
from tests.proof.copies_seen import HERE, WAITS
from tests.proof.copies_steps import AnswerRequest, AskToAmend, Step, TakeBackRequest, ViewRequest
from tests.proof.judge_requests import AGREED, ASKED, IN_HAND, PLAN_LEFT, SIGNED, Asked, Requests
from tests.proof.judge_requests import WAITS as MAY_BE_TAKEN_BACK
from tests.support.builders import Json

LETTERS = (NoticeKind.AMENDMENT_ASKED, NoticeKind.AMENDMENT_ANSWERED, NoticeKind.AMENDMENT_WITHDRAWN)


class PlayingRequests(Playing):
    """A story in which amendments are asked for, in any order."""

    requests: Requests

    def play(self) -> None:
        """The whole story."""
        self.requests, self._due, self._was_in_force = Requests(), dict[str, datetime](), 0
        super().play()

    def _take(self, step: Step) -> None:
        match step:
            case AskToAmend(by):
                if self.is_here:
                    self.ask_to_amend(by)
            case ViewRequest(number):
                self._about_one(number, self.view)
            case AnswerRequest(number, agreed):
                self._about_one(number, lambda request: self.answer(request, agreed=agreed))
            case TakeBackRequest(number):
                self._about_one(number, self._take_back_one)
            case _:
                super()._take(step)

    def _about_one(self, number: int, do: Callable[[Asked], None]) -> None:
        if self.requests.all and self.is_here:
            do(self.requests.all[number % len(self.requests.all)])

    def ask_to_amend(self, by: str) -> Asked:
        """AMEND-1: it is asked for, also while others are."""
        self._accept("ask_for_amendment", changes={"asked_by": by, "sent_by.id": "sw-1042"})
        request = Asked(self.case.latest("ask_for_amendment"), by)
        self.requests.come(request)
        self._due[request.id] = self._clock_of(request)
        open_now = len(self.requests.with_stage(ASKED, AGREED))
        self.tally.seen[f"requests to amend open at once: {open_now}"] += 1
        return request

    def view(self, request: Asked) -> None:
        """AMEND-1: the person is consulted, as long as it is not answered."""
        if self._is_taken("record_amendment_view", {"request": request.id}, may=request.stage == ASKED):
            request.is_viewed = True

    def answer(self, request: Asked, *, agreed: bool) -> None:
        """AMEND-1, AMEND-4: it is answered once, and not before the person was consulted where another asked."""
        says: Json = {"request": request.id, "agreed": agreed}
        if self._is_taken("answer_amendment", says, may=request.may_be_answered):
            self.requests.answer(request, agreed=agreed)

    def _take_back_one(self, request: Asked) -> None:
        """AMEND-1: whoever asked does not want it any more, as long as no version carries it out."""
        may = request.stage in MAY_BE_TAKEN_BACK
        if self._is_taken("withdraw_amendment", {"request": request.id}, may=may):
            self.requests.take_back([request])

    def _is_taken(self, name: str, says: Json, *, may: bool) -> bool:
        determined = self.case.consider(name, changes=says | {"sent_by.id": "sw-1042"})
        if determined.answer.accepted is not may:
            raise self.wrong(f"{name} {says}: {determined.answer.reasons or 'accepted'}, and {self.requests.all}")
        self.tally.seen[f"{name}: {'taken' if may else 'refused'}"] += 1
        if may:
            self._take_over_what_is_due(shares=determined.shares)
            self._sent_at_once()
        return may

    def _leave(self, how: str) -> None:
        was_here = self.status in (*WAITS, *HERE)
        super()._leave(how)
        if was_here and self.status not in (*WAITS, *HERE):
            self.requests.move(self.requests.with_stage(ASKED, AGREED, IN_HAND), PLAN_LEFT)

    # What is looked at

    def _look(self) -> None:
        super()._look()
        if self.in_force != self._was_in_force:
            self._was_in_force = self.in_force
            self.requests.move(self.requests.with_stage(IN_HAND), SIGNED)
        self._look_at_stages()
        self._look_at_who_is_waited_for()
        self._look_at_what_the_person_was_told()

    def _look_at_stages(self) -> None:
        state = self.case.kept.state
        kept = {request.id: request.stage.value for request in state.amendments} if state else {}
        judged = {request.id: request.stage for request in self.requests.all}
        if kept != judged:
            raise self.wrong(f"the requests are kept as {kept}, and they are {judged}")

    def _look_at_who_is_waited_for(self) -> None:
        """TIME-1: each has a clock and a task of its own, which no other request moves or ends."""
        to_do = {} if self.status not in (*WAITS, *HERE) else self._to_do()
        clocks = {name.partition(":")[2] for name in self.case.clocks() if name.startswith("amendment:")}
        if clocks != to_do.keys():
            raise self.wrong(f"clocks run for {sorted(clocks)}, and {to_do} is waited for")
        kinds = self.case.open_tasks()
        tasks = {re.sub(r":[0-9]+$", "", name) for name, kind in kinds.items() if kind is TaskKind.AMENDMENT}
        if tasks != {f"amendment:{request}:{what}" for request, what in to_do.items()}:
            raise self.wrong(f"{sorted(tasks)} are open, and {to_do} is waited for")
        for request in self.requests.with_stage(ASKED):
            if request.id in to_do and self._clock_of(request) != self._due[request.id]:
                raise self.wrong(f"{request.id} was due {self._due[request.id]}, and is {self._clock_of(request)}")
        early = [name for name in to_do if self.case.clocks()[f"amendment:{name}"].due < self._due[name]]
        if early:
            raise self.wrong(f"{early} are due before their requests were")

    def _to_do(self) -> dict[str, str]:
        """What is waited for of each request, by its id. A version is in hand until the person has its record."""
        is_in_hand = not 0 < self.in_force == self.hand
        found = {request.id: request.to_do(is_in_hand=is_in_hand) for request in self.requests.all}
        return {request: what for request, what in found.items() if what}

    def _clock_of(self, request: Asked) -> datetime:
        clock = self.case.clocks().get(f"amendment:{request.id}")
        if clock is None:
            raise self.wrong(f"{request} has no clock")
        return clock.due

    def _look_at_what_the_person_was_told(self) -> None:
        """AMEND-1, AMEND-4: a letter about each request, each answer, and whatever is taken back; no other."""
        owed = dict(zip(LETTERS, (self.requests.asked, self.requests.answered, self.requests.withdrawn), strict=True))
        for kind, how_many in owed.items():
            told = sum(f"/{kind.value}/person" in key for key in self.case.kept.notices)
            if told != how_many:
                raise self.wrong(f"the person has {told} letters {kind.value}, and is owed {how_many}")
