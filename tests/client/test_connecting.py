"""What is said when Temporal, or a setting, is not as it should be: as what it is, and nothing secret in it."""

import re
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from countersign.settings import SettingsError, read_settings
from countersign.temporal.connection import CannotConnect, connect, why_not

AT = "temporal.council.example:7233"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            "ConnectError(Custom { kind: InvalidData, error: InvalidMessage(InvalidContentType) })",
            "answers without TLS",
        ),
        ("invalid peer certificate: UnknownIssuer", "a certificate that we do not trust"),
        ("ConnectError(Custom { error: InvalidCertificate(UnknownIssuer) })", "a certificate that we do not trust"),
        ("error: InvalidCertificate(NotValidForName)", "a certificate of another name"),
        ("peer closed connection without sending TLS close_notify", "may want a certificate of ours"),
        ("Transport, PrivateKeyParseError", "cannot be read: see TEMPORAL_TLS_CLIENT_KEY_PATH"),
        ("received fatal alert: CertificateRequired", "wants a certificate of ours"),
        ('ConnectError("tcp connect error", 127.0.0.1:1, Os { code: 111 })', "No Temporal server answers"),
        ("dns error: failed to lookup address information", "no machine of the name"),
        ("h2 protocol error: http2 error", "If it wants TLS, set TEMPORAL_TLS=true"),
    ],
)
def test_why_nobody_answers_is_said_as_what_it_is(error: str, says: str) -> None:
    said = why_not(error, AT)
    assert says in said
    assert AT in said
    assert "Custom" not in said


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("TEMPORAL_NAMESPACE", "nope", "has no namespace nope"), ("TEMPORAL_TLS", "true", "answers without TLS")],
)
async def test_a_real_server_that_is_asked_for_something_else(
    temporal_server: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server.client.service_client.config.target_host)
    monkeypatch.setenv(name, value)

    with pytest.raises(CannotConnect, match=says):
        await connect()


async def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")

    with pytest.raises(CannotConnect, match="No Temporal server answers at 127"):
        await connect()


@pytest.mark.parametrize(
    ("mail_from", "is_one"),
    [
        ("plans@council.example", True),
        ("Plans <plans@council.example>", True),
        ('"Plans, adults" <plans@council.example>', True),
        ("Plans, adults <plans@council.example>", False),
        ("plans@council.example, other@council.example", False),
        ("plans", False),
    ],
)
def test_letters_come_from_one_mailbox(mail_from: str, *, is_one: bool) -> None:
    if is_one:
        assert read_settings({"COUNTERSIGN_MAIL_FROM": mail_from}).mail_from == mail_from
    else:
        with pytest.raises(SettingsError, match="MAIL_FROM: must be one e-mail address"):
            read_settings({"COUNTERSIGN_MAIL_FROM": mail_from})


SECRET = "S3cretKey"
PROFILES = {
    "is not closed": (f'[profile.default]\napi_key = "{SECRET}\n', "at line 2"),
    "is another kind": (f'[profile.default]\napi_key = "{SECRET}"\naddress = 7\n', "at line 3"),
}


@pytest.mark.parametrize(("content", "says"), PROFILES.values(), ids=PROFILES)
async def test_a_profile_file_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str, says: str
) -> None:
    file = tmp_path / "temporal.toml"
    file.write_text(content, encoding="utf-8")
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(file))
    with pytest.raises(SettingsError, match=says) as said:
        await connect()
    assert SECRET not in str(said.value)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TEMPORAL_CONFIG_FILE", "/nope.toml", "there is no file /nope.toml"),
        ("TEMPORAL_ADDRESS", "[/nope]", "TEMPORAL_ADDRESS: must be a machine and a port"),
        ("TEMPORAL_ADDRESS", "http://127.0.0.1:7233", "TEMPORAL_ADDRESS: must be a machine and a port"),
        ("TEMPORAL_PROFILE", "nope", "TEMPORAL_PROFILE: the profile file has no profile"),
        ("TEMPORAL_TLS_SERVER_CA_CERT_PATH", "/nope.pem", "/nope.pem: No such file"),
    ],
)
async def test_a_setting_of_temporals_that_cannot_be_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=re.escape(says)):
        await connect()
