"""TELL-4, TELL-5 · What a letter is called where staff read of it, in words that go on after "the letter"."""

from countersign.careplan.notices import NoticeKind

WHICH_LETTER: dict[NoticeKind, str] = {
    NoticeKind.SUBMITTED: "that the plan has come",
    NoticeKind.INVITATION: "that invites to the panel or call",
    NoticeKind.AUTHORISED: "that the plan may start",
    NoticeKind.AGREED: "that the plan is signed off",
    NoticeKind.RETURNED: "that the plan is not agreed yet",
    NoticeKind.RESUBMITTED: "that the plan has come back",
    NoticeKind.NEW_DATE: "about another date",
    NoticeKind.CLOSED: "that the plan was withdrawn or has ended",
    NoticeKind.REVIEW_COMING: "about a review that is due",
    NoticeKind.REVIEW_LATE: "about a review that is late",
    NoticeKind.REVIEWED: "about what a review found",
    NoticeKind.REVIEW_DECLINED: "that there is no earlier review",
    NoticeKind.COPY_DECIDED: "about a copy that they asked for",
    NoticeKind.AMENDMENT_ASKED: "that a change to the plan was asked for",
    NoticeKind.AMENDMENT_ANSWERED: "with the answer about a change",
    NoticeKind.AMENDED: "that the changed plan has come",
    NoticeKind.AMENDMENT_WITHDRAWN: "that a change was taken back",
    NoticeKind.NEW_PRACTITIONER: "about another practitioner",
    NoticeKind.SUPPORT_FOR_NOW: "about support for now",
    NoticeKind.CONDITION_COMING: "about a condition that is due",
    NoticeKind.COPY: "with a copy of the plan",
    NoticeKind.NO_LONGER_IN_FORCE: "that the plan is no longer in force",
    NoticeKind.COPY_TO_RETURN: "that a copy is to be returned",
    NoticeKind.PLAN_GIVEN: "that the person was given the plan",
    NoticeKind.AWAITING_DECISION: "that a plan waits for a decision",
    NoticeKind.REMINDER: "that reminds of a day",
    NoticeKind.ESCALATION: "that something is late",
    NoticeKind.OUTCOME: "about what was decided",
    NoticeKind.QUESTION: "with a question",
    NoticeKind.REASSIGNED: "that it is another’s turn",
    NoticeKind.INTERIM_SUPPORT: "about interim support",
    NoticeKind.INTERIM_DECISION: "that asks for an interim decision",
    NoticeKind.REVIEW_DUE: "that somebody has to review the plan",
    NoticeKind.TASK: "about a task",
}
"""Of each kind of notice."""


def which_letter(kind: NoticeKind) -> str:
    """Which letter it is, in words that go on after "the letter": "that the plan has come"."""
    return WHICH_LETTER[kind]
