"""Writes a decision as the message that a case system would send."""

from countersign.careplan.decision_parts import Question
from tests.proof.judge import Said
from tests.support.builders import SURE, Json

LIMBS = ("appropriate_and_proportionate", "best_use_of_resources", "direct_payment_appropriate_and_cost_effective")


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
        reason = {
            "id": "R1",
            "ground": "not_appropriate_or_proportionate",
            "limb": "appropriate_and_proportionate",
            "criterion": "level_proportionate_to_needs_and_risk",
            "reason": SURE,
            "steps": ["Talk again."],
        }
        content |= {"reasons": [reason], "wanted": "revision"}
    if said.meeting is not None:
        content["meeting"] = {
            "held_on": said.meeting.on.isoformat(),
            "members": [{"id": member, "skills": list(skills)} for member, skills in said.meeting.members],
            "expert": said.meeting.expert or None,
            "like_expertise": said.meeting.like_expertise,
            "how_the_person_took_part": "She came.",
        }
    return content
