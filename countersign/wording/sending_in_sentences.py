"""TELL-5, TELL-6 · A scheme's tables of sending and of what staff have, each as a sentence."""

from countersign.careplan.ladders import CountedIn
from countersign.careplan.people import Channel
from countersign.careplan.sending import SendingPolicy, StaffPolicy
from countersign.careplan.ways import Way
from countersign.wording.clocks_in_words import counted

_WAYS = {
    Way.FOLDER: "into the folder for post",
    Way.SMTP: "by the council's own relay",
    Way.NOTIFY_LETTER: "as a letter by GOV.UK Notify",
    Way.NOTIFY_EMAIL: "as an e-mail by GOV.UK Notify",
    Way.NOTIFY_FILE: "as an e-mail by GOV.UK Notify with a file to fetch",
    Way.NOTIFY_TEXT: "as a text message by GOV.UK Notify",
}

WAY_NAMES = {
    Way.FOLDER: "folder",
    Way.SMTP: "relay",
    Way.NOTIFY_LETTER: "Notify letter",
    Way.NOTIFY_EMAIL: "Notify e-mail",
    Way.NOTIFY_FILE: "Notify file",
    Way.NOTIFY_TEXT: "Notify text",
}
"""What each way is called for short."""


def how_it_goes(sending: SendingPolicy) -> str:
    """By which ways a scheme sends, how long it waits, and what that costs."""
    post, email = (", then ".join(_WAYS[way] for way in sending.ways(channel)) for channel in Channel)
    beside = " A text message says that a letter is coming." if sending.text_beside else ""
    costs = ", ".join(f"{sending.costs.of(way)}p {_WAYS[way]}" for way in Way if sending.costs.of(way))
    return (
        f"Post goes {post}; e-mail {email}.{beside} What fails for now is tried for "
        f"{counted(sending.wait_at_most_hours, CountedIn.HOURS)}. After {sending.gone_after_days} days without news "
        f"a letter counts as followed to its end.{f' One costs {costs}.' if costs else ''}"
    )


def when_digests_go(staff: StaffPolicy) -> str:
    """When members of staff have a digest."""
    return (
        f"At {staff.digest_at.strftime('%H:%M')} on each working day whoever is waited for has one e-mail with what "
        "waits for them, what is late first. They were told of each at once besides."
    )
