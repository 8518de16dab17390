"""What a story puts wrong with a decision, or with the panel or call at which it was made: one thing at a time."""

from dataclasses import replace
from datetime import timedelta

from tests.proof.councils import MEMBERS, SKILLS
from tests.proof.judge import Said, Sat, Standing


def twisted(said: Said, twist: str, *, left: bool) -> Said:  # noqa: PLR0911  # a table of what can be wrong
    """A good decision with one thing wrong with it, if anything. `left`: whether a direct payment is left."""
    match twist:
        case "a question left out":
            return replace(said, left_out="promotes_wellbeing")
        case "best use answered no":
            return replace(said, replies=(*said.replies, ("best_use_of_available_resources", "no")))
        case "the contingency unclear":
            return replace(said, replies=(*said.replies, ("contingency_proportionate", "unclear")))
        case "involvement unclear":
            return replace(said, replies=(*said.replies, ("involvement_maximised", "unclear")))
        case "involvement unclear, and nobody says why":
            return replace(said, replies=(*said.replies, ("involvement_maximised", "unclear")), says_why=False)
        case "the outcomes not clear":
            return replace(said, replies=(*said.replies, ("outcomes_clear_and_realistic", "no")))
        case "regard that says nothing":
            return replace(said, regard=False)
        case "a limb does not hold":
            return replace(said, limbs=(False, True, said.limbs[2]))
        case "the third limb turned round":
            return replace(said, limbs=(*said.limbs[:2], None if left else True))
        case _:
            return said


def sat_as(standing: Standing, meeting: str, by: str) -> Sat:  # noqa: C901  # a table of what can be wrong
    """The panel or call that the person was last invited to, with whoever decides. `meeting`: what is wrong with it."""
    on = (standing.invited or [standing.today])[-1]
    members: list[tuple[str, tuple[str, ...]]] = [
        (by, ("finance",)),
        *((member, ("Social Work",)) for member in MEMBERS),
    ]
    expert, like = (MEMBERS[0], "Twenty years with deafblind people.") if standing.facts.expert else ("", "")
    match meeting:
        case "too few":
            members = [(by, SKILLS)]
        case "without a skill":
            members = [(member, ()) for member, _ in members]
        case "on another day":
            on += timedelta(days=1)
        case "on the first day":
            on = (standing.invited or [on])[0]
        case "long ago":
            on -= timedelta(days=7)
        case "the planner sat there":
            members.append(("sw-1", ()))
        case "the sender was not there":
            members = members[1:]
        case "no expert":
            expert, like = "", ""
        case "an expert of what":
            like = ""
        case "a stranger sat there":
            members.append(("zz-9", ()))
        case "one twice":
            members.append(members[0])
        case _:
            pass
    return Sat(
        on, tuple((member, tuple(skill.lower() for skill in skills)) for member, skills in members), expert, like
    )
