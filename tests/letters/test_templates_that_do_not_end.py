"""TELL-7 · A council's template that does not end, or that reads what is not there: it is named, and soon."""

import os
import time
from pathlib import Path

import pytest

from countersign.careplan.scheme import SchemeError
from countersign.gallery.council_check import Breach, breaches_of
from countersign.gallery.sample_plans import a_sender
from countersign.letters.council_words import CouncilWords
from countersign.letters.documents import Documents
from countersign.letters.sandbox import LETTERS_A_STEP, MOST_STEPS, CouncilEnvironment, TooMuchError, bounded
from tests.letters.test_council_words import WELSH, addressed, folder_of, own
from tests.support.letters import LETTERS

pytestmark = pytest.mark.rule("TELL-7")

SECONDS = 20
"""Of the processor: what a check may take at most, with much to spare. It takes one or two."""

DOUBLED = "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 40
NEVER_ENDS = "which is itself or extends it: that has no end"
TOO_MUCH = "takes more than a letter may: its loops, calls or texts grow without end [the law: its length has bounds]"


def checked(tmp_path: Path, documents: Documents, templates: dict[str, str]) -> list[str]:
    """What is said of these templates, each time within the time that a check may take."""
    began = time.process_time()
    words = CouncilWords(folder_of(tmp_path, templates))
    found: list[Breach] = list(breaches_of(documents.in_words_of(words), a_sender()))
    assert time.process_time() - began < SECONDS
    return list(map(str, found))


