"""WHO-4: the council's file of senders, the keys, and what an installation may leave unsaid."""

import json
import re
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

import worker
from countersign.careplan.senders import SendersError
from countersign.embedded.run import letters_line, senders_line
from countersign.embedded.stack import EXAMPLE_SENDER
from countersign.office import gate_of, office_of
from countersign.senders.keys import KeyFileError, private_key_in, senders_in
from countersign.senders.signing import Signer
from countersign.settings import Settings, SettingsError, read_settings
from countersign.store.database import Database, open_engine
from countersign.testkit.examples import SENDER
from countersign.testkit.office import documents
from starter import cli
from tests.senders.signed import AUDIENCE, FILE, KEY, KID, OTHER_KEY, as_toml, senders, written
from tests.support.builders import ROOT, Json, changed, without

POSTGRESQL = "postgresql+psycopg://countersign@localhost/countersign"


def test_a_file_of_senders_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert senders_in(written(tmp_path)) == senders()


KEY_TWICE = [FILE["system"][0]["key"][0], {**FILE["system"][0]["key"][0], "public": OTHER_KEY["x"]}]


@pytest.mark.rule("WHO-4")
@pytest.mark.parametrize(
    ("changes", "about"),
    [
        pytest.param({"system.0.name": "Case System"}, "system.0.name", id="a system that is no name"),
        pytest.param({"system.0.audience": ""}, "system.0.audience", id="no audience"),
        pytest.param({"system.0.messages": ["Decide!"]}, "system.0.messages.0", id="a message that is none"),
        pytest.param({"system.0.staff": ["anna smith"]}, "system.0.staff.0", id="staff that is a name"),
        pytest.param({"system.0.key": []}, "system.0.key", id="no key"),
        pytest.param({"system.0.key.0.public": "short"}, "system.0.key.0.public", id="half a key"),
        pytest.param({"system.0.key.0.until": "2025-12-31"}, "before the key's first day", id="days the wrong way"),
        pytest.param({"system.0.key": KEY_TWICE}, "kid: stands there twice", id="one id, two keys"),
        pytest.param({"system": [FILE["system"][0]] * 2}, "stands there twice", id="one system twice"),
        pytest.param({"system": []}, "system", id="nobody"),
        pytest.param({"system.0.secret": "x"}, "system.0.secret", id="a field that there is not"),
    ],
)
def test_a_file_of_senders_that_cannot_be_right_is_refused_by_name(changes: Json, about: str, tmp_path: Path) -> None:
    with pytest.raises(SendersError, match=r"senders\.toml") as refused:
        senders_in(written(tmp_path, changed(FILE, changes)))
    assert about in str(refused.value)


@pytest.mark.parametrize("content", ["[[system]", "\ufeffname ="])
def test_a_file_that_is_no_toml_is_refused_by_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "senders.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SendersError, match="is not TOML"):
        senders_in(path)
    with pytest.raises(SendersError, match="No such file"):
        senders_in(tmp_path / "none.toml")


