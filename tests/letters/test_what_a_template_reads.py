"""TELL · A template reads what the letters of its kind have, all of it, and nothing else."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from jinja2 import StrictUndefined, UndefinedError

from countersign.careplan.notices import TO_HOLDERS_OF_COPIES, TO_STAFF, TO_THE_ADVOCATE, TO_THE_PERSON
from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.letters.filters import TEMPLATES, environment
from countersign.letters.what_is_read import STAFF_NOTICE_GIVES, Names, Read, letter_gives, what_is_read
from countersign.wording.facts import Facts
from countersign.wording.letter_head import LetterHead, Recipient
from countersign.wording.letters import (
    Agreed,
    AuthorisedToStart,
    Closed,
    Invitation,
    LetterReason,
    NewDate,
    Returned,
    StaffNotice,
    Submitted,
)
from countersign.wording.letters_about_copies import CopyOfPlan
from tests.support.letters import LETTERS, letter, staff_notice

KINDS = [type(facts) for facts in LETTERS]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.__name__ for kind in KINDS])

FOR_NO_TEMPLATE: dict[type, dict[str, str]] = {
    LetterHead: {
        "letter_date": "the layouts make it",
        "plan_id": "the layouts keep it where only software looks",
        "version": "the plan's reference is the same for every version",
        "edition": "by it a council's own template is found",
        "practitioner_telephone": "`at_once` and `ways_to_reach_us` read it",
    },
    Recipient: {
        "reference": "by it a notice is kept and found again: it says nothing to its reader",
        "about_self": "`voice_of` reads it",
        "name": "it stands in the address, which the layouts make",
        "greeting": "the layouts make it",
        "address": "the layouts make it",
        "reaches_us_by": "`at_once` and `ways_to_reach_us` read it",
        "by_post": "by it the letter is set in print",
        "print_size": "the size of large print, and no word",
        "language": "by it a template in another language is found",
    },
    LetterReason: {},
}
"""The fields that no template of a letter reads, and why not."""

FOR_NO_MESSAGE = {
    "kind": "it says which template",
}
"""The fields that no message to staff says, and why not."""


def template_of(kind: type[Facts]) -> str:
    """The template of a kind of letter."""
    return f"letters/{kind.model_fields['kind'].default.value}.j2"


def read_in_each(template: str, gives: Names, source: str | None = None) -> Iterator[Read]:
    """What is read where the subject, the page and the text are made from a template."""
    for made in ("blocks", "subject"):
        yield what_is_read(template, made, gives, source)


def whole(body: str) -> str:
    """A made-up template, by what its body says."""
    return f"{{% extends layout %}}{{% block subject %}}A plan{{% endblock %}}{{% block body %}}{body}{{% endblock %}}"


def faults_in(body: str, kind: type[Facts] = Submitted) -> set[str]:
    """What is wrong with a made-up template."""
    reads = read_in_each("letters/made_up.j2", letter_gives(kind), whole(body))
    return {fault for read in reads for fault in read.faults}


def test_every_kind_of_letter_has_a_class_of_its_own() -> None:
    assert {facts.kind for facts in LETTERS} == TO_THE_PERSON | TO_HOLDERS_OF_COPIES | TO_THE_ADVOCATE
    assert set(Facts.__subclasses__()) == set(KINDS)
    assert len(LETTERS) == len(set(KINDS)) == len({facts.kind for facts in LETTERS})


def test_every_template_is_that_of_a_notice_or_shared_by_several() -> None:
    shared = {"staff.j2", "parts.j2", "other_formats.j2"}
    of_notices = {f"{kind.value}.j2" for kind in TO_THE_PERSON | TO_HOLDERS_OF_COPIES | TO_THE_ADVOCATE | TO_STAFF}
    assert {path.name for path in (TEMPLATES / "letters").iterdir()} == shared | of_notices


@each_kind
def test_a_template_reads_only_what_its_kind_of_letter_has(kind: type[Facts]) -> None:
    assert [fault for read in read_in_each(template_of(kind), letter_gives(kind)) for fault in read.faults] == []


@each_kind
def test_a_template_reads_all_that_its_kind_of_letter_has(kind: type[Facts]) -> None:
    fields = {
        name for read in read_in_each(template_of(kind), letter_gives(kind)) for name in read.fields.get(kind, ())
    }
    assert fields == set(kind.model_fields) - {"kind"}


@pytest.mark.parametrize("model", FOR_NO_TEMPLATE, ids=[model.__name__ for model in FOR_NO_TEMPLATE])
def test_everything_that_letters_share_is_read_by_some_template(
    model: type[LetterHead | Recipient | LetterReason],
) -> None:
    reads = [read for kind in KINDS for read in read_in_each(template_of(kind), letter_gives(kind))]
    fields = {name for read in reads for name in read.fields.get(model, ())}
    assert fields == set(model.model_fields) - set(FOR_NO_TEMPLATE[model])


@pytest.mark.rule("TELL-6")
def test_a_template_of_a_message_to_staff_reads_the_plans_reference_and_the_rows_that_it_is_given() -> None:
    for kind in sorted(TO_STAFF):
        for read in read_in_each(f"letters/{kind.value}.j2", STAFF_NOTICE_GIVES):
            assert read == Read([], {}, {}), kind


@pytest.mark.rule("TELL-6")
def test_a_message_to_staff_says_every_field_of_its_notice_but_those_that_it_should_not(documents: Documents) -> None:
    other: dict[str, Any] = {
        "plan_reference": "another",
        "reference": "22-2222-22",
        "version": 4,
        "status": "returned",
        "task": "Do it",
        "due_on": None,
        "missed_on": date(2026, 11, 20),
    }
    assert set(other) == set(StaffNotice.model_fields) - set(FOR_NO_MESSAGE)
    usual = documents.staff_notice(staff_notice(), Format.STANDARD)
    for name, value in other.items():
        changed = documents.staff_notice(staff_notice().model_copy(update={name: value}), Format.STANDARD)
        assert changed.text != usual.text, name
        assert changed.html != usual.html, name


# That it can fail


@pytest.mark.parametrize(
    ("kind", "body", "fault"),
    [
        (Submitted, "{{ facts.due_by | day }}", "`facts.due_by`: Submitted has no such field"),
        (Submitted, "{{ facts.agreed_by }}", "`facts.agreed_by`: Submitted has no such field"),
        (Submitted, "{{ facts.practitioner_name }}", "`facts.practitioner_name`: Submitted has no such field"),
        (Submitted, "{{ head.due_on }}", "`head.due_on`: LetterHead has no such field"),
        (Submitted, "{{ head.recipient.nickname }}", "`head.recipient.nickname`: Recipient has no such field"),
        (Submitted, "{{ voice.name }}", "`voice.name`: Voice has no such field"),
        (Submitted, "{{ plan.person.name }}", "`plan`: no such thing is given"),
        (Submitted, "{% if facts.wanted %}x{% endif %}", "`facts.wanted`: Submitted has no such field"),
        (Submitted, "{{ 'a' if facts.wanted else 'b' }}", "`facts.wanted`: Submitted has no such field"),
        (Submitted, "{% set by = facts.agreed_by %}{{ by }}", "`facts.agreed_by`: Submitted has no such field"),
        (Submitted, "{% call m.p() %}{{ facts.task }}{% endcall %}", "`facts.task`: Submitted has no such field"),
        (Submitted, "{{ m.points(facts.reasons) }}", "`facts.reasons`: Submitted has no such field"),
        (Submitted, "{{ m.quoted(head.complaints) }}", "`m.quoted`: there is no such macro or block"),
        (Submitted, "{{ m.h() }}", "`m.h` takes words"),
        (Submitted, "{{ parts.complain(head) }}", "`parts.complain` takes head, lead"),
        (Submitted, "{{ parts.budget(head, facts, voice) }}", "`facts.budget`: Submitted has no such field"),
        (Submitted, "{{ self.lead() }}", "`self.lead`: there is no such macro or block"),
        (Returned, "{% for r in facts.reasons %}{{ r.why }}{% endfor %}", "`r.why`: LetterReason has no such field"),
        (Returned, "{% if facts.wanted == 'revise' %}x{% endif %}", "`facts.wanted` is never 'revise'"),
        (NewDate, "{% if 'late' in facts.moved_because %}x{% endif %}", "`facts.moved_because` is never 'late'"),
        (Closed, "{% if facts.closed_because == 'moved' %}x{% endif %}", "`facts.closed_because` is never 'moved'"),
        (Invitation, "{% if facts.meeting_on %}x{% endif %}", "`facts.meeting_on` is asked for, and is always there"),
        (Agreed, "{{ facts.budget.weekly | pounds }}", "`facts.budget.weekly`: Budget has no such field"),
        (Agreed, "{{ (facts.agreed_by ~ 'x').name }}", "`Concat.name`: nothing is known of `Concat`"),
    ],
)
def test_a_template_that_reads_what_is_not_there_is_caught(kind: type[Facts], body: str, fault: str) -> None:
    assert fault in faults_in(body, kind)


def test_a_template_that_reads_what_is_there_is_not() -> None:
    for kind, body in (
        (
            Returned,
            "{% for reason in facts.reasons %}{{ loop.index }} {{ reason.what_happens_next | length }}{% endfor %}",
        ),
        (Returned, "{% if facts.wanted == 'revision' %}{{ voice.verb('have', 'has') }}{% endif %}"),
        (AuthorisedToStart, "{{ parts.budget(head, facts, voice) }}{{ facts.agreed_by[0] }}"),
        (CopyOfPlan, "{% if facts.sharing_basis and head.person_name %}{{ self.subject() }}{% endif %}"),
        (Closed, "{% if facts.closed_because == 'withdrawn' or facts.closed_because == 'moved_away' %}x{% endif %}"),
        (Submitted, '{% include "letters/other_formats.j2" %}{% if facts.due_on %}{{ facts.due_on | day }}{% endif %}'),
    ):
        assert faults_in(body, kind) == set(), body


def test_a_field_that_no_template_reads_is_caught() -> None:
    read = what_is_read("letters/made_up.j2", "blocks", letter_gives(Returned), whole("{{ facts.wanted }}"))
    assert read.fields[Returned] == {"wanted"}


# And when it is rendered


@pytest.mark.parametrize(("medium", "autoescape"), [("html", True), ("text", False)])
def test_what_is_not_there_stops_the_letter_and_leaves_no_gap_in_it(medium: str, autoescape: bool) -> None:
    templates = environment(medium, autoescape=autoescape)
    assert templates.undefined is StrictUndefined
    facts = letter(LETTERS[0]).facts
    assert templates.from_string("{{ facts.due_on | day }}").render(facts=facts) == "7 December 2026"
    with pytest.raises(UndefinedError, match="has no attribute 'agreed_by'"):
        templates.from_string("{{ facts.agreed_by }}").render(facts=facts)
    with pytest.raises(UndefinedError, match="'head' is undefined"):
        templates.from_string("{% if head %}x{% endif %}").render(facts=facts)
