"""What is looked at after every step of a story about copies, and at its end, held against the judge."""

from datetime import date, timedelta

from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeKind
from countersign.careplan.working_time import london_day
from countersign.casework.copies_known import known_in
from countersign.casework.sharing import holdings
from countersign.queries.copies import copies_of
from countersign.wording.letters_about_copies import CopyToReturn
from tests.proof.copies_cast import CAST
from tests.proof.copies_seen import HERE, WAITS, Copy, Seen
from tests.proof.judge_copies import FULL, HELD, PART, in_force, usually_has_one
from tests.support.casework import TUESDAY
from tests.support.installations import InDatabase


def _has_it(copy: Copy, day: date | None) -> bool:
    """Whether somebody has a copy at the end of a day; now, if none is given."""
    if day is None:
        return not copy.came_back
    there = london_day(copy.at) <= day
    return there and not (copy.came_back_at is not None and london_day(copy.came_back_at) <= day)


class LookedAt(Seen):
    """One story, and everything that has to hold of it."""

    # What is looked at after every step

    def _look(self) -> None:
        if self.seen_as_it_went:
            raise self.seen_as_it_went[0]
        self._look_at_what_was_asked_back()
        self._look_at_who_holds_what()
        self._look_at_what_is_in_force()
        is_open = "understanding" in self.case.clocks()
        if self.status in (*WAITS, *HERE) and is_open != self.understanding_is_open:
            raise self.wrong(f"support in understanding is {'open' if is_open else 'not open'}")

    def _look_at_what_is_in_force(self) -> None:
        """AMEND-2, REC-4: from the first signature on one version is in force: the last one that the person has."""
        now = self.case.standing.in_force
        if now != self.in_force:
            if now != self.hand or now not in self.agreed or now not in self.given:
                raise self.wrong(f"version {now} is in force after {self.in_force}, and {self.hand} is in hand")
            self.in_force = now
        state = self.case.kept.state
        if state is not None and state.in_force != self.in_force:
            raise self.wrong(f"version {state.in_force} is kept as in force, and it is {self.in_force}")
        if self.case.standing.version != self.hand:
            raise self.wrong(f"version {self.case.standing.version} is in hand, and it should be {self.hand}")
        if (self.status is Status.SIGNED_OFF) is not (0 < self.in_force == self.hand) and self.status in (
            *HERE,
            *WAITS,
        ):
            raise self.wrong(f"it is {self.status}, version {self.in_force} in force, and {self.hand} in hand")

    def _look_at_what_was_asked_back(self) -> None:
        """SHARE-9: each holder of what was withdrawn is asked for all of it, in one letter a time; nobody else is."""
        kept = self.case.kept.notices
        letters = [key for key in kept if f"/{NoticeKind.COPY_TO_RETURN}/" in key]
        for copy in self.copies:
            _, version, _, reference, scope = copy.key.split("/", 4)
            day = london_day(kept[copy.key].sent_at or copy.at)
            of_it = f"/{version}/{scope}/{day}"
            first_of_them = sum(key.split("/")[3] == reference and key.endswith(of_it) for key in letters)
            is_named = any(day in self._days_named(key) for key in letters if self._holder_by(key) == copy.who)
            if copy.is_sure and (first_of_them > copy.asked_back or is_named < copy.asked_back):
                raise self.wrong(
                    f"{copy} was asked for {first_of_them} times, and is {'' if is_named else 'not '}named"
                )
            if not copy.is_sure and copy.asked_back and not copy.came_back and not self._is_looked_into(copy):
                raise self.wrong(f"{copy} may have arrived, was withdrawn, and nobody looks into it")

    def _days_named(self, letter: str) -> tuple[date, ...]:
        """The days on which that was sent which a letter asks for. A letter does not change, and is read once."""
        if letter not in self.days_named:
            facts = self.case.letter(letter.partition("/")[2]).facts
            assert isinstance(facts, CopyToReturn)
            self.days_named[letter] = (facts.sent_on, *facts.also_sent_on)
        return self.days_named[letter]

    def _is_looked_into(self, copy: Copy) -> bool:
        name = copy.key.partition("/")[2]
        return any(task.partition(":")[2].endswith(name) for task in self.case.open_tasks())

    def _look_at_who_holds_what(self) -> None:
        """SHARE-9: who holds what is what really went."""
        with self.case.installation.files.open(self.case.plan_id) as file:
            shown = {
                (held.copy.notice, held.since, held.came_back is not None, held.asked_back is not None)
                for held in holdings(file, known_in(file))
            }
        really = {(copy.key, copy.at, copy.came_back, copy.asked_back) for copy in self.copies if copy.is_sure}
        if {(key, came_back, asked) for key, _, came_back, asked in shown} != {
            (key, came_back, asked) for key, _, came_back, asked in really
        }:
            raise self.wrong(f"shown: {sorted(shown)}\nreally: {sorted(really)}")

    def _look_at_the_query(self) -> None:
        """SHARE-9: the query says who held what at the end of every day of the story, and who holds it now."""
        installation = self.case.installation
        if not isinstance(installation, InDatabase):
            return
        editions, first = self.case.office.editions, london_day(TUESDAY)
        days = [first + timedelta(days=number) for number in range((self.today - first).days + 1)]
        with installation.database.transaction() as session:
            for day in (None, *days):
                found = copies_of(session, editions, self.case.plan_id, self.case.now, on=day)
                shown = {held.notice for held in found.holders if "/copy/" in held.notice} if found else set[str]()
                really = {copy.key for copy in self.copies if copy.is_sure and _has_it(copy, day)}
                if shown != really:
                    raise self.wrong(f"on {day} shown: {sorted(shown)}\nreally: {sorted(really)}")

    def _look_whether_everybody_has_theirs(self) -> None:
        """SHARE-1..3: whoever is to have a copy, and whom nothing holds, has it; who is held is asked about."""
        if not self.is_here:
            return
        version = self.hand if self.status in HERE else self.in_force
        tasks = self.case.open_tasks()
        self._look_whether_nobody_is_left_behind(version)
        for reference, who in self.everybody(version).items():
            may = self.verdict(who, version)
            asked = [
                name
                for name in tasks
                if name.startswith(tuple(f"{what}:{reference}:" for what in ("sharing", "look", "concern")))
            ]
            usually = usually_has_one(CAST[who].kind, who, self.known(version))
            theirs = [copy for copy in self.copies if copy.who == who and copy.version == version]
            said = in_force(self.said, who, self.today)
            if may.extent == HELD and usually and not asked and not any(not copy.asked_back for copy in theirs):
                raise self.wrong(f"{who} ({reference}) is held, and nobody is asked: {may}")
            if may.extent not in (FULL, PART):
                continue
            tells_too_much = may.extent == PART and self._tells(version, may)
            if tells_too_much and (who, version, may.sections) not in self.looked_at:
                if not any(name.startswith("look:") for name in asked):
                    raise self.wrong(f"{who}'s part copy tells too much, and nobody is asked to look")
                continue
            if any(may.may_have <= copy.sections and not copy.asked_back for copy in theirs):
                self.tally.seen["have theirs"] += 1
            elif any(name.startswith("look:") for name in asked):
                self.tally.seen["held for a look that the judge would not ask for"] += 1
            elif any(name.startswith(f"give:v{version}/copy/{reference}/") for name in tasks):
                self.tally.seen["to be given theirs by hand"] += 1
            else:
                raise self.wrong(f"{who} ({reference}) has not got theirs: {may}")
            self.tally.seen["by default" if said is None else f"by {said.basis}"] += 1

    def _look_whether_nobody_is_left_behind(self, version: int) -> None:
        """AMEND-3: whoever had the plan before, and is not in it any more, is put to the practitioner."""
        if self.status is not Status.SIGNED_OFF:
            return
        there = self.everybody(version).values()
        for copy in self.copies:
            if copy.version < version and copy.is_sure and copy.who not in there and not copy.asked_back:
                start = f"held-before:{copy.key.split('/')[3]}:v{copy.version}:"
                if not any(name.startswith(start) for name in self.case.kept.tasks):
                    raise self.wrong(f"{copy.who} had version {copy.version}, and nobody is asked about them")
