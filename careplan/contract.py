"""The contract that a case system builds on, as one JSON Schema made from the models themselves.

`docs/contract.json`, `docs/contract.md` and `starter.py schema` all come from `contract()`, so they cannot disagree.
"""

from typing import Any, cast

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from careplan.messages import INTERIM_MESSAGES, MESSAGES, PLAN_MESSAGES, REFUSAL_MEANINGS, Answer, Submission
from careplan.wire import Incoming, Money, Stored

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SUBMIT = "submit"
"""What a submission is called beside the messages. It is no signal: it is the argument that starts the workflow."""

_KNOWN = "Whoever submitted or planned the plan, or is on the council's register that day"

WHO_MAY_SEND: dict[str, str] = {
    SUBMIT: "The practitioner who answers for the plan, even where somebody else planned it (SUB-3).",
    "decide": (
        "Whoever holds, in the council's register on that day, a role from the plan's own upwards whose limits in the "
        "scheme cover the plan (ROUTE-10), and who did not submit or plan any version of it (ROUTE-9). Somebody who "
        "acts for an absent authoriser must be able to decide such a plan themselves. For a panel or call, whoever "
        "speaks for it, with a record of who was there (ROUTE-3)."
    ),
    "resubmit": f"{_KNOWN}; once the plan was returned (RET-5).",
    "request_information": "Whoever may decide the plan; while it awaits a decision (DEC-4, TIME-6).",
    "supply_information": f"{_KNOWN}; while a request for information is open (TIME-6).",
    "withdraw_request": "Whoever asked, or may decide the plan now; while the request is open (DEC-4).",
    "report_missed_meeting": f"{_KNOWN}; while the plan waits for a panel or call (ROUTE-3).",
    "report_first_payment": f"{_KNOWN}; while the plan is authorised to start (ROUTE-5).",
    "meet_condition": f"{_KNOWN}; while the condition is open (DP-6).",
    "ask_about_return": f"{_KNOWN}; while the plan is returned (RET-4).",
    "answer_about_return": (
        "The practitioner's line manager, or whoever holds a role that decides for the team; not whoever asked (RET-4)."
    ),
    "withdraw": f"{_KNOWN}; before the plan is agreed, at the request of whoever the message names (END).",
    "end": (
        f"{_KNOWN}; in any state, but for the reason `ended`, which is for a plan that was agreed: before that it is "
        "withdrawn (END)."
    ),
    "reassign": (
        f"{_KNOWN}. A new authoriser must be one who may decide the plan; a new practitioner stands on the register "
        "(TIME-2)."
    ),
    "replan_clocks": f"{_KNOWN}; `starter.py replan` sends it to every open plan of a scheme (TIME-1).",
    "report_urgent_needs": (
        "Anybody, in any state, and once the plan has left too: refusing one could leave someone at risk (TIME-3)."
    ),
    "record_consent": f"{_KNOWN}; the message says who made the decision, and on what basis (SHARE-2).",
    "complete_task": f"{_KNOWN}.",
    "answer_urgent_needs": f"{_KNOWN}; while it is asked whether there are urgent needs (TIME-3).",
    "acknowledge_interim_support": f"{_KNOWN}; while interim support is asked for (TIME-4).",
    "arrange_interim_support": f"{_KNOWN}; before interim support is in place (TIME-4).",
    "start_interim_support": f"{_KNOWN}; before interim support is in place (TIME-4).",
    "review_interim_support": (
        f"{_KNOWN}, for support that continues. That it ends is decided by the duty team, or by whoever holds a role "
        "that decides for the team (TIME-4, TIME-5)."
    ),
}
"""Who may send each message. The sending system vouches that the sender is who it says."""

TO_PLAN, TO_INTERIM = "plan-<plan_id>", "interim-<plan_id>"

