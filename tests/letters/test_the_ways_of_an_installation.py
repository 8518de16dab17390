"""TELL-5 · Which ways of sending an installation has, by its settings; and every setting that is wrong, at once."""

import logging
from pathlib import Path

import pytest

from countersign.careplan.ways import Way
from countersign.letters.channels.folder import Folder
from countersign.letters.channels.once import Once
from countersign.sending import ways_of
from countersign.settings import Settings, SettingsError, environment_of, read_settings
from tests.letters.certificates import certified

KEY = "countersign-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"


def settings(folder: Path, **given: str) -> Settings:
    return read_settings(
        {f"COUNTERSIGN_{name.upper()}": text for name, text in {"outbox": str(folder), **given}.items()}
    )


def key_file(folder: Path, key: str = f"{KEY}\n") -> str:
    (folder / "key").write_text(key)
    return str(folder / "key")


@pytest.mark.rule("TELL-5")
def test_without_a_relay_and_without_notify_everything_goes_to_the_folder(tmp_path: Path) -> None:
    ways = ways_of(settings(tmp_path))
    assert ways.keys() == {Way.FOLDER, Way.SMTP}
    assert all(isinstance(way, Folder) for way in ways.values())


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("templates", "there"),
    [
        ((), set[Way]()),
        (("email",), {Way.NOTIFY_EMAIL}),
        (("email", "file", "text"), {Way.NOTIFY_EMAIL, Way.NOTIFY_FILE, Way.NOTIFY_TEXT}),
    ],
)
def test_with_notify_there_is_a_way_for_each_template_and_always_one_for_letters(
    tmp_path: Path, templates: tuple[str, ...], there: set[Way]
) -> None:
    given = {f"notify_{name}_template": TEMPLATE for name in templates}
    ways = ways_of(settings(tmp_path, notify_key_file=key_file(tmp_path), notify_a_minute="7", **given))
    assert ways.keys() == {Way.FOLDER, Way.SMTP, Way.NOTIFY_LETTER} | there
    assert {way.a_minute for name, way in ways.items() if name.value.startswith("notify")} == {7}


SECURITY: list[tuple[dict[str, str], str]] = [
    ({"smtp_host": "127.0.0.1"}, "none"),
    ({"smtp_host": "localhost"}, "none"),
    ({"smtp_host": "::1"}, "none"),
    ({"smtp_host": "localhost", "smtp_tls": "starttls"}, "starttls"),
    ({"smtp_host": "relay.example"}, "starttls"),
    ({"smtp_host": "10.0.0.1"}, "starttls"),
    ({"smtp_host": "localhost.example"}, "starttls"),
    ({"smtp_host": "relay.example", "smtp_port": "465"}, "tls"),
    ({"smtp_host": "relay.example", "smtp_port": "2465", "smtp_tls": "tls"}, "tls"),
    ({"smtp_host": "mail", "smtp_plain_to": "mail"}, "none"),
    ({"smtp_host": "relay.example", "smtp_plain_to": "mail"}, "starttls"),
]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(("given", "security"), SECURITY, ids=[" ".join(row[0].values()) for row in SECURITY])
def test_email_goes_encrypted_unless_it_stays_on_this_machine(
    tmp_path: Path, given: dict[str, str], security: str
) -> None:
    read = settings(tmp_path, **given)
    assert read.smtp_security == security
    assert isinstance(ways_of(read)[Way.SMTP], Once)


def test_what_the_folder_and_the_callbacks_need_is_looked_at_before_anything_goes(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("no folder")
    with pytest.raises(SettingsError) as raised:
        ways_of(
            settings(tmp_path, outbox=str(in_the_way / "outbox"), notify_callback_token_file=str(tmp_path / "nowhere"))
        )
    said = str(raised.value)
    assert "COUNTERSIGN_OUTBOX: the folder cannot be made" in said
    assert "COUNTERSIGN_NOTIFY_CALLBACK_TOKEN_FILE: cannot be read" in said


def test_that_email_is_sent_to_nobody_is_said_aloud(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        ways_of(settings(tmp_path))
    assert "COUNTERSIGN_SMTP_HOST is not set" in caplog.text


def test_that_email_goes_unencrypted_is_said_aloud(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        ways_of(settings(tmp_path, smtp_host="mail", smtp_plain_to="mail"))
    assert "e-mail goes unencrypted to mail" in caplog.text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"notify_url": "http://notify.example"}, "COUNTERSIGN_NOTIFY_URL: must begin with https://"),
        ({"notify_url": "https://user:secret@notify.example"}, "COUNTERSIGN_NOTIFY_URL: must be a URL alone"),
        ({"notify_text_template": "Text"}, "COUNTERSIGN_NOTIFY_TEXT_TEMPLATE: must be the id of a template"),
        ({"smtp_tls": "perhaps"}, "COUNTERSIGN_SMTP_TLS: "),
        ({"notify_postage": "third"}, "COUNTERSIGN_NOTIFY_POSTAGE: "),
        ({"notify_a_minute": "3001"}, "COUNTERSIGN_NOTIFY_A_MINUTE: "),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, given: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings(tmp_path, **given)
    assert says in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_server_on_this_machine_needs_no_tls(tmp_path: Path) -> None:
    assert settings(tmp_path, notify_url="http://127.0.0.1:8080").notify_url == "http://127.0.0.1:8080"


@pytest.mark.rule("TELL-5")
def test_every_file_that_cannot_be_used_is_named_at_once_and_none_is_shown(tmp_path: Path) -> None:
    (tmp_path / "login").write_text("secret\n")
    (tmp_path / "authorities").write_text("secret")
    given = settings(
        tmp_path,
        smtp_host="relay.example",
        smtp_login_file=str(tmp_path / "login"),
        smtp_authorities=str(tmp_path / "authorities"),
        notify_key_file=key_file(tmp_path, "secret"),
    )
    with pytest.raises(SettingsError) as raised:
        ways_of(given)
    said = str(raised.value).split("; ")
    assert [line.partition(":")[0] for line in said] == [
        "COUNTERSIGN_SMTP_LOGIN_FILE",
        "COUNTERSIGN_SMTP_AUTHORITIES",
        "COUNTERSIGN_NOTIFY_KEY_FILE",
    ]
    assert "secret" not in str(raised.value)


def test_files_that_are_as_they_should_be_are_used(tmp_path: Path) -> None:
    (tmp_path / "login").write_text("plans\nsecret\n")
    given = settings(
        tmp_path,
        smtp_host="relay.example",
        smtp_login_file=str(tmp_path / "login"),
        smtp_authorities=str(certified(tmp_path).authorities),
        notify_key_file=key_file(tmp_path),
    )
    assert Way.NOTIFY_LETTER in ways_of(given)
    assert read_settings(environment_of(given)) == given


@pytest.mark.parametrize("content", [None, b"", b"\xff", KEY[12:].encode(), f"{KEY} {KEY}".encode()])
def test_a_key_that_is_none_is_not_used(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"^COUNTERSIGN_NOTIFY_KEY_FILE: ") as raised:
        ways_of(settings(tmp_path, notify_key_file=str(file)))
    assert KEY[-36:] not in str(raised.value)
