import json
import os
from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, load_settings, unknown_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("UNSTUCK_"):
            monkeypatch.delenv(name)


def faults_of(**options: object) -> dict[str, str]:
    with pytest.raises(BadSettings) as bad:
        load_settings(options)
    return {fault.name: str(fault) for fault in bad.value.faults}


def test_nothing_has_to_be_set() -> None:
    settings = load_settings({})
    assert (settings.host, settings.port, settings.is_open_to_teams) == ("127.0.0.1", 3978, False)


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_PORT", "4000")
    assert load_settings({"port": None}).port == 4000
    assert load_settings({"port": 5000}).port == 5000


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_APP_ID", "")
    assert load_settings({}).app_id is None


def test_all_faults_are_told_at_once_by_name_with_a_value_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_PORT", "many")
    monkeypatch.setenv("UNSTUCK_CLOUD", "sky")
    monkeypatch.setenv("UNSTUCK_PUBLIC_URL", "help")
    faults = faults_of(content=("/nowhere",))
    assert list(faults) == ["UNSTUCK_PORT", "UNSTUCK_CONTENT", "UNSTUCK_PUBLIC_URL", "UNSTUCK_CLOUD"]
    assert "UNSTUCK_PORT=3978" in faults["UNSTUCK_PORT"]
    assert "'public', 'gov' or 'china'" in faults["UNSTUCK_CLOUD"]


MAIL: dict[str, object] = {"handoff_mail_from": "a@contoso.com", "smtp_url": "smtp://u:canary@mail.contoso.com"}


def test_several_addresses_are_separated_by_commas_and_the_password_of_the_mail_server_is_never_shown() -> None:
    settings = load_settings({**MAIL, "handoff_mail_to": "a@contoso.com, b@contoso.com"})
    assert settings.handoff_mail_to == ("a@contoso.com", "b@contoso.com")
    assert "canary" not in repr(settings)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"host": "0.0.0.0"}, "UNSTUCK_HOST"),
        ({"port": 70000}, "UNSTUCK_PORT"),
        ({"port": -1}, "UNSTUCK_PORT"),
        ({"app_id": "a"}, "UNSTUCK_APP_SECRET"),
        ({"app_secret": "s"}, "UNSTUCK_APP_ID"),
        ({"app_id": "a b", "app_secret": "s"}, "UNSTUCK_APP_ID"),
        ({"app_id": "a", "app_secret": "s", "cloud": "china"}, "UNSTUCK_APP_TENANT"),
        ({"app_type": "multi-tenant"}, "UNSTUCK_APP_TYPE"),
        ({"login_url": "http://login.example.com"}, "UNSTUCK_LOGIN_URL"),
        ({"openid_metadata": "http://[::1"}, "UNSTUCK_OPENID_METADATA"),
        ({"service_hosts": "*.trafficmanager.net"}, "UNSTUCK_SERVICE_HOSTS"),
        ({"service_hosts": "https://smba.example.com"}, "UNSTUCK_SERVICE_HOSTS"),
        ({"service_hosts": "smba.example.com:0"}, "UNSTUCK_SERVICE_HOSTS"),
        ({"handoff_webhook": "ftp://x"}, "UNSTUCK_HANDOFF_WEBHOOK"),
        ({"handoff_mail_to": "helpdesk"}, "UNSTUCK_HANDOFF_MAIL_TO"),
        ({"handoff_mail_to": "a@contoso.com\r\nBcc:b@contoso.com", **MAIL}, "UNSTUCK_HANDOFF_MAIL_TO"),
        ({**MAIL, "handoff_mail_from": "Unstuck <a@contoso.com>"}, "UNSTUCK_HANDOFF_MAIL_FROM"),
        ({**MAIL, "handoff_mail_to": "a@contoso.com", "handoff_mail_from": None}, "UNSTUCK_HANDOFF_MAIL_FROM"),
        ({**MAIL, "handoff_mail_to": "a@contoso.com", "smtp_url": None}, "UNSTUCK_SMTP_URL"),
        ({"smtp_url": "https://mail.contoso.com"}, "UNSTUCK_SMTP_URL"),
        ({"smtp_url": "smtp://"}, "UNSTUCK_SMTP_URL"),
        ({"handoff_routes": "/nowhere/routes.yaml"}, "UNSTUCK_HANDOFF_ROUTES"),
    ],
)
def test_a_setting_that_cannot_work_is_refused(options: dict[str, object], named: str) -> None:
    assert list(faults_of(**options)) == [named]


def test_a_refused_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_APP_SECRET", "s3cr3t-canary")
    monkeypatch.setenv("UNSTUCK_PORT", "s3cr3t-canary")
    told = json.dumps(faults_of())
    assert "canary" not in told
    monkeypatch.setenv("UNSTUCK_PORT", "80")
    monkeypatch.setenv("UNSTUCK_APP_ID", "a")
    assert "canary" not in repr(load_settings({}))


def test_several_folders_are_separated_as_in_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    monkeypatch.setenv("UNSTUCK_CONTENT", f"{first}{os.pathsep}{second}")
    assert load_settings({}).content == (first, second)


@pytest.mark.parametrize("written", ["UserAssignedMSI", "managed-identity", "Managed-Identity"])
def test_a_managed_identity_needs_no_secret_and_may_be_written_as_azure_does(written: str) -> None:
    settings = load_settings({"app_id": "a", "app_type": written, "host": "0.0.0.0"})
    assert (settings.app_type, settings.is_open_to_teams) == ("managed-identity", True)


def test_lists_are_separated_by_commas() -> None:
    settings = load_settings({"tenants": "a, b", "service_hosts": "SMBA.example.com,127.0.0.1:5000"})
    assert (settings.tenants, settings.service_hosts) == (("a", "b"), ("smba.example.com", "127.0.0.1:5000"))


def test_a_misspelt_name_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_PROT", "80")
    assert unknown_settings() == ("UNSTUCK_PROT",)


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("address", ["sqlite:///", "sqlite://", "sqlite:", "sqlite://x.sqlite3", "sqlite:x"])
def test_a_database_without_a_file_is_told_and_nothing_is_made_elsewhere(address: str) -> None:
    faults = faults_of(database=address)
    assert "three slashes" in faults["UNSTUCK_DATABASE"]
    assert "sqlite:///unstuck.sqlite3" in faults["UNSTUCK_DATABASE"]
