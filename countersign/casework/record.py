"""DEC-5, REC-4 · Writes the record of what happened, and the timeline. Nothing else writes to them."""

from collections.abc import Mapping

from countersign.careplan.messages.declaring import Sent
from countersign.casework.course import Course
from countersign.casework.determinations import Entry
from countersign.casework.happenings import SENTENCES, Actor, Happening
from countersign.casework.kept import RecordEntry
from countersign.casework.matter import Matter


class Record:
    """What one determination puts on the record. A happening noted twice under the same cause is one entry."""

    def __init__(self, matter: Matter, course: Course) -> None:
        """Begin with nothing noted."""
        self._matter = matter
        self._course = course
        self._entries: list[Entry] = []

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What was noted, for the timeline."""
        return tuple(self._entries)

    def note(
        self,
        happening: Happening,
        *,
        by: str = Actor.SYSTEM,
        of: Sent | None = None,
        rule: str = "",
        actor: str = "",
        message_id: str = "",
        detail: Mapping[str, object] | None = None,
        **words: object,
    ) -> None:
        """Put one happening on the record and on the timeline.

        `by`: an `Actor`, or a role's title. `of`: the message by which somebody did it. `rule`: the rule, if it is not
        the usual one. `actor`, `message_id`: for the record alone, if there is no message. `detail`: for the record
        alone. `words`: these fill the braces in the sentence.
        """
        usual_rule, sentence = SENTENCES[happening]
        what, rule = sentence.format(**words), rule or usual_rule
        matter = self._matter
        matter.changes.record.append(
            RecordEntry(
                key=f"{matter.plan_id}/{matter.cause}/{len(self._entries)}",
                event=happening.value,
                version=self._course.version,
                at=matter.now,
                what=what,
                actor=of.sent_by.id if of else actor or str(by),
                rule=rule,
                message_id=of.message_id if of else message_id,
                detail=dict(detail or {}),
            )
        )
        self._entries.append(Entry(at=matter.now, what=what, by=str(by), rule=rule, version=self._course.version))
