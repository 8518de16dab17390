"""TELL-4, TELL-7 · A council's own templates: whose they are, which laws they keep, and a letter in two languages."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from countersign.careplan.people import Format, Person
from countersign.careplan.scheme import SchemeError
from countersign.gallery.council_check import Breach, breaches_of, check
from countersign.gallery.sample_plans import a_sender
from countersign.gallery.structure import elements
from countersign.letters.council_words import LARGEST, CouncilWords
from countersign.letters.documents import Documents
from countersign.wording.addressees import recipient_of
from countersign.wording.letter_head import Recipient
from countersign.wording.letters import Letter
from tests.support.letters import AGREED, RETURNED, SUBMITTED, head, letter, person, somebody_else, staff_notice
from tests.support.reading import printed, seen

SCHEMES = Path(__file__).resolve().parents[2] / "schemes"
EDITION = "procedure@2023-05-23"

Council = Callable[[dict[str, str]], Documents]
"""What makes letters with these templates, by their place in the folder `letters`."""

EXTENDS = '{% extends "letters/submitted.j2" %}'
SUBJECT = EXTENDS + '{% block subject %}{{ "Your" if voice.is_self else "The" }} plan has reached us{% endblock %}'

WELSH = """{% extends layout %}
{% block below %}Mae’r llythyr hwn yn Gymraeg hefyd, isod.{% endblock %}
{% block subject %}Rydym wedi cael eich cynllun{% endblock %}
{% block body %}
{% call m.p() %}Rydym wedi cael {{ "eich cynllun" if voice.is_self else "cynllun " ~ head.person_name }}.{% endcall %}
{% if facts.due_on %}
{% call m.p() %}Byddwn yn penderfynu erbyn {{ facts.due_on | day_in_figures }}.{% endcall %}
{% endif %}
{% if facts.missed_on %}
{% call m.p() %}Methwyd y dyddiad {{ facts.missed_on | day_in_figures }}. Mae’n ddrwg gennym.{% endcall %}
{% endif %}
{% endblock %}
"""


def own(body: str) -> str:
    """A made-up letter about a plan that has come, which says all that ours does; and besides, its body."""
    return (
        "{% extends layout %}\n{% block subject %}The plan{% endblock %}\n{% block body %}\n"
        "{% if facts.due_on %}\n{% call m.p() %}By {{ facts.due_on | day }}.{% endcall %}\n{% endif %}\n"
        "{% if facts.missed_on %}\n{% call m.p() %}Not by {{ facts.missed_on | day }}.{% endcall %}\n{% endif %}\n"
        f"{body}\n{{% endblock %}}\n{{% block complain %}}You may not be happy.{{% endblock %}}\n"
    )


BODY_LINE = 10
"""The line in which the body begins."""


def folder_of(tmp_path: Path, templates: dict[str, str]) -> Path:
    """A folder of schemes with these templates beside them."""
    schemes = tmp_path / "schemes"
    schemes.mkdir(exist_ok=True)
    for path in SCHEMES.glob("*.toml"):
        shutil.copy(path, schemes)
    for name, text in templates.items():
        file = schemes / "letters" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return schemes


@pytest.fixture
def council(tmp_path: Path, documents: Documents) -> Council:
    def made(templates: dict[str, str]) -> Documents:
        return documents.in_words_of(CouncilWords(folder_of(tmp_path, templates)))

    return made


def addressed(facts: object, edition: str = EDITION, recipient: Recipient | None = None, **changes: str) -> Letter:
    whom = (recipient or person()).model_copy(update=changes)
    return letter(facts, head(whom, edition=edition))  # pyright: ignore[reportArgumentType]


def text(documents: Documents, said: Letter) -> str:
    return documents.letter(said, Format.STANDARD).text.decode()


def breaches(documents: Documents) -> list[Breach]:
    """Every law that a council's templates break."""
    return list(breaches_of(documents, a_sender()))


def check_it(documents: Documents) -> None:
    """As a worker does when it starts."""
    check(documents, a_sender())