GOES_TO: dict[str, str] = {
    **dict.fromkeys((SUBMIT, *PLAN_MESSAGES), TO_PLAN),
    **dict.fromkeys(INTERIM_MESSAGES, TO_INTERIM),
    "complete_task": f"{TO_PLAN}; {TO_INTERIM} for a task of interim support",
    "report_urgent_needs": (
        f"{TO_PLAN}; once the plan has left {TO_INTERIM}, which is started with it if it does not run"
    ),
    "replan_clocks": f"{TO_PLAN}; once the plan has left {TO_INTERIM}",
}
"""The workflow that each message goes to. A plan and its interim support are each a workflow of their own."""

FIELD_MEANINGS: dict[str, str] = {
    "*.sent_at": "When it was sent, with its offset from UTC, such as 2026-11-21T09:30:00+00:00.",
    "Alternative.available_when_required": "Whether it was available at the point when it is required.",
    "Alternative.could_meet_needs": "Whether it could meet those needs.",
    "Alternative.service": "The other way that was looked at, in a few words.",
    "Answer.duplicate": "Whether this message had been answered before; the answer is then the same as it was.",
    "Answer.outcome": "Whether the message took effect.",
    "Answer.plan_status": "Where the plan is now (see docs/lifecycle.md).",
    "Answer.reasons": "For a refusal: every reason, each a sentence that the sender can act on.",
    "Answer.said": "What an accepted message brought about, where its sender needs to know: one sentence each.",
    "Answer.version": "The version of the plan that is now in hand.",
    "AnswerAboutReturn.answer": "The answer, in words that the practitioner can act on.",
    "AnswerAboutReturn.question": "The `message_id` of the question that it answers.",
    "AnswerUrgentNeeds.urgent": "Whether there are urgent needs.",
    "AnswerUrgentNeeds.what": "What was found out, and how.",
    "ArrangeInterimSupport.starts_on": "The day on which it starts.",
    "ArrangeInterimSupport.what": "What is arranged, by whom, when and how often.",
    "AskAboutReturn.question": "What is not clear about the return.",
    "AskAboutReturn.to": "Who is asked.",
    "AskAboutReturn.version": "The version that was returned.",
    "AuthorisedPerson.name": "The name of whoever manages the direct payment.",
    "AuthorisedPerson.relationship": "What they are to the person, such as daughter or deputy.",
    "CareHomeStay.arrives_on": "The first day of the stay.",
    "CareHomeStay.leaves_on": "The day on which it ends: the night before is the last that counts.",
    "Carer.name": "The carer's name, as it stands on their letter.",
    "Carer.relationship": "What the carer is to the person, such as daughter.",
    "Commissioned.effect_in_words": "What that effect would be; wanted if possible.",
    "CompleteTask.task": "The name of the task, as the notice about it gave it.",
    "CompleteTask.what_was_done": "What was done, in words.",
    "Considered.rule": "The rule of the finding, such as DP-3.",
    "Condition.what": (
        "What is asked, in words that can stand in letters and the written record; those add the dates themselves."
    ),
    "Contact.email": "The e-mail address; needed where the channel is e-mail.",
    "Decide.version": "The version of the plan that this decision is about (DEC-5).",
    "DelegatedPlanner.organisation": "The organisation that did the planning.",
    "DesiredOutcome.description": "What the person wants to achieve.",
    "DesiredOutcome.needs": "The needs that it is about.",
    "ExpertAssessor.expertise": "What they are expert in, such as deafblindness.",
    "Limbs.appropriate_and_proportionate": "The plan is appropriate, and proportionate to the needs.",
    "Limbs.best_use_of_resources": "The plan makes the best use of the resources available.",
    "Limbs.direct_payment_appropriate_and_cost_effective": (
        "The direct payment is appropriate and cost-effective; left out where the plan uses none."
    ),
    "LineOtherwise.why": (
        "Why, in words that the person will read; letters and the record add how the plan has it arranged instead."
    ),
    "MeetCondition.what_was_done": "What was done about it.",
    "MeetingRecord.held_on": "The day on which it was held: one to which the person was invited.",
    "MeetingRecord.how_the_person_took_part": (
        "How the person, or somebody for them, took part; or that they did not wish to (ROUTE-6)."
    ),
    "Member.skills": "The skills that they brought, in the scheme's own words.",
    "Need.description": "The need, in words.",
    "Need.eligible": "Whether it is an eligible need, which the plan must meet.",
    "OverIndicativeEvidence.options_explored": "The options that were explored.",
    "OverIndicativeEvidence.prevent_reduce_delay": "The options to prevent, reduce or delay needs that were explored.",
    "OverIndicativeEvidence.rationale": (
        "Why the alternatives were not appropriate, with regard to outcomes, wellbeing and positive risk-taking."
    ),
    "OverIndicativeEvidence.strengths_based_approach": "How a strengths-based approach was taken.",
    "PaidRelative.relationship": "What the relative is to the person, such as mother.",
    "Person.date_of_birth": "The person's date of birth.",
    "Person.name": "The person's name, as it stands on the record.",
    "Person.preferred_name": "What the person likes to be called, if it is something else.",
    "PersonalAssistants.how_many": "How many the person employs with this line.",
    "Plan.contingency_plan": "What happens if the plan fails on the day (SUB-1).",
    "Plan.scheme": "The name of the council's scheme, under which the plan is signed off.",
    "Practitioner.line_manager": "Their line manager.",
    "Practitioner.name": "The name that letters give as the person to speak to.",
    "Practitioner.telephone": "The telephone number that letters give.",
    "Provider.name": "The organisation's name.",
    "QuestionAnswer.comment": "Words, where they help.",
    "ReasonResponse.what_was_done": "What was done about it.",
    "Reassign.reason": "Why.",
    "Reassign.to": "The new practitioner or authoriser.",
    "Reassign.whose": "Whose place it is that changes.",
    "Regard.outcomes": "How the person's outcomes were taken into account.",
    "Regard.preferences": "How the person's reasonable preferences were taken into account.",
    "Regard.wellbeing": "How the person's wellbeing was taken into account.",
    "ReplanClocks.why": "What has changed, such as a day on which the council is closed.",
    "ReportFirstPayment.how_it_works": "How well it works, or what does not work yet.",
    "ReportFirstPayment.put_into_practice": "Whether it is put into practice: the arrangement works.",
    "ReportFirstPayment.received_on": "The day on which the person received it.",
    "ReportMissedMeeting.why": "What happened, in words.",
    "ReportUrgentNeeds.reported_by": "Who reported them, by their role.",
    "ReportUrgentNeeds.what": "What is needed, and how soon.",
    "Representative.name": "The representative's name.",
    "Representative.relationship": "What the representative is to the person, such as attorney or son.",
    "RequestInformation.version": "The version of the plan that the information is wanted about.",
    "RequestInformation.what": "What is wanted, and what for.",
    "ReturnReason.steps": "The steps suggested, at least one (RET-2).",
    "ReviewInterimSupport.outcome": "Whether interim support continues, or ends.",
    "ReviewInterimSupport.what": "What the review found.",
    "Sender.system": "The system that the message came through.",
    "ServiceLine.description": "What will be done, when and how often.",
    "ServiceLine.needs": "The needs that it meets.",
    "ServiceLine.paid_by_other": "Who else pays for this line, if somebody does (BUD-2).",
    "ServiceLine.service": "The service, in a few words.",
    "ServiceLine.unit": "What a unit is, such as hour or day.",
    "ServiceLine.unit_cost": "What a unit costs.",
    "ServiceLine.units_a_week": "How many units a week, with at most two decimal places.",
    "SharingDecision.decided_on": "The day of the decision.",
    "StartInterimSupport.what": "What is in place.",
    "Statement.confirmed": "Whether the practitioner confirms it.",
    "Statement.evidence": "The evidence: a sentence or more, never a bare yes.",
    "SupplyInformation.information": "The information, or where it can be found.",
    "SupplyInformation.request": "The `message_id` of the request that it answers.",
    "Withdraw.at_whose_request": "Who asked for it: the person, or somebody else by their role.",
    "Withdraw.reason": "Why.",
    "WithdrawRequest.reason": "Why it is no longer needed.",
}
"""`Model.field` → what the field means, for fields whose name, type and description do not say it already."""

