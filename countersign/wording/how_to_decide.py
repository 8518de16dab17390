"""DEC-1..5, RET-1..3 · What a decision has to say, and how it is sent: for whoever has just read the brief."""

from collections.abc import Iterator, Sequence

from countersign.careplan.decision_parts import Ground, Regard, Wanted
from countersign.careplan.words import spelled_out

ANSWERS = (
    "answers: each of the eleven questions above once: question (the key that stands below it), reply (yes, no or "
    "unclear) and, for any but yes, comment: why it can be agreed even so."
)
LIGHT = (
    "answers, conditions, managed_otherwise: leave them out. It is a light amendment: you agree what changed, and "
    "everything else stays as it was agreed. If it is more than that, refer it up (refer_up). [AMEND-2]"
)


def how_to_decide(
    plan: str,
    version: int,
    content_sha256: str,
    *,
    limbs: Sequence[str],
    meeting: str,
    has_findings: bool,
    is_light: bool = False,
) -> tuple[str, ...]:
    """One sentence or two for each part of a decision, and how to send it.

    `content_sha256`: the hash of the version's content. `limbs`: the limbs that are to be answered for this plan.
    `meeting`: the panel or call that decides it; empty where somebody decides alone. `has_findings`: whether something
    about the direct payment has to be dealt with. `is_light`: whether it is a light amendment (AMEND-2).
    """
    return tuple(_parts(plan, version, content_sha256, limbs, meeting, has_findings=has_findings, is_light=is_light))


def _parts(
    plan: str,
    version: int,
    content_sha256: str,
    limbs: Sequence[str],
    meeting: str,
    *,
    has_findings: bool,
    is_light: bool,
) -> Iterator[str]:
    yield (
        "A decision is one JSON object in a file. Copy examples/plain-2-agreed.json to agree, or "
        "examples/clare-2-returned.json to return, and change it. To send it:"
    )
    yield f"starter.py decide {plan} FILE"
    yield f"plan_id: {plan}, the plan that it is about."
    yield (
        "message_id: an id that no other message has, also after a decision that was refused: that one used its id up. "
        "sent_by: your staff reference, and the system. sent_at: now, "
        "with its offset."
    )
    yield (
        f"version: {version}, the one that this brief is about. content_sha256: {content_sha256}, the hash of what it "
        "says. outcome: agree or return."
    )
    yield LIGHT if is_light else ANSWERS
    yield f"limbs: true or false for {_listed(limbs)}. All true: agree. One false: return."
    yield f"regard: how you took account of {_listed(tuple(Regard.model_fields))}, in words for each."
    if has_findings and not is_light:
        yield (
            "considered, managed_otherwise: what you made of the findings about the direct payment, as it stands "
            "beside each above. A whole example: examples/barred-2-agreed.json."
        )
    if meeting:
        yield (
            f"meeting: the {spelled_out(meeting)} was held on which day, who was there, and how the person took part. "
            "A whole example: examples/call-2-agreed.json."
        )
    grounds, wanted = (" or ".join(code.value for code in codes) for codes in (Ground, Wanted))
    yield (
        f"To return it, besides: wanted ({wanted}), and reasons, each with an id, ground ({grounds}), limb, criterion "
        "(the key of a question), reason in words for the person, and at least one step."
    )


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
