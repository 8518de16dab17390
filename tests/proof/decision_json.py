"""Writes a decision as the message that a case system would send."""

from countersign.careplan.decision_parts import Question
from tests.proof.coming_back import LIMBS, reason_json
from tests.proof.judge import Said
from tests.support.builders import SURE, Json


def decide_json(said: Said) -> Json:
    """The message of a decision."""
    replies = dict(said.replies)
    content: Json = {
        "version": said.version,
        "outcome": "agree" if said.agrees else "return",
        "answers": [
            {
                "question": question.value,
                "reply": replies.get(question.value, "yes"),
                "comment": SURE if said.says_why and question.value in replies else "",
            }
            for question in Question
            if question.value != said.left_out
        ],
        "limbs": dict(zip(LIMBS, said.limbs, strict=True)),
        "regard": {"wellbeing": SURE, "outcomes": SURE if said.regard else "n/a", "preferences": SURE},
        "considered": [
            {"rule": rule, **({"line": line} if line else {}), "what": SURE} for rule, line in sorted(said.considered)
        ],
        "managed_otherwise": [{"line": line, "rule": rule, "why": SURE} for line, rule in said.otherwise],
    }
    if not said.agrees:
        reasons = [reason_json(reason) for reason in said.back.reasons]
        content |= {"reasons": reasons, "wanted": said.back.wanted or None}
    if said.meeting is not None:
        content["meeting"] = {
            "held_on": said.meeting.on.isoformat(),
            "members": [{"id": member, "skills": list(skills)} for member, skills in said.meeting.members],
            "expert": said.meeting.expert or None,
            "like_expertise": said.meeting.like_expertise,
            "how_the_person_took_part": "She came.",
        }
    return content
