"""TELL · What went by e-mail is remembered beside the post, so a restored database sends nothing twice."""

from dataclasses import replace
from pathlib import Path

import pytest

from countersign.letters.channels.once import Once
from countersign.letters.channels.transport import NotSentError, Transport, Went
from tests.letters.test_folder import ITEM
from tests.letters.transports import Trouble


class Post(Transport):
    """Keeps count of what went."""

    repeatable = False

    def __init__(self) -> None:
        self.went = 0

    def send(self, item: object) -> Went:
        del item
        self.went += 1
        return Went(f"<{self.went}@council.example>")


@pytest.fixture
def post() -> Post:
    return Post()


def test_what_went_goes_no_second_time(tmp_path: Path, post: Post) -> None:
    assert Once(post, tmp_path / "sent").send(ITEM) == Went("<1@council.example>")
    assert Once(post, tmp_path / "sent").send(ITEM) == Went("<1@council.example>"), "another process finds it"
    Once(post, tmp_path / "sent").send(replace(ITEM, reference="cs-0-2"))
    assert post.went == 2


def test_other_words_under_the_same_key_are_for_a_person_to_look_into(tmp_path: Path, post: Post) -> None:
    Once(post, tmp_path).send(ITEM)
    for other in (
        replace(ITEM, subject="Your plan"),
        replace(ITEM, address=("2 Mill Lane",)),
        replace(ITEM, files=ITEM.files[:1]),
        replace(ITEM, files=(("letter.txt", "text/plain", b"Bad news."), ITEM.files[1])),
    ):
        with pytest.raises(NotSentError) as raised:
            Once(post, tmp_path).send(other)
        assert not raised.value.certain
    assert post.went == 1


def test_what_may_have_gone_is_for_a_person_to_look_into(tmp_path: Path, post: Post) -> None:
    breaks_off = Trouble(post, times=1, error=lambda: NotSentError("it broke off", certain=False), repeatable=False)
    once = Once(breaks_off, tmp_path)
    for _ in range(2):
        with pytest.raises(NotSentError) as raised:
            once.send(ITEM)
        assert not raised.value.certain
    assert post.went == 0


def test_what_certainly_did_not_go_goes_at_the_next_try(tmp_path: Path, post: Post) -> None:
    once = Once(Trouble(post, times=1, repeatable=False), tmp_path)
    with pytest.raises(NotSentError) as raised:
        once.send(ITEM)
    assert raised.value.certain
    assert once.send(ITEM) == Went("<1@council.example>")


def test_where_nothing_can_be_written_down_nothing_goes(tmp_path: Path, post: Post) -> None:
    (tmp_path / "sent").write_text("a file where the folder should be")
    with pytest.raises(NotSentError) as raised:
        Once(post, tmp_path / "sent").send(ITEM)
    assert raised.value.certain
    assert post.went == 0


def test_the_memory_says_nothing_about_anybody(tmp_path: Path, post: Post) -> None:
    Once(post, tmp_path).send(ITEM)
    (remembered,) = tmp_path.iterdir()
    assert len(remembered.name) == 64
    assert ITEM.key.partition("/")[0] not in f"{remembered.name}{remembered.read_text()}"