@pytest.mark.parametrize(
    ("templates", "where", "says"),
    [
        pytest.param(
            {"procedure/submitted.j2": '{% extends "council/submitted.j2" %}'},
            "letters/procedure/submitted.j2, line 1",
            NEVER_ENDS,
            id="itself",
        ),
        pytest.param(
            {
                "procedure/submitted.j2": '\n{% extends "council/returned.j2" %}',
                "procedure/returned.j2": '{% extends "council/submitted.j2" %}',
            },
            "letters/procedure/returned.j2, line 1",
            NEVER_ENDS,
            id="each other",
        ),
        pytest.param(
            {"procedure/cy/submitted.j2": '{% extends "council/submitted.j2" %}'},
            "letters/procedure/cy/submitted.j2, line 1",
            NEVER_ENDS,
            id="in another language",
        ),
        pytest.param(
            {"procedure/submitted.j2": own("").replace("{% extends layout %}", "{% extends head.reference %}")},
            "letters/procedure/submitted.j2, line 1",
            "a letter extends `layout`, or a template by its name",
            id="whatever a plan says",
        ),
        pytest.param(
            {"procedure/submitted.j2": own("{% if facts.due_on %}{% extends layout %}{% endif %}")},
            "letters/procedure/submitted.j2",
            "a letter extends one template, and says so once at its beginning",
            id="twice",
        ),
        pytest.param(
            {"procedure/returned.j2": '{% include "council/returned.j2" %}'},
            "letters/procedure/returned.j2",
            "too much stands in one another",
            id="an include of itself",
        ),
        pytest.param({"procedure/submitted.j2": own(DOUBLED)}, "submitted.j2, line 10", TOO_MUCH, id="a text"),
        pytest.param(
            {"procedure/submitted.j2": own("{% set a %}xy{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40)},
            "submitted.j2",
            TOO_MUCH,
            id="a block of text",
        ),
        pytest.param(
            {"procedure/submitted.j2": own("{% set a = 'xy' %}" + "{% set a = a | join(a) %}" * 40)},
            "submitted.j2, line 10",
            TOO_MUCH,
            id="what is joined",
        ),
        pytest.param(
            {
                "procedure/submitted.j2": own(
                    f"{{% set a = ({'1,' * 5000}) %}}" + "{% for b in a %}" * 3 + "{% endfor %}" * 3
                )
            },
            "submitted.j2, line 10",
            TOO_MUCH,
            id="loops",
        ),
        pytest.param(
            {"procedure/submitted.j2": own("").replace("The plan{%", DOUBLED + "{{ a }}{%")},
            "submitted.j2, line 2",
            TOO_MUCH,
            id="in the subject",
        ),
        pytest.param(
            {"procedure/cy/submitted.j2": WELSH.replace("{% block body %}", "{% block body %}" + DOUBLED)},
            "letters/procedure/cy/submitted.j2, line 4",
            TOO_MUCH,
            id="a text in another language",
        ),
        pytest.param(
            {"procedure/parts.j2": "{% macro more() %}x{% endmacro %}\n" + DOUBLED},
            "letters/procedure/parts.j2, line 2",
            "nothing but macros may stand among the pieces that letters share",
            id="beside the macros of the parts",
        ),
        pytest.param(
            {"procedure/parts.j2": "\n{% macro contact(head, voice) %}" + DOUBLED + "{{ m.h(a) }}{% endmacro %}"},
            "letters/procedure/parts.j2, line 2",
            TOO_MUCH,
            id="in a macro of the parts",
        ),
    ],
)
def test_what_does_not_end_is_named_with_its_place_and_law(
    tmp_path: Path, documents: Documents, templates: dict[str, str], where: str, says: str
) -> None:
    found = checked(tmp_path, documents, templates)
    assert any(where in breach and says in breach for breach in found), found
    assert all("[the law: " in breach for breach in found)


@pytest.mark.parametrize(
    "template",
    [
        '{% extends "letters/nothing.j2" %}',
        '{% extends "nothing" %}',
        '{% extends "/etc/passwd" %}',
        '{% extends "../letters/returned.j2" %}',
        own('{% include "letters/nothing.j2" %}'),
        own('{% include "/etc/shadow" %}'),
        own('{% include "../../countersign/settings.py" %}'),
    ],
)
def test_a_template_that_is_not_there_is_a_sentence_and_no_file_of_this_machine_is_looked_for(
    tmp_path: Path, documents: Documents, template: str
) -> None:
    (breach,) = checked(tmp_path, documents, {"procedure/submitted.j2": template})
    assert breach.startswith("letters/procedure/submitted.j2, line ")
    assert "there is no template “" in breach
    assert "a letter of ours such as letters/returned.j2" in breach
    assert "[the law: a letter reads only what it is given" in breach
    assert str(Path(__file__).parents[2]) not in breach


def test_a_pipe_a_device_and_a_folder_are_no_templates_and_nobody_waits_for_them(tmp_path: Path) -> None:
    schemes = folder_of(tmp_path, {"procedure/returned.j2": "x"})
    letters = schemes / "letters" / "procedure"
    os.mkfifo(letters / "submitted.j2")
    (letters / "agreed.j2").symlink_to("/dev/zero")
    (letters / "late.j2").symlink_to(letters / "nowhere")
    os.mkfifo(schemes / "letters" / "pipe")
    with pytest.raises(SchemeError) as error:
        CouncilWords(schemes)
    problems = error.value.problems
    assert any(
        problem.startswith("procedure/submitted.j2: cannot be read: it is a folder, a pipe or a device")
        for problem in problems
    )
    assert any(
        problem.startswith("procedure/agreed.j2: cannot be read: it is a folder, a pipe or a device")
        for problem in problems
    )


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    schemes = folder_of(tmp_path, {"procedure/returned.j2": "x"})
    with (schemes / "letters" / "procedure" / "submitted.j2").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(SchemeError, match=r"procedure/submitted\.j2: has 1000000000000 bytes; 64000 at most"):
        CouncilWords(schemes)


@pytest.mark.parametrize(
    "template", ["{% for a in b %}x{% endfor %}", "{{ b | join('') }}", "{{ b | last ~ b | join }}"]
)
def test_steps_are_counted_for_each_letter_and_run_out(template: str) -> None:
    made = CouncilEnvironment()
    made.count_filters()
    compiled = made.from_string(template)
    with bounded():
        assert compiled.render(b=("x",) * 100).startswith("x" * 100)
    with bounded(), pytest.raises(TooMuchError):
        compiled.render(b=("x" * LETTERS_A_STEP,) * MOST_STEPS)


def test_a_letter_of_ours_takes_few_of_its_steps(tmp_path: Path, documents: Documents) -> None:
    extends = {
        f"procedure/{facts.kind.value}.j2": f'{{% extends "letters/{facts.kind.value}.j2" %}}' for facts in LETTERS
    }
    words = documents.in_words_of(CouncilWords(folder_of(tmp_path, extends)))
    taken: dict[str, int] = {}
    for facts in LETTERS:
        with bounded() as left:
            assert words.in_their_words(addressed(facts))
        taken[facts.kind.value] = MOST_STEPS - left[0]
    assert max(taken.values()) < MOST_STEPS / 50, taken
    assert min(taken.values()) > 0