# Whose words they are


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize(
    ("place", "edition", "theirs"),
    [
        pytest.param("procedure", EDITION, True, id="every edition of the scheme"),
        pytest.param("procedure", "procedure@2027-04-01", True, id="a later edition too"),
        pytest.param("procedure", "shropshire@2015-04-01", False, id="another scheme, although based on it"),
        pytest.param("procedure", "", False, id="a letter that was kept before editions stood in letters"),
    ],
)
def test_a_template_stands_in_place_of_ours_under_its_own_scheme(
    council: Council, place: str, edition: str, theirs: bool
) -> None:
    documents = council({f"{place}/submitted.j2": SUBJECT})
    made = documents.letter(addressed(SUBMITTED, edition), Format.STANDARD)
    assert (made.subject == "Your plan has reached us") is theirs
    assert ("Your plan has reached us" in made.html.decode()) is theirs
    assert ("by 7 December 2026" in made.text.decode()) is True


@pytest.mark.rule("TELL-7")
def test_an_edition_with_templates_of_its_own_has_these_and_otherwise_those_of_its_scheme(
    tmp_path: Path, council: Council
) -> None:
    schemes = folder_of(tmp_path, {})
    (schemes / "procedure.2027-04-01.toml").write_text(
        '[scheme]\nname = "procedure"\ntitle = "Later"\nin_force_from = 2027-04-01\n'
        'based_on = "procedure@2023-05-23"\nsource = "Made up"\n',
        encoding="utf-8",
    )
    documents = council(
        {
            "procedure/submitted.j2": SUBJECT,
            "procedure/returned.j2": SUBJECT.replace("submitted", "returned"),
            "procedure.2027-04-01/submitted.j2": SUBJECT.replace("reached us", "come"),
        }
    )
    later = "procedure@2027-04-01"
    subjects = [
        documents.letter(addressed(facts, edition), Format.STANDARD).subject
        for facts, edition in ((SUBMITTED, EDITION), (SUBMITTED, later), (RETURNED, later))
    ]
    assert subjects == ["Your plan has reached us", "Your plan has come", "Your plan has reached us"]


@pytest.mark.rule("TELL-7")
def test_shared_parts_are_theirs_where_they_write_them_and_ours_otherwise(council: Council) -> None:
    documents = council(
        {
            "procedure/parts.j2": "{% macro complain(head, lead) %}\n{{ m.h('Not happy?') }}\n"
            "{% call m.p() %}{{ lead }} Tell us: it is your right.{% endcall %}\n"
            "{{ m.points(head | complaints) }}\n{% endmacro %}\n"
        }
    )
    check_it(documents)
    said = text(documents, addressed(RETURNED))
    assert "Not happy?" in said
    assert "If you are not happy" not in said
    assert "If you have a question" in said


def test_without_templates_all_letters_are_in_our_words(council: Council, documents: Documents) -> None:
    assert council({}).letter(addressed(AGREED), Format.STANDARD) == documents.letter(
        addressed(AGREED), Format.STANDARD
    )


@pytest.mark.rule("TELL-6")
def test_messages_to_staff_stay_ours(council: Council, documents: Documents) -> None:
    made = council({"procedure/submitted.j2": SUBJECT})
    notice = staff_notice()
    assert made.staff_notice(notice, Format.STANDARD) == documents.staff_notice(notice, Format.STANDARD)


# The laws


@pytest.mark.rule("TELL-2")
def test_a_council_that_leaves_the_right_to_complain_out_of_the_shared_parts_is_told(council: Council) -> None:
    parts = "{% macro complain(head, lead) %}{{ m.points(head | complaints) }}{% endmacro %}"
    found = list(map(str, breaches(council({"procedure/parts.j2": parts}))))
    assert any("does not say “You have the right to complain”" in breach for breach in found), found


@pytest.mark.rule("TELL-4")
def test_marks_that_turn_what_is_read_around_are_not_read_in_a_template(council: Council) -> None:
    with pytest.raises(SchemeError, match=r"procedure/submitted\.j2, line 1: must not contain control characters"):
        council({"procedure/submitted.j2": SUBJECT.replace("reached us", "reached \u202eus")})


