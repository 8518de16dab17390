"""The steps of generated stories, that is everything that can happen to a plan, and how such stories are generated.

A step says what is tried, not what follows. When it is played, the right sender, the version in hand and the open
questions are looked up. So most of what is tried takes effect, and the rest is refused in every possible way.
"""

from dataclasses import dataclass, fields
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import MESSAGES, PLAN_MESSAGES

NOW = timedelta(0)
UNCLEAR = "payment, and nobody knows of a requirement"
"""An example in which one finding about the direct payment has to be considered."""
WHAT_FITS = "what fits:"
"""A message that means something at that moment. The number after it says which of those messages."""


TOLD = ("the person", "both", "the representative alone")
"""Who is written to."""


@dataclass(frozen=True)
class Send:
    """A message is sent. `what`: its name, and after a colon its kind. `by`: who sends it.

    `ago`: how long ago it was sent, as its sender says. `twist`: what is wrong with it, if anything. `by_signal`: it
    comes as a signal, so nobody is answered.
    """

    what: str
    by: str = "the right one"
    ago: timedelta = NOW
    twist: str = ""
    by_signal: bool = False

    def __str__(self) -> str:
        ago = f", sent {in_words(self.ago)}" if self.ago else ""
        twist = f", {self.twist}" if self.twist else ""
        way = ", by signal" if self.by_signal else ""
        return f"{self.what} by {self.by}{ago}{twist}{way}"


@dataclass(frozen=True)
class Wait:
    """Time passes: both clocks move in step, through everything that falls due."""

    time: timedelta

    def __str__(self) -> str:
        return f"{in_words(self.time)} pass"


@dataclass(frozen=True)
class NextDue:
    """Time passes until the next due event, `times` times."""

    times: int

    def __str__(self) -> str:
        return f"the next {self.times} things fall due"


@dataclass(frozen=True)
class Away:
    """The database is away for some time. Meanwhile these messages come, at even intervals, as signals."""

    time: timedelta
    sends: tuple[Send, ...] = ()

    def __str__(self) -> str:
        return f"the database is away for {in_words(self.time)}" + _meanwhile(self.sends)


@dataclass(frozen=True)
class Together:
    """No worker runs. These messages come, all at the same moment, as signals; then a worker starts."""

    sends: tuple[Send, ...]

    def __str__(self) -> str:
        return "no worker is up" + _meanwhile(self.sends)


@dataclass(frozen=True)
class Register:
    """The register is replaced. `left`: whose lines are left in it."""

    left: str

    def __str__(self) -> str:
        return f"the register: {self.left}"


@dataclass(frozen=True)
class NewScheme:
    """The council puts another edition of its scheme in force and restarts its workers."""

    figures: str

    def __str__(self) -> str:
        return f"another edition of the scheme: {self.figures}"


@dataclass(frozen=True)
class Post:
    """From now on the outbox takes letters, or takes none."""

    works: bool

    def __str__(self) -> str:
        return "the post is taken again" if self.works else "the post is not taken any more"


Step = Send | Wait | NextDue | Away | Together | Register | NewScheme | Post


@dataclass(frozen=True)
class Story:
    """One generated story. `begins`: on what kind of day. `submission`: which example. `figures`: which edition.

    `before`: how long the submission was on its way. `told`: who is written to.
    """

    begins: str
    submission: str
    figures: str
    before: timedelta
    by_hand: bool
    steps: tuple[Step, ...]
    told: str = TOLD[0]

    def __str__(self) -> str:
        told = [f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.name != "steps"]
        return "\n".join((f"Story({', '.join(told)}, steps=(", *(f"    {step!r}," for step in self.steps), "))"))


def _meanwhile(sends: tuple[Send, ...]) -> str:
    return f"; meanwhile {' and '.join(map(str, sends))}" if sends else ""


