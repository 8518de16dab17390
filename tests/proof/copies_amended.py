"""Plays what comes to a plan in force: requests by the person, marks by message, amendments (SHARE-4, AMEND-1..4)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from countersign.careplan.lifecycle import Status
from countersign.careplan.plan import Plan
from tests.proof.copies_cast import CAST, PLANTED, place_of, plan_json, words_of_a_mark
from tests.proof.copies_requests import PlayingRequests
from tests.proof.copies_seen import A_RISK, WAITS
from tests.proof.copies_steps import Amend, Asks, DecideAmended, Mark, Step, SubmitAmended, TakeBack
from tests.proof.judge_copies import ASKED, MARKED, THE_PERSON, Happened, Said
from tests.proof.judge_requests import AGREED, IN_HAND, Asked
from tests.support.builders import Json

RISES = {"the same": "0.00", "more": "10.00", "much more": "25.01", "less": "-1.00", "less, on record": "-1.00"}
LIGHT_UP_TO = Decimal("25.00")
"""The scheme's: by how much a week a light amendment may cost more."""
WITH_CARE = {PLANTED[what][0] for what in PLANTED} & {"needs", "outcomes"}
"""The sections of which no change is light."""


class PlayingOn(PlayingRequests):
    """A story that goes on after the plan was signed off."""

    def _take(self, step: Step) -> None:
        match step:
            case Asks():
                self._ask(step)
            case Mark():
                self._mark(step)
            case Amend():
                self._amend(step)
            case DecideAmended(by_the_limbs):
                self._decide_amended(by_the_limbs=by_the_limbs)
            case SubmitAmended(amend):
                agreed = self.requests.with_stage(AGREED)
                if self.status is Status.SIGNED_OFF and agreed:
                    self._submit_amended(amend, agreed[0])
            case TakeBack():
                self._take_back()
            case _:
                super()._take(step)

    def _ask(self, asks: Asks) -> None:
        """SHARE-4, SHARE-6: the person asks; a number is of one recipient, and whoever receives does not bring it."""
        if not self.is_here:
            return
        is_new = asks.reference.startswith("asked-")
        who = asks.whom if is_new else self.who_is(asks.reference, self.hand)
        if who not in CAST:
            return
        name = CAST[who].name if is_new else self.name_in(who, self.hand)
        on = self.today - timedelta(days=asks.days_ago)
        until = None if asks.lasts is None else on + timedelta(days=asks.lasts)
        place = self.places.get(who) or place_of(who)
        contact: Json = {"channel": CAST[who].by, "format": "standard"}
        contact |= {"email": place[0]} if CAST[who].by == "email" else {"address": list(place)}
        whom: Json = {"name": name, "what_they_are": CAST[who].relationship, "contact": contact}
        request: Json = {
            "recipient": asks.reference,
            "whom": whom if is_new else None,
            "scope": asks.scope,
            "sections": sorted(asks.sections),
            "words": "She reads my letters with me, so send it to her as well.",
            "asked_on": on.isoformat(),
            "carried_by": name if asks.is_carried_by_them else "the person, at home",
            "has_capacity": None
            if asks.capacity is None
            else {"so": asks.capacity, "in_words": "Asked twice, on two days, in short words."},
            "until": until.isoformat() if until else None,
        }
        answer = self.case.consider("request_copy", changes={"request": request, "sent_by.id": "sw-1042"})
        another = {known for known, of in self.asked.items() if of == who} - {asks.reference}
        faults = {
            "of a day that has not come": on > self.today,
            "brought by whoever would receive": asks.is_carried_by_them,
            "the number is somebody else's": is_new and self.asked.get(asks.reference, who) != who,
            "they have another number": is_new and bool(another),
        }
        if answer.answer.accepted is any(faults.values()):
            raise self.wrong(f"{asks}: {answer.answer.reasons or 'accepted'}, and the judge has {faults}")
        if not answer.answer.accepted:
            self.tally.seen["requests refused"] += 1
            return
        self.tally.seen["requests"] += 1
        if is_new:
            self.asked[asks.reference] = who
        said = Said(
            who,
            asks.scope,
            on,
            asks.sections,
            capacity=asks.capacity,
            until=until,
            decided_by=THE_PERSON,
            is_request=True,
        )
        self._hear(said, {"recipient": asks.reference, "request": said}, repeated_in_a_plan=False)
        self._it_happened(ASKED, asks.reference)
        self._take_over_what_is_due(shares=answer.shares)
        self._follow()
        self._sent_at_once()

    def _mark(self, mark: Mark) -> None:
        """TELL-8: a mark is put by anybody who works for the person; a manager lifts it, if it stands."""
        who = self.who_is(mark.about, self.hand)
        if not who or not self.is_here:
            return
        stands = any(key[:2] == (mark.about, mark.kind) for key in self.put) or (
            mark.kind == A_RISK and any(each.reference == mark.about for each in self.stated())
        )
        words = words_of_a_mark(who)
        says: Json = {"kind": mark.kind, "about": mark.about, "in_words": words, "is_lifted": mark.is_lifted}
        changes: Json = {"mark": says, "sent_by.id": "tm-201" if mark.is_lifted else "sw-1042"}
        determined = self.case.consider("record_safeguarding", changes=changes)
        if determined.answer.accepted is (mark.is_lifted and not stands):
            raise self.wrong(
                f"{mark}: {determined.answer.reasons or 'accepted'}, and it {'stands' if stands else 'does not stand'}"
            )
        if not determined.answer.accepted:
            return
        number = self.next_number()
        if mark.is_lifted:
            self.put = {key: put for key, put in self.put.items() if key[:2] != (mark.about, mark.kind)}
            self.lifted[mark.about, mark.kind] = number
        else:
            name = self.name_in(who, self.hand)
            self.put[mark.about, mark.kind, who, name] = Happened(MARKED, number, who, mark.about, name, self.hand)
        self.tally.seen[f"marks {'lifted' if mark.is_lifted else 'put'}"] += 1
        self._take_over_what_is_due(shares=determined.shares)
        self._follow()
        self._sent_at_once()

    def _amend(self, amend: Amend) -> None:
        """AMEND-1..4: it is asked for, the person consulted where another asked, answered, and submitted whole."""
        if self.status is not Status.SIGNED_OFF:
            return
        request = self.ask_to_amend(amend.by)
        self.case.now += timedelta(hours=1)
        if amend.by != "person":
            self.answer(request, agreed=amend.is_agreed_to)  # which is refused: the person was not consulted
            self.view(request)
        self.answer(request, agreed=amend.is_agreed_to)
        if amend.meanwhile:
            self._leave(amend.meanwhile)
        self.case.now += timedelta(hours=1)
        self._submit_amended(amend, request)

    def _submit_amended(self, amend: Amend, request: Asked) -> None:
        """AMEND-2: only what was agreed to; something differs; a cut says what is on record."""
        before = self.versions[self.in_force - 1]
        cost = max(Decimal(before.telecare) + Decimal(RISES[amend.cost]), Decimal("0.40"))
        version = replace(amend.version, telecare=f"{cost:.2f}", difficulty=before.difficulty)
        if amend.keeps_words:
            version = replace(version, planted=before.planted, marks=before.marks)
        sharing = self._sharing_of(version)
        plan = plan_json(version, sharing, self._before) | {"plan_id": self.case.plan_id}
        is_cut = cost < Decimal(before.telecare)
        others = self.requests.with_stage(AGREED) if amend.also == "agreed" else self.requests.all if amend.also else []
        carried_out = [request, *(other for other in others if other is not request)]
        changes: Json = {"plan": plan, "requests": [each.id for each in carried_out], "sent_by.id": "sw-1042"}
        if amend.cost == "less, on record":
            changes["less_because"] = self.less_because()
        determined = self.case.consider("submit_amendment", changes=changes)
        kept = self.case.kept.versions[self.in_force][1].model_dump(mode="json")
        faults = {
            "not all was agreed to": any(each.stage != AGREED for each in carried_out),
            "the plan has left": self.status not in (*WAITS, Status.SIGNED_OFF),
            "a cut of which nothing is on record": is_cut and amend.cost != "less, on record",
            "no cut, and something on record": not is_cut and amend.cost == "less, on record",
            "nothing differs": determined.answer.reasons != () and self._is_the_same(plan, kept),
        }
        if any(faults.values()):
            if determined.answer.accepted:
                raise self.wrong(f"{amend} is accepted, and the judge has {faults}")
            self.tally.seen.update(f"amendments refused: {why}" for why, so in faults.items() if so)
            return
        if determined.answer.accepted:
            self.requests.move(carried_out, IN_HAND)
            self.tally.seen[f"amended, for requests: {len(carried_out)}"] += 1
        self._took_in(version, sharing, accepted=determined.answer.accepted, reasons=determined.answer.reasons)
        if determined.answer.accepted:
            self._take_over_what_is_due(shares=determined.shares)

    @staticmethod
    def _is_the_same(plan: Json, kept: Json) -> bool:
        return Plan.model_validate(plan).model_dump(mode="json") == kept

    def _is_light(self) -> bool:
        """AMEND-2: by the procedure's scheme: no change of needs, outcomes or marks, no cut, and only so much more."""
        now, before = self.versions[self.hand - 1], self.versions[self.in_force - 1]
        rises = Decimal(now.telecare) - Decimal(before.telecare)
        with_care = [
            sorted(PLANTED[what][2] for what in version.planted if PLANTED[what][0] in WITH_CARE)
            for version in (now, before)
        ]
        marked = [{(about, has.who[about]) for about in has.marks & has.who.keys()} for has in (now, before)]
        return with_care[0] == with_care[1] and marked[0] == marked[1] and 0 <= rises <= LIGHT_UP_TO

    def _decide_amended(self, *, by_the_limbs: bool) -> None:
        """AMEND-2: a light one is agreed by the three limbs alone, and no other is."""
        if self.status is not Status.AWAITING_DECISION or not self.in_force:
            return
        if not by_the_limbs:
            self._agree()
            self.tally.seen["amendments agreed"] += 1
            return
        accepted = self.case.consider("decide", "clare-4-agreed", {"answers": []}).answer.accepted
        if accepted is not self._is_light():
            raise self.wrong(
                f"decided by the limbs alone: {accepted}, and it is {'' if self._is_light() else 'not '}light"
            )
        if accepted:
            self.agreed.add(self.hand)
            self.tally.seen["amendments agreed, light"] += 1
            self._sent_at_once()

    def _take_back(self) -> None:
        """AMEND-2: withdrawn, the version in force is in hand again."""
        if self.status not in WAITS or not self.in_force:
            return
        determined = self.case.accept("withdraw_amendment", changes={"sent_by.id": "sw-1042"})
        self.hand = self.in_force
        self.requests.take_back(self.requests.with_stage(IN_HAND))
        self._take_over_what_is_due(shares=determined.shares)
        self._follow()
        self._sent_at_once()
        self.tally.seen["amendments taken back"] += 1