@pytest.mark.parametrize(
    ("template", "says"),
    [
        pytest.param(own("{{ facts.due_by }}"), f"line {BODY_LINE}: reads `facts.due_by`: Submitted has no", id="name"),
        pytest.param(own("{{ head.__class__ }}"), "LetterHead has no such field", id="an attribute"),
        pytest.param(own('{{ facts["__class__"] }}'), "only a number may stand in the brackets", id="an item"),
        pytest.param(own("{{ '' | attr('x') }}"), "`| attr`: letters have no such filter", id="a filter"),
        pytest.param(own("{{ range(9) }}"), "`range`: no such thing is given", id="a function"),
        pytest.param(own("{{ 'x' * 999999999 }}"), "Mul is a part of the language that no letter needs", id="a sum"),
        pytest.param(own("{% import 'letters/parts.j2' as p %}"), "Import is a part of the", id="an import"),
        pytest.param(own("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}"), "calls itself", id="no end"),
        pytest.param(
            own(
                "{% macro a() %}x{% endmacro %}"
                + "".join(
                    f"{{% macro {new}() %}}{{{{ {old}() }}}}{{{{ {old}() }}}}{{% endmacro %}}"
                    for old, new in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu", strict=True)
                )
                + "{{ u() }}"
            ),
            "its macros have no end",
            id="a million of one",
        ),
        pytest.param(
            "{% extends layout %}{% block subject %}A plan{% endblock %}{% block body %}{% endblock %}",
            "never reads `facts.due_on`, which our letter says",
            id="a fact that is not read",
        ),
        pytest.param(
            own("").replace("{{ facts.due_on | day }}", "{{ 'soon' if facts.due_on else '' }}"),
            "line 3: does not say facts.due_on (7 December 2026)",
            id="a fact that is not said",
        ),
        pytest.param(
            own("").replace("You may not be happy.", ""), "head.sender.complaints.telephone", id="no right to complain"
        ),
        pytest.param(
            own("{% call m.p() %}I am glad.{% endcall %}"), f"line {BODY_LINE}: speaks as somebody (“I am", id="I"
        ),
        pytest.param(own("{% call m.p() %}So i think.{% endcall %}"), "speaks as somebody (“i think", id="a small i"),
        pytest.param(
            own("").replace("{% block subject %}", "{% block subject %}i say so. "),
            "speaks as somebody (“i say so",
            id="subject",
        ),
        pytest.param(own("{% call m.p() %}You may not complain.{% endcall %}"), "says “not complain”", id="denied"),
        pytest.param(own("{% call m.p() %}Complaints are read by nobody.{% endcall %}"), "by nobody”", id="unread"),
        pytest.param(own("{% call m.p() %}Tell me.{% endcall %}"), "speaks as somebody (“me", id="me"),
        pytest.param(
            own("{% call m.p() %}Ask {{ head.practitioner_name }}.{% endcall %}"), "leaves a hole", id="a hole"
        ),
        pytest.param(
            own("{% call m.p() %}{{ facts.missed_on | day }}{% endcall %}"),
            f"line {BODY_LINE}: reads `facts.missed_on`, which may be unknown: use {{% if facts.missed_on %}} first",
            id="what may be unknown",
        ),
        pytest.param(
            own("").replace("The plan", "We have your plan"),
            "line 2: says “your plan” in the subject of a letter to somebody else; use {{",
            id="your plan, to somebody else",
        ),
        pytest.param(
            own("{% call m.p() %}We read your plan.{% endcall %}"),
            f"line {BODY_LINE}: says “your plan” to somebody else: use voice.whose",
            id="your plan in the body, to somebody else",
        ),
        pytest.param(
            own("").replace("block subject", "block title"), "line 3: has no {% block subject %}", id="no subject"
        ),
        pytest.param(own("Loose words"), "says something outside every macro", id="outside"),
        pytest.param(own("{% call m.p() %}{{ facts.due_on.year }}{% endcall %}"), "`facts.due_on`", id="inside a day"),
        pytest.param(own("{{ m.facts(head.person_name) }}"), "fails on a sample", id="what does not fit"),
        pytest.param(own("{% call m.p() %}" + "Words. " * 9_000 + "{% endcall %}"), "characters; 60000", id="too long"),
        pytest.param(own("{% call m.p() %}你好{% endcall %}"), "no font here has CJK", id="no font"),
    ],
)
@pytest.mark.rule("TELL-7")
def test_a_template_that_breaks_a_law_is_named_with_its_line_and_the_law(
    council: Council, template: str, says: str
) -> None:
    found = list(map(str, breaches(council({"procedure/submitted.j2": template}))))
    assert any(says in breach for breach in found), found
    assert all(breach.startswith("letters/procedure/submitted.j2, line ") for breach in found), "each has its line"
    assert all(breach.endswith("]") and "[the law: " in breach for breach in found)


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize(
    "body",
    [
        "",
        "{% call m.p() %}You said: “I want to stay with me and mine.”{% endcall %}",
        "{{ parts.support_goes_on(head, voice) }}",
    ],
)
def test_a_template_that_keeps_the_laws_is_used(council: Council, body: str) -> None:
    documents = council({"procedure/submitted.j2": own(body)})
    check_it(documents)
    assert text(documents, addressed(SUBMITTED)).count("By 7 December 2026.") == 1