def in_words(time: timedelta) -> str:
    """A length of time in days, hours and minutes. A negative one is that far ahead."""
    if time < NOW:
        return f"{in_words(-time)} ahead of the clock"
    minutes = int(time.total_seconds()) // 60
    parts = [(minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "no time"


# How they are generated

BEGINNINGS = (
    "an ordinary Tuesday at ten",
    "a Friday at 17:05 before a bank holiday",
    "the 22nd of December in the afternoon",
    "the last Friday before the clocks go forward",
    "the last Friday before the clocks go back",
    "a Saturday night",
)
SUBMISSIONS = ("clare", "joe", "undecided", "panel", "payment", "barred", UNCLEAR)
"""Examples. Under "a panel" some go to it. Three have direct payments, and one of these has a barred line."""
FIGURES = (
    "as written",
    "short limits",
    "many steps",
    "no quiet period",
    "a long quiet period",
    "closed for a fortnight",
    "a panel",
    "the first payment",
)
GOING_FAR = (
    *(("a panel", submission) for submission in ("joe", "panel", "undecided")),
    *(("the first payment", submission) for submission in ("payment", "barred", UNCLEAR)),
)
"""Pairs of a scheme and a plan, where the scheme does something special with the plan."""
REGISTERS = ("everybody", "nobody", "only the duty team", "only the head of service", "everybody but the duty team")
SENDERS = (
    "the practitioner",
    "the authoriser",
    "the head of service",
    "the duty worker",
    "another worker",
    "a stranger",
)

KINDS: dict[str, tuple[str, ...]] = {
    # Messages that move a plan on come more often than others.
    "decide": ("return", "return", "agree"),
    "resubmit": ("", "", "for less"),
    "request_information": ("", ""),
    "answer_urgent_needs": ("yes", "no"),
    "review_interim_support": ("continues", "no_longer_needed"),
    "supply_information": ("", "in part"),
    "report_first_payment": ("works", "not working"),
    "record_review": ("", "of both", "to be amended"),
    "ask_about_return": ("authoriser", "line_manager"),
    "reassign": ("practitioner", "authoriser"),
}
"""The kinds of a message, each as often as it comes. Any other declared message has one kind, and comes once."""
LEAVES = frozenset({"withdraw", "end"})
"""Messages with which a plan leaves. They come seldom, or no story would go on."""


def _of_its_kinds(name: str) -> tuple[str, ...]:
    return tuple(f"{name}:{kind}" if kind else name for kind in KINDS.get(name, ("",)))


USUAL = tuple(what for name in MESSAGES if name not in LEAVES for what in _of_its_kinds(name))
"""Every declared message, so that none is forgotten."""
ONCE_SIGNED_OFF = tuple(
    what
    for name, model in PLAN_MESSAGES.items()
    if name not in LEAVES and Status.SIGNED_OFF in model.declared.states
    for what in _of_its_kinds(name)
)
"""The declared messages that mean something while a plan is signed off, such as about its reviews."""
SELDOM = (
    "withdraw",
    "end:died",
    "end:died",
    "end:moved_away",
    "end:superseded",
    "end:ended",
    "review_interim_support:signed_plan_services_started",
    "review_interim_support:person_died",
    "decide:incomplete",
    "decide:without the panel",
    "decide:nothing considered",
    "resubmit:for less, unexplained",
    "report_first_payment:of a day to come",
    "report_missed_meeting:of another day",
    "record_review:of a day to come",
    "no_such_message",
)
TWISTS = ("about an older version", "about a later version", "malformed", "twice", "its id used before", "to the other")

AGO = (
    NOW,
    timedelta(minutes=1),
    timedelta(hours=5),
    timedelta(days=1),
    timedelta(days=4),
    timedelta(days=12),
    timedelta(days=45),
    timedelta(days=-3),
)
MONTHS = (timedelta(days=40), timedelta(days=100), timedelta(days=200))
"""How long it takes until something is done about a plan that is signed off."""
TIMES = (
    timedelta(minutes=1),
    timedelta(minutes=50),
    timedelta(hours=7),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=8),
    timedelta(days=20),
)


def _mostly(usual: SearchStrategy[str], seldom: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.one_of(usual, usual, usual, usual, usual, usual, usual, seldom)


def sends(*, signals: bool = True) -> SearchStrategy[Send]:
    """Good and bad messages."""
    fitting = st.integers(0, 7).map(lambda number: f"{WHAT_FITS}{number}")
    return st.builds(
        Send,
        what=st.one_of(*[fitting] * 5, st.sampled_from(USUAL), st.sampled_from(USUAL), st.sampled_from(SELDOM)),
        by=_mostly(st.just("the right one"), st.sampled_from(SENDERS)),
        ago=st.one_of(st.just(NOW), st.just(NOW), st.sampled_from(AGO)),
        twist=_mostly(st.just(""), st.sampled_from(TWISTS)),
        by_signal=st.booleans() if signals else st.just(True),
    )


def steps() -> SearchStrategy[Step]:
    """Anything that can happen."""
    some = st.lists(sends(signals=False), max_size=3).map(tuple)
    message, time = sends(), st.one_of(st.builds(NextDue, st.integers(1, 6)), st.builds(Wait, st.sampled_from(TIMES)))
    seldom = st.one_of(
        st.builds(Away, st.sampled_from(TIMES[2:]), some),
        st.builds(Together, some),
        st.builds(Register, st.sampled_from(REGISTERS)),
        st.builds(NewScheme, st.sampled_from(FIGURES)),
        st.builds(Post, st.booleans()),
    )
    return st.one_of(message, message, message, time, time, seldom)


def goes_on() -> SearchStrategy[list[Step]]:
    """What comes after sign-off, for months: time, and what then means something. Reviews belong here."""
    time = st.one_of(st.builds(NextDue, st.integers(1, 4)), st.builds(Wait, st.sampled_from(MONTHS)))
    message = st.builds(Send, what=st.sampled_from(ONCE_SIGNED_OFF), by_signal=st.booleans())
    return st.lists(st.one_of(time, time, message), min_size=1, max_size=4)


def _then(begins: list[Step], ends: list[Step]) -> list[Step]:
    """A story whose plan is agreed and then goes on. What came before may have led elsewhere, and is as it is.

    The post is taken: a letter that is tried again for months of virtual time takes minutes of ours.
    """
    return [*begins[:3], Post(works=True), Send("decide:agree"), *ends]


def stories(longest: int) -> SearchStrategy[Story]:
    """Whole stories of at most `longest` steps. One of five is agreed early, and then goes on for months."""
    anywhere = st.tuples(st.sampled_from(FIGURES), st.sampled_from(SUBMISSIONS))
    anything = st.lists(steps(), min_size=4, max_size=longest)

    def of(where: tuple[str, str], begins: str, before: timedelta, by_hand: str, told: str, steps: list[Step]) -> Story:
        figures, submission = where
        return Story(begins, submission, figures, before, by_hand=bool(by_hand), steps=tuple(steps), told=told)

    return st.builds(
        of,
        where=st.one_of(anywhere, st.sampled_from(GOING_FAR)),
        begins=st.sampled_from(BEGINNINGS),
        before=st.sampled_from(AGO),
        by_hand=_mostly(st.just(""), st.just("by hand")),
        told=st.sampled_from((*TOLD[:1] * 3, *TOLD)),
        steps=st.one_of(*[anything] * 4, st.builds(_then, st.lists(steps(), max_size=3), goes_on())),
    )