_MONEY_DESCRIPTION = TypeAdapter[Any](Money).json_schema().get("description")
_DECIMAL_TEXT = {"type": "string", "pattern": r"^[0-9]{1,7}(\.[0-9]{1,2})?$"}
_MONEY: dict[str, Any] = {
    "title": "Money",
    "description": (
        'Pounds and pence, at most 1000000, best written as text, for example "412.50". A number is read as it is '
        "written; more than two decimal places are refused, never rounded."
    ),
    "anyOf": [_DECIMAL_TEXT, {"type": "number", "minimum": 0, "maximum": 1000000}],
}


def _is_money(node: dict[str, Any]) -> bool:
    """Whether this is what pydantic makes of `careplan.wire.Money`: its limits come out as words of pydantic's own."""
    return "decimal_places" in node


def _tidied(node: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The same schema with money in one place, and with a pattern for decimals that are written as text."""
    if isinstance(node, list):
        return [_tidied(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    schema = cast("dict[str, Any]", node)
    if _is_money(schema):
        kept = {key: schema[key] for key in ("default", "title", "description") if key in schema}
        if kept.get("description") == _MONEY_DESCRIPTION:
            del kept["description"]
        return {"$ref": "#/$defs/Money", **kept}
    tidy = {key: _tidied(value) for key, value in schema.items()}
    match tidy.get("anyOf"):
        case [{"type": "number"}, {"type": "string"}, *_] as forms:
            tidy["anyOf"] = [forms[0], _DECIMAL_TEXT, *forms[2:]]
        case _:
            pass
    return tidy


def _with_meanings(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    fields = definition.get("properties", {})
    for field, schema in fields.items():
        meaning = FIELD_MEANINGS.get(f"{name}.{field}") or FIELD_MEANINGS.get(f"*.{field}")
        if meaning is not None:
            schema["description"] = meaning
    return definition


def contract() -> dict[str, object]:
    """The whole contract as one JSON Schema (draft 2020-12), the same each time it is made.

    A document is valid if it is a submission, one of the messages, or an answer. `x-messages` gives each message's
    name with its definition, the workflow that it is sent to, and who may send it; `x-answer` the answer; `x-refusals`
    each refusal code with its meaning. What comes in is described as it is read, and the answer as it is written.
    """
    incoming: dict[str, type[Incoming]] = {SUBMIT: Submission, **MESSAGES}
    models: list[tuple[type[Incoming | Stored], JsonSchemaMode]] = [
        *((model, cast("JsonSchemaMode", "validation")) for model in incoming.values()),
        (Answer, "serialization"),
    ]
    _, schema = models_json_schema(models, ref_template="#/$defs/{model}")
    definitions = {name: _with_meanings(name, _tidied(each)) for name, each in schema["$defs"].items()}
    definitions["Money"] = _MONEY
    references = {name: f"#/$defs/{model.__name__}" for name, model in incoming.items()}
    return {
        "$schema": DIALECT,
        "title": "Countersign: every message of a case system, and the answer",
        "description": "Made from careplan/messages.py by careplan.contract; see docs/contract.md.",
        "anyOf": [{"$ref": reference} for reference in references.values()] + [{"$ref": "#/$defs/Answer"}],
        "x-messages": {
            name: {"$ref": reference, "sent-to": GOES_TO[name], "who-may-send": WHO_MAY_SEND[name]}
            for name, reference in references.items()
        },
        "x-answer": {"$ref": "#/$defs/Answer"},
        "x-refusals": {code.value: meaning for code, meaning in REFUSAL_MEANINGS.items()},
        "$defs": dict(sorted(definitions.items())),
    }