@pytest.mark.rule("TELL-2")
def test_whoever_decided_alone_may_speak_as_i(council: Council) -> None:
    check_it(
        council(
            {
                "procedure/submitted.j2": own(
                    '{% call m.p() %}{{ "I am" if head.signer and not head.signer.at_meeting else "We are" }} glad.'
                    "{% endcall %}"
                )
            }
        )
    )


@pytest.mark.parametrize(
    ("place", "content", "says"),
    [
        ("nowhere/submitted.j2", SUBJECT, "nowhere: is no scheme or edition of this folder"),
        ("procedure/submited.j2", SUBJECT, "procedure/submited.j2: there is no letter of that name"),
        ("procedure/reminder.j2", SUBJECT, "procedure/reminder.j2: is a message to staff"),
        ("procedure/submitted.html", SUBJECT, "must be a template that ends in .j2"),
        ("procedure/Welsh/submitted.j2", SUBJECT, "a folder with the code of a language, such as cy"),
        ("procedure/submitted.j2", "{% block", "procedure/submitted.j2, line 1: is no template that can be read"),
        ("procedure/submitted.j2", "x" * (LARGEST + 1), f"has {LARGEST + 1} bytes; {LARGEST} at most"),
    ],
)
def test_a_file_that_is_no_template_of_a_letter_is_named(tmp_path: Path, place: str, content: str, says: str) -> None:
    with pytest.raises(SchemeError) as error:
        CouncilWords(folder_of(tmp_path, {place: content}))
    assert any(says in problem for problem in error.value.problems)


@pytest.mark.rule("TELL-7")
def test_of_one_template_what_is_found_by_reading_and_by_its_samples_is_named_at_once(council: Council) -> None:
    body = "{% call m.p() %}{{ facts.due_on | day }}{% endcall %}\n{% call m.p() %}I am glad.{% endcall %}"
    template = "{% extends layout %}\n{% block subject %}Your plan{% endblock %}\n{% block body %}\n" + body
    found = breaches(council({"procedure/submitted.j2": template + COMPLAIN}))
    assert [(breach.line, breach.why.partition(" (")[0][:24]) for breach in found] == [
        (2, "says “Your plan” in the "),
        (3, "never reads `facts.misse"),
        (4, "reads `facts.due_on`, wh"),
        (5, "speaks as somebody"),
    ]


COMPLAIN = "{% endblock %}\n{% block complain %}You may not be happy.{% endblock %}\n"
DOCS = (Path(__file__).resolve().parents[2] / "docs/operations.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```jinja\n(.*?)```", DOCS, re.DOTALL)


@pytest.mark.rule("TELL-4", "TELL-7")
def test_the_examples_of_the_documentation_keep_the_laws(council: Council) -> None:
    extends, in_welsh = EXAMPLES
    check_it(council({"procedure/returned.j2": extends, "procedure/cy/submitted.j2": in_welsh}))


