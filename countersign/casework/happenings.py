"""What can go on a plan's record: each happening has a code for machines, and a sentence and its rule for people."""

from enum import StrEnum


class Actor(StrEnum):
    """Who did something, if it was not an authoriser. An authoriser is named by the title of their role."""

    SYSTEM = "system"
    PRACTITIONER = "practitioner"
    STAFF = "staff"


class Happening(StrEnum):
    """Every kind of thing that the record can say has happened."""

    # A plan's life
    SUBMITTED = "submitted"
    SENT_TO_ROLE = "sent_to_role"
    SENT_TO_MEETING = "sent_to_meeting"
    SENT_AS_BEFORE = "sent_as_before"
    AGREED = "agreed"
    AUTHORISED_TO_START = "authorised_to_start"
    MANAGED_OTHERWISE = "managed_otherwise"
    CONDITION_SET = "condition_set"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    PAYMENT_WORKS = "payment_works"
    PAYMENT_DOES_NOT_WORK = "payment_does_not_work"
    APPROVED_ON_REPORT = "approved_on_report"
    WHAT_RUNS_GOES_ON = "what_runs_goes_on"
    RECORD_MADE = "record_made"
    RECORD_GIVEN = "record_given"
    COPIES_DECIDED = "copies_decided"
    COPY_ASKED_BACK = "copy_asked_back"
    COPY_WITHHELD = "copy_withheld"
    CONDITION_MET = "condition_met"
    UNDERSTANDING_STATED = "understanding_stated"
    UNDERSTANDING_SUPPORTED = "understanding_supported"
    ADVOCATE_TOLD = "advocate_told"
    ADVOCATE_NAMED = "advocate_named"
    WAITS_FOR_UNDERSTANDING = "waits_for_understanding"
    AMENDMENT_ASKED = "amendment_asked"
    AMENDMENT_VIEWED = "amendment_viewed"
    AMENDMENT_AGREED_TO = "amendment_agreed_to"
    AMENDMENT_NOT_AGREED = "amendment_not_agreed"
    AMENDMENT_TAKEN_BACK = "amendment_taken_back"
    AMENDED = "amended"
    AMENDMENT_WITHDRAWN = "amendment_withdrawn"
    AMENDMENT_SIGNED = "amendment_signed"
    REVIEW_DUE = "review_due"
    REVIEW_ASKED = "review_asked"
    REVIEW_DECLINED = "review_declined"
    REVIEWED = "reviewed"
    TOLD_REVIEW_IS_COMING = "told_review_is_coming"
    TOLD_REVIEW_IS_LATE = "told_review_is_late"
    TOLD_OF_REVIEW = "told_of_review"
    TOLD_CONDITION_IS_COMING = "told_condition_is_coming"
    TOLD_OF_PRACTITIONER = "told_of_practitioner"
    TOLD_OF_SUPPORT = "told_of_support"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    ENDS_ON = "ends_on"
    SERVICES_END = "services_end"
    DIED_AFTERWARDS = "died_afterwards"

    # What the person and others are told
    TOLD_DATE = "told_date"
    TOLD_NEW_DATE = "told_new_date"
    TOLD_NEW_TIMEFRAME = "told_new_timeframe"
    TOLD_WHY_IT_COSTS_LESS = "told_why_it_costs_less"
    TOLD_IT_CAN_START = "told_it_can_start"
    TOLD_NOT_SIGNED_OFF = "told_not_signed_off"
    TOLD_IT_HAS_LEFT = "told_it_has_left"
    HOLDER_TOLD_IT_HAS_LEFT = "holder_told_it_has_left"
    INVITED = "invited"
    LETTER_HELD_BACK = "letter_held_back"
    CONTACT_CHANGED = "contact_changed"
    REPRESENTATIVE_CHANGED = "representative_changed"
    SOMETHING_LATER_STANDS = "something_later_stands"
    ADDRESSED_AGAIN = "addressed_again"
    LETTER_NOT_FOR_THEM = "letter_not_for_them"
    LETTER_OVERTAKEN = "letter_overtaken"
    LETTERS_HELD_BACK = "letters_held_back"
    LETTER_CAME_BACK = "letter_came_back"
    POST_RETURNED = "post_returned"
    ASKED_TO_GIVE_BY_HAND = "asked_to_give_by_hand"

    # Panels and calls
    MEETING_SET = "meeting_set"
    MEETING_MISSED = "meeting_missed"
    MISSED_MEETING_REPORTED = "missed_meeting_reported"
    MEETING_MOVED = "meeting_moved"
    EXTRA_MEETING = "extra_meeting"
    REFERRED = "referred"

    # Questions on the way
    INFORMATION_ASKED = "information_asked"
    INFORMATION_CAME_IN_PART = "information_came_in_part"
    INFORMATION_CAME = "information_came"
    INFORMATION_NO_LONGER_WANTED = "information_no_longer_wanted"
    REQUEST_WITHDRAWN = "request_withdrawn"
    RETURN_ASKED_ABOUT = "return_asked_about"
    RETURN_EXPLAINED = "return_explained"
    QUESTION_NO_LONGER_ASKED = "question_no_longer_asked"
    ASKER_NO_LONGER_DECIDES = "asker_no_longer_decides"

    # Ladders
    REMINDED = "reminded"
    TOLD_OF_DELAY = "told_of_delay"
    INTERIM_DECISION_ASKED = "interim_decision_asked"
    AWAY = "away"
    NOBODY_THERE = "nobody_there"
    NOBODY_AT_ALL = "nobody_at_all"
    CLOCKS_PLANNED_AGAIN = "clocks_planned_again"
    REASSIGNED = "reassigned"

    # Interim support
    URGENT_NEEDS_REPORTED = "urgent_needs_reported"
    URGENT_NEEDS_STATED = "urgent_needs_stated"
    INTERIM_WANTED = "interim_wanted"
    NEEDS_TO_BE_FOUND_OUT = "needs_to_be_found_out"
    INTERIM_WANTED_AGAIN = "interim_wanted_again"
    NEEDS_STILL_TO_BE_FOUND_OUT = "needs_still_to_be_found_out"
    DUTY_TEAM_ASKED = "duty_team_asked"
    NEEDS_ANSWERED = "needs_answered"
    INTERIM_ACKNOWLEDGED = "interim_acknowledged"
    INTERIM_ARRANGED = "interim_arranged"
    INTERIM_IN_PLACE = "interim_in_place"
    INTERIM_REVIEW_ASKED = "interim_review_asked"
    INTERIM_REVIEW_DUE = "interim_review_due"
    INTERIM_CONTINUES = "interim_continues"
    INTERIM_ENDS = "interim_ends"
    INTERIM_OVER = "interim_over"
    PRACTITIONER_ASKED_TO_END = "practitioner_asked_to_end"

    # Sharing, tasks, messages
    SHARING_DECIDED = "sharing_decided"
    SHARING_UNSOUND = "sharing_unsound"
    COPY_REQUESTED = "copy_requested"
    CONCERN_RAISED = "concern_raised"
    CONCERN_ASKED = "concern_asked"
    CONCERN_DECIDED = "concern_decided"
    TOLD_OF_CONCERN = "told_of_concern"
    MARK_PUT = "mark_put"
    MARK_LIFTED = "mark_lifted"
    DECISION_ENDED = "decision_ended"
    TASK_DONE = "task_done"
    TASK_CORRECTED = "task_corrected"
    MESSAGE_REFUSED = "message_refused"
    MESSAGE_CAME_AGAIN = "message_came_again"
    SOFTWARE_FAILED = "software_failed"
    CANCEL_ASKED = "cancel_asked"
    TAKEN_UP_AGAIN = "taken_up_again"
    NOT_FOLLOWED = "not_followed"