def keys(*arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(cli, ["keys", *arguments])
    return ran.exit_code, ran.output


@pytest.mark.rule("WHO-4")
def test_the_first_pair_is_made_by_one_command_and_nothing_is_written_over(tmp_path: Path) -> None:
    private, file = tmp_path / "case-system.json", tmp_path / "senders.toml"
    new = ["new", "case-system", "--audience", AUDIENCE, "--private", str(private), "--senders", str(file)]
    code, _ = keys(*new)
    assert code == 0
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    made = senders_in(file)
    assert [system.name for system in made.system] == ["case-system"]
    key, said = private_key_in(private)
    assert (said.x, said.aud) == (made.system[0].key[0].public, AUDIENCE)
    assert key.as_dict(private=False)["x"] == said.x
    assert "d" not in file.read_text(encoding="utf-8").partition("public")[2].partition("=")[0]
    assert said.d not in file.read_text(encoding="utf-8")
    before = private.read_text(encoding="utf-8"), file.read_text(encoding="utf-8")
    for again in (new, new[:-2]):
        code, _ = keys(*again)
        assert code == 2
    assert (private.read_text(encoding="utf-8"), file.read_text(encoding="utf-8")) == before
    code, shown = keys("check", str(file))
    assert (code, "case-system" in shown, AUDIENCE in shown) == (0, True, True)


@pytest.mark.rule("WHO-4")
def test_a_pair_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    private, file = tmp_path / "keys" / "case-system.json", tmp_path / "none" / "senders" / "senders.toml"
    new = ["new", "case-system", "--audience", AUDIENCE, "--senders"]
    code, _ = keys(*new, str(file), "--private", str(private))
    assert (code, private.exists(), file.exists()) == (0, True, True)
    code, said = keys(*new, str(file), "--private", str(private))
    assert (code, said.count("is there already")) == (2, 2)
    other = tmp_path / "other.json"
    code, said = keys(*new, str(private / "senders.toml"), "--private", str(other))
    assert (code, other.exists()) == (2, False), said
    code, said = keys(*new, str(tmp_path / "new.toml"), "--private", str(other), "--kid", "no key's id")
    assert (code, other.exists(), (tmp_path / "new.toml").exists()) == (2, False, False), said


def test_git_ignores_the_keys_that_the_documentation_has_made() -> None:
    command = re.search(r"keys new .*\n.*", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    assert command is not None
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    private, file = re.findall(r"--(?:private|senders) (\S+)", command[0])
    assert f"/{private}" in ignored
    assert f"{Path(file).parent}/" in ignored


@pytest.mark.rule("WHO-4")
def test_a_second_key_is_printed_to_be_pasted(tmp_path: Path) -> None:
    private, file = tmp_path / "second.json", written(tmp_path)
    code, shown = keys("new", "case-system", "--audience", AUDIENCE, "--private", str(private), "--kid", "second-1")
    assert code == 0
    with file.open("a", encoding="utf-8") as more:
        more.write(shown)
    assert [key.kid for key in senders_in(file).system[0].key] == [KID, "second-1"]
    assert json.loads(private.read_text(encoding="utf-8"))["d"] not in shown


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", json.dumps(KEY), json.dumps({**KEY, "kid": KID, "aud": AUDIENCE, "d": "x"})],
    ids=["nothing", "a list", "an empty object", "without an id", "half a key"],
)
def test_a_private_key_that_cannot_be_read_is_refused_and_not_repeated(content: str, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KeyFileError, match=r"key\.json") as refused:
        Signer.with_key_in(path)
    assert KEY["d"] not in str(refused.value)


def settings(**given: str) -> Settings:
    return read_settings({f"COUNTERSIGN_{name.upper()}": value for name, value in given.items()})


@pytest.mark.rule("WHO-4")
@pytest.mark.parametrize(
    ("given", "asks", "fault"),
    [
        pytest.param({}, False, "", id="SQLite: open"),
        pytest.param({"senders": "signed"}, True, "SENDERS_FILE", id="SQLite, signed, and no file"),
        pytest.param({"senders": "signed", "senders_file": "f"}, True, "", id="SQLite, signed"),
        pytest.param({"database_url": POSTGRESQL}, True, "SENDERS_FILE", id="PostgreSQL: signed, so it needs a file"),
        pytest.param({"database_url": POSTGRESQL, "senders_file": "f"}, True, "", id="PostgreSQL with a file"),
        pytest.param({"database_url": POSTGRESQL, "senders": "open"}, False, "OPEN_TO", id="PostgreSQL, said once"),
        pytest.param(
            {"database_url": POSTGRESQL, "senders": "open", "senders_open_to": "anybody"},
            False,
            "",
            id="PostgreSQL, said twice",
        ),
        pytest.param(
            {"database_url": POSTGRESQL, "senders_open_to": "anybody"}, True, "SENDERS_FILE", id="PostgreSQL, half said"
        ),
    ],
)
def test_an_installation_is_open_only_where_somebody_meant_it(given: dict[str, str], asks: bool, fault: str) -> None:
    read = settings(**given)
    assert read.asks_senders is asks
    if not fault:
        read.check_senders()
        return
    with pytest.raises(SettingsError, match=fault):
        read.check_senders()


@pytest.mark.parametrize("value", ["Open", "no", "anybody"])
def test_what_senders_may_be_is_said(value: str) -> None:
    with pytest.raises(SettingsError, match="COUNTERSIGN_SENDERS: "):
        settings(senders=value)


@pytest.mark.rule("WHO-4")
def test_an_open_installation_says_so_aloud(caplog: pytest.LogCaptureFixture) -> None:
    given = settings(sender=str(SENDER))
    worker.activities_of(given, Database(open_engine("sqlite://")), office_of(given, documents()))
    assert "COUNTERSIGN_SENDERS=open" in caplog.text


@pytest.mark.rule("WHO-4")
def test_a_worker_does_not_start_with_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "senders.toml"
    path.write_text(as_toml(without(FILE, "system.0.audience")), encoding="utf-8")
    with pytest.raises(SendersError, match="audience"):
        gate_of(settings(senders_file=str(path)))


@pytest.mark.rule("WHO-4")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "anybody: no signature is asked"),
        ({"senders": "signed", "senders_file": "f.toml"}, "only whoever signs: f"),
    ],
    ids=["open", "signed"],
)
def test_make_run_says_who_may_send(given: dict[str, str], says: str) -> None:
    assert says in senders_line(settings(**given))


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize(
    ("file", "says"),
    [
        (EXAMPLE_SENDER, "a made-up council: no sender.toml stands beside the schemes"),
        ("other.toml", "Letters come from  Northbridge Council"),
        ("none.toml", "a file that cannot be read now: none.toml"),
    ],
)
def test_make_run_says_from_whom_letters_come(tmp_path: Path, file: str | Path, says: str) -> None:
    shutil.copy(EXAMPLE_SENDER, tmp_path / "other.toml")
    assert says in letters_line(settings(sender=str(tmp_path / file)))