def test_everything_that_is_wrong_is_named_at_once(council: Council) -> None:
    documents = council({"procedure/submitted.j2": own("{{ a }}"), "procedure/returned.j2": own("{{ b }}")})
    with pytest.raises(SchemeError) as error:
        check_it(documents)
    assert {problem.partition(",")[0].partition(":")[0] for problem in error.value.problems} == {
        "procedure/submitted.j2",
        "procedure/returned.j2",
    }


@pytest.mark.rule("TELL-7")
def test_no_letter_waits_for_their_words(
    council: Council, documents: Documents, caplog: pytest.LogCaptureFixture
) -> None:
    """What passes every sample and fails all the same goes in our words; no log says what is in it."""
    made = council({"procedure/submitted.j2": own("{{ m.facts(head.enclosures) }}")})
    said = addressed(SUBMITTED)
    assert made.letter(said, Format.STANDARD) == documents.letter(said, Format.STANDARD)
    assert "the council's submitted (en) fails" in caplog.text
    assert "Winifred" not in caplog.text


# Another language


@pytest.mark.rule("TELL-4")
def test_a_letter_in_two_languages_has_english_first_and_is_pointed_to_the_other(council: Council) -> None:
    documents = council({"procedure/cy/submitted.j2": WELSH})
    check_it(documents)
    said = text(documents, addressed(SUBMITTED, language="cy"))
    order = [
        "Gymraeg hefyd, isod",
        "by 7 December 2026",
        "Yours sincerely",
        "Rydym wedi cael eich cynllun",
        "7/12/2026",
    ]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert said.count("Dear Winnie,") == said.count("Yours sincerely,") == 1
    assert said.count("Gymraeg hefyd") == 1


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize(("language", "facts"), [("", SUBMITTED), ("bn", SUBMITTED), ("cy", RETURNED)])
def test_english_goes_alone_where_there_is_no_template_in_their_language(
    council: Council, documents: Documents, language: str, facts: object
) -> None:
    made = council({"procedure/cy/submitted.j2": WELSH})
    said = addressed(facts, language=language)
    assert made.letter(said, Format.STANDARD) == documents.letter(said, Format.STANDARD)


@pytest.mark.rule("TELL-4", "REC-5")
@pytest.mark.parametrize(
    ("code", "words", "says"),
    [("cy", "", '<div lang="cy">'), ("ur", "منصوبہ", '<div lang="ur" dir="rtl">')],
)
def test_the_other_language_is_named_where_it_stands_on_the_page_and_in_print(
    council: Council, code: str, words: str, says: str
) -> None:
    template = WELSH.replace("Rydym wedi cael eich cynllun", words or "Cynllun")
    documents = council({f"procedure/{code}/submitted.j2": template})
    made = documents.letter(addressed(SUBMITTED, language=code, by_post=True), Format.STANDARD)  # pyright: ignore[reportArgumentType]
    assert made.html.decode().count(says) == 2
    assert (words or "Cynllun") in " ".join(seen(made.html))
    tagged = [element for element in elements(made.pdf) if element.language.startswith(code)]
    assert {element.tag for element in tagged} >= {"P", "H1"}
    assert "7/12/2026" in printed(made.pdf)
    # English among what is read from right to left keeps its own direction.
    assert ('<p dir="auto">Byddwn' in made.html.decode()) is (code == "ur")


@pytest.mark.rule("TELL-4")
def test_a_template_in_another_language_says_every_fact_and_does_not_stand_alone(council: Council) -> None:
    silent = WELSH.replace("{{ facts.due_on | day_in_figures }}", "")
    breach, *_ = breaches(council({"procedure/cy/submitted.j2": silent}))
    assert str(breach).startswith("letters/procedure/cy/submitted.j2: never reads `facts.due_on`") or (
        "does not say facts.due_on (7 December 2026)" in str(breach)
    )


@pytest.mark.rule("TELL-4")
def test_somebodys_language_comes_from_their_contact() -> None:
    told = Person.model_validate(
        {"name": "Winifred Ashdown", "date_of_birth": "1941-03-09", "contact": {"language": "pa-Arab"}}
    )
    assert recipient_of("person", told).language == "pa-Arab"
    assert somebody_else().language == ""