SENTENCES: dict[Happening, tuple[str, str]] = {
    Happening.SUBMITTED: ("SUB-1", "Submitted, complete"),
    Happening.SENT_TO_ROLE: ("ROUTE-2", "{reason}"),
    Happening.SENT_TO_MEETING: ("ROUTE-3", "{reason}"),
    Happening.SENT_AS_BEFORE: ("DEC-9", "{reason}"),
    Happening.AGREED: ("DEC-1", "Agreed: all limbs of the test hold{acting}"),
    Happening.AUTHORISED_TO_START: (
        "ROUTE-5",
        "Authorised to start; signed off once it is approved on the report that the first payment works",
    ),
    Happening.MANAGED_OTHERWISE: ("DP-5", "{line} is not paid for by direct payment, but managed otherwise"),
    Happening.CONDITION_SET: ("DP-6", "Condition {condition} on the direct payment: {kind}"),
    Happening.RETURNED: ("RET-1", "Returned, wanting {wanted}{acting}"),
    Happening.RESUBMITTED: ("RET-5", "Resubmitted as version {version}; every reason was answered"),
    Happening.PAYMENT_WORKS: ("ROUTE-5", "The first payment is put into practice"),
    Happening.PAYMENT_DOES_NOT_WORK: ("ROUTE-5", "The first payment has come, and is not working yet"),
    Happening.APPROVED_ON_REPORT: ("ROUTE-5", "Approved on the report of how it works"),
    Happening.WHAT_RUNS_GOES_ON: ("ROUTE-5", "What has started goes on; the team that arranged it is told"),
    Happening.RECORD_MADE: ("REC-1", "The written record was made from the signed version"),
    Happening.RECORD_GIVEN: ("REC-4", "The written record was given to the person: signed off"),
    Happening.COPIES_DECIDED: ("SHARE-2", "Copies: {copies}"),
    Happening.COPY_ASKED_BACK: ("SHARE-9", "{recipient} is asked to return or destroy a copy"),
    Happening.COPY_WITHHELD: ("SHARE-6", "The copy for {recipient} may not go as it was decided, and is held back"),
    Happening.CONDITION_MET: ("DP-6", "Condition {condition} was met"),
    Happening.UNDERSTANDING_STATED: ("REC-3", "Substantial difficulty in understanding: {answer}"),
    Happening.UNDERSTANDING_SUPPORTED: ("REC-3", "Support in understanding was given; an advocate: {advocate}"),
    Happening.ADVOCATE_NAMED: ("REC-3", "The person has an independent advocate, who is named now"),
    Happening.ADVOCATE_TOLD: ("REC-3", "The independent advocate is told that the plan was given"),
    Happening.WAITS_FOR_UNDERSTANDING: (
        "REC-3",
        "The written record was given; sign-off waits for support in understanding",
    ),
    Happening.AMENDMENT_ASKED: ("AMEND-1", "An amendment is asked for, by {whom}: {request}"),
    Happening.AMENDMENT_VIEWED: ("AMEND-1", "The person was consulted about amendment {request}: {answer}"),
    Happening.AMENDMENT_AGREED_TO: ("AMEND-1", "The plan is to be amended: {request}"),
    Happening.AMENDMENT_NOT_AGREED: ("AMEND-4", "The plan is not to be amended: {request}; the person is told why"),
    Happening.AMENDMENT_TAKEN_BACK: ("AMEND-1", "The amendment is not wanted any more: {request}"),
    Happening.AMENDED: (
        "AMEND-2",
        "Amended as version {version}, to be signed off as {level}; version {in_force} stays in force",
    ),
    Happening.AMENDMENT_WITHDRAWN: ("AMEND-2", "Version {version} is taken back; version {in_force} stays in force"),
    Happening.AMENDMENT_SIGNED: ("AMEND-2", "Version {version} takes the place of version {in_force}"),
    Happening.REVIEW_DUE: ("REV-2", "A review is due: {what}"),
    Happening.REVIEW_ASKED: ("REV-1", "A review was asked for, by {whom}"),
    Happening.REVIEW_DECLINED: ("REV-1", "The review that was asked for is declined; the person is told why"),
    Happening.REVIEWED: ("REV-2", "Reviewed on {day}: {what}. {outcome}"),
    Happening.TOLD_REVIEW_IS_COMING: ("REV-2", "The person is told that a review is coming: {what}, by {day}"),
    Happening.TOLD_REVIEW_IS_LATE: ("REV-2", "The person is told that a review is late: {what}, now by {day}"),
    Happening.TOLD_OF_REVIEW: ("REV-2", "The person is told what the review came to, and when the next one is"),
    Happening.TOLD_CONDITION_IS_COMING: ("TELL-9", "The person is told that condition {condition} is due by {day}"),
    Happening.TOLD_OF_PRACTITIONER: ("TELL-9", "The person is told who their practitioner is from now on"),
    Happening.TOLD_OF_SUPPORT: ("TELL-9", "The person is told that interim support {what}"),
    Happening.WITHDRAWN: ("END", "Withdrawn"),
    Happening.ENDED: ("END", "Ended: {reason}{from_day}"),
    Happening.ENDS_ON: ("END", "Ends on {day}{instead}: {reason}; in force until then"),
    Happening.SERVICES_END: ("END", "What becomes of the services: {services}"),
    Happening.DIED_AFTERWARDS: ("END", "The person has died, as was said once the plan had left"),
    Happening.TOLD_DATE: ("TIME-6", "The person is told when a decision is due: {day}"),
    Happening.TOLD_NEW_DATE: ("TIME-6", "The person is told that the date is now {day} ({reasons})"),
    Happening.TOLD_NEW_TIMEFRAME: ("TELL-3", "The person is told when a decision is now due"),
    Happening.TOLD_WHY_IT_COSTS_LESS: ("DEC-9", "The person is told why it costs less than before"),
    Happening.TOLD_IT_CAN_START: (
        "ROUTE-5",
        "The person is told that the plan can start, and when it is signed off",
    ),
    Happening.TOLD_NOT_SIGNED_OFF: ("TELL-2", "The person is told that the plan was not signed off, and why"),
    Happening.TOLD_IT_HAS_LEFT: ("END", "The person is told from when the plan has left, and what they can do"),
    Happening.HOLDER_TOLD_IT_HAS_LEFT: (
        "END",
        "{recipient}, who had a copy, is told from when the plan is no longer in force",
    ),
    Happening.INVITED: ("ROUTE-6", "The person is told why it goes there, and invited"),
    Happening.CONTACT_CHANGED: ("TELL-8", "Where and how {whom} is written to has changed"),
    Happening.REPRESENTATIVE_CHANGED: ("TELL-8", "Who acts for the person has changed: {now}"),
    Happening.SOMETHING_LATER_STANDS: (
        "TELL-8",
        "What was said of {whom} was decided before what stands, and changes nothing",
    ),
    Happening.ADDRESSED_AGAIN: ("TELL-8", "The letter {which} goes to {whom} where and how they are written to now"),
    Happening.LETTER_NOT_FOR_THEM: ("TELL-8", "The letter {which} does not go to {whom} any more, and is held back"),
    Happening.LETTER_OVERTAKEN: (
        "TELL-5",
        "The letter {which} does not go to {whom} again: what it says is no longer so, and another letter says what is",
    ),
    Happening.LETTER_HELD_BACK: ("END", "Nothing is sent to the person: the letter {which} is held back"),
    Happening.LETTER_CAME_BACK: ("TELL-5", "The letter {which} to {whom} {how}: they do not count as told"),
    Happening.POST_RETURNED: ("TELL-5", "A letter came back in the post"),
    Happening.LETTERS_HELD_BACK: ("END", "Letters to the person held back: {count}"),
    Happening.ASKED_TO_GIVE_BY_HAND: ("TELL-5", "A person was asked to give {whom} the letter {which}"),
    Happening.MEETING_SET: ("ROUTE-3", "{title}: {moment}"),
    Happening.MEETING_MISSED: ("ROUTE-3", "{title} {why}: the plan goes to the next level"),
    Happening.MISSED_MEETING_REPORTED: ("ROUTE-3", "A panel or call {why}"),
    Happening.MEETING_MOVED: ("ROUTE-3", "{title} of {day} is moved"),
    Happening.EXTRA_MEETING: ("ROUTE-3", "An extra {title} is held, before that of {day}"),
    Happening.REFERRED: ("ROUTE-3", "Referred to the {title} as too complex"),
    Happening.INFORMATION_ASKED: (
        "TIME-6",
        "Information was asked for: {request}. The authoriser's clock stands meanwhile",
    ),
    Happening.INFORMATION_CAME_IN_PART: ("DEC-4", "Part of the information has come: {request}"),
    Happening.INFORMATION_CAME: ("TIME-6", "The information has come: {question}{then}"),
    Happening.INFORMATION_NO_LONGER_WANTED: ("TIME-6", "No longer waited for: {clock}. {why}"),
    Happening.REQUEST_WITHDRAWN: ("DEC-4", "The request for information is withdrawn: {request}{then}"),
    Happening.RETURN_ASKED_ABOUT: (
        "RET-4",
        "The practitioner asks about the return: {question}. Their clock stands meanwhile",
    ),
    Happening.RETURN_EXPLAINED: ("RET-4", "The question about the return is answered: {question}{then}"),
    Happening.QUESTION_NO_LONGER_ASKED: ("RET-4", "No longer waited for: {clock}. {why}"),
    Happening.ASKER_NO_LONGER_DECIDES: (
        "DEC-4",
        "Whoever asked no longer decides: the answer goes to whoever does now",
    ),
    Happening.REMINDED: ("TIME-2", "{title} reminded: waiting for {what}"),
    Happening.TOLD_OF_DELAY: ("TIME-2", "{title} told: waiting for {what}"),
    Happening.INTERIM_DECISION_ASKED: ("TIME-2", "{title} asked for an interim decision: waiting for {what}"),
    Happening.AWAY: ("TIME-2", "{title} is away today; one person up"),
    Happening.NOBODY_THERE: ("TIME-2", "Nobody on this level: {title} {why}; one person up"),
    Happening.NOBODY_AT_ALL: ("TIME-2", "Nobody at all is on the ladder: a task for operations"),
    Happening.CLOCKS_PLANNED_AGAIN: ("TIME-1", "Clocks planned again: {changes}"),
    Happening.REASSIGNED: ("TIME-2", "Reassigned: the {whose} is now another, and no clock starts again"),
    Happening.URGENT_NEEDS_REPORTED: ("TIME-3", "Urgent needs were reported{unverified}"),
    Happening.URGENT_NEEDS_STATED: ("TIME-3", "The plan states urgent needs"),
    Happening.INTERIM_WANTED: ("TIME-3", "Interim support is wanted: {because}"),
    Happening.NEEDS_TO_BE_FOUND_OUT: (
        "TIME-3",
        "It is to be found out whether there are urgent needs: {because}",
    ),
    Happening.INTERIM_WANTED_AGAIN: ("TIME-4", "Wanted again ({because}): there is one already, {stage}"),
    Happening.NEEDS_STILL_TO_BE_FOUND_OUT: (
        "TIME-3",
        "Whether there are urgent needs is still to be found out ({because})",
    ),
    Happening.DUTY_TEAM_ASKED: ("TIME-3", "{whom} asked: {what} ({because})"),
    Happening.NEEDS_ANSWERED: ("TIME-3", "Whether there are urgent needs: {answer}"),
    Happening.INTERIM_ACKNOWLEDGED: ("TIME-4", "Interim support acknowledged"),
    Happening.INTERIM_ARRANGED: ("TIME-4", "Interim support arranged, to start on {day}"),
    Happening.INTERIM_IN_PLACE: ("TIME-4", "Interim support is in place"),
    Happening.INTERIM_REVIEW_ASKED: (
        "TIME-5",
        "{whom} asked to review interim support, which goes on ({because})",
    ),
    Happening.INTERIM_REVIEW_DUE: ("TIME-4", "A review of interim support is due"),
    Happening.INTERIM_CONTINUES: ("TIME-4", "Interim support reviewed: it continues"),
    Happening.INTERIM_ENDS: ("TIME-4", "Interim support reviewed: it ends, {because}"),
    Happening.INTERIM_OVER: ("TIME-4", "Interim support: {event} ({because})"),
    Happening.PRACTITIONER_ASKED_TO_END: (
        "END",
        "The practitioner is asked to end the plan: the person has died",
    ),
    Happening.SHARING_DECIDED: ("SHARE-2", "Sharing with {recipient}: {scope}, by {basis}"),
    Happening.SHARING_UNSOUND: ("SHARE-2", "The practitioner is asked about sharing with {recipient}"),
    Happening.COPY_REQUESTED: ("SHARE-4", "The person asks that {recipient} has a copy: {scope}"),
    Happening.CONCERN_RAISED: ("SHARE-5", "A concern is raised about the copy for {recipient}: it is held"),
    Happening.CONCERN_ASKED: ("SHARE-5", "{whom} asked to decide about the copy for {recipient}"),
    Happening.CONCERN_DECIDED: ("SHARE-5", "The concern about the copy for {recipient} is decided: {outcome}"),
    Happening.TOLD_OF_CONCERN: ("SHARE-5", "The person is told what was decided about a copy that they asked for"),
    Happening.MARK_PUT: ("TELL-8", "A safeguarding mark is put on {about}: {kind}"),
    Happening.MARK_LIFTED: ("TELL-8", "A safeguarding mark is lifted from {about}: {kind}"),
    Happening.DECISION_ENDED: ("SHARE-9", "Past their last day: the decisions about copies for {recipients}"),
    Happening.TASK_DONE: ("TIME-1", "Task done: {task}"),
    Happening.TASK_CORRECTED: ("TIME-1", "What was said of a task that was done was corrected: {task}"),
    Happening.MESSAGE_REFUSED: ("DEC-5", "Message '{name}' refused{because}"),
    Happening.MESSAGE_CAME_AGAIN: ("DEC-5", "Message '{name}' came again and counted once{because}"),
    Happening.CANCEL_ASKED: ("TIME-1", "Somebody asked Temporal to cancel it: nothing changes, and it goes on"),
    Happening.NOT_FOLLOWED: (
        "TIME-3",
        "The workflow of interim support does not answer: {whom} asked in its place",
    ),
    Happening.TAKEN_UP_AGAIN: (
        "TIME-1",
        "Taken up again from what is kept, because no workflow ran: it goes on as it was",
    ),
    Happening.SOFTWARE_FAILED: ("TIME-1", "The software failed on '{name}': a person was asked to look"),
}
"""The rule behind each happening, and its sentence. The words in braces are filled in when it happens."""
