"""Settings: the only reader of the environment.

Every setting is an environment variable `UNSTUCK_<NAME>`, or the same option on the command line, which wins. Nothing
is required: without an app id the bot speaks to this computer only. All faults are told at once, each by its name and
with a value that would work.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "UNSTUCK_"

AppType = Literal["single-tenant", "managed-identity"]
CloudName = Literal["public", "gov", "china"]

_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*")

_BOUNDS = {"port": " from 0 to 65535", "outage_people": ", 2 or more"}
_CHANNEL = re.compile(r"19:[A-Za-z0-9_.-]{1,200}@thread\.(?:tacv2|skype)")

_WORKS = {
    "host": "127.0.0.1",
    "port": "3978",
    "database": "sqlite:///unstuck.sqlite3",
    "content": "/srv/unstuck/content",
    "public_url": "https://help.contoso.com",
    "app_id": "00000000-0000-0000-0000-000000000000",
    "app_secret": "the client secret of the app registration",
    "app_tenant": "contoso.onmicrosoft.com",
    "app_type": "single-tenant",
    "tenants": "11111111-1111-1111-1111-111111111111",
    "cloud": "public",
    "openid_metadata": "https://login.botframework.com/v1/.well-known/openidconfiguration",
    "login_url": "https://login.microsoftonline.com",
    "service_hosts": "smba.example.com",
    "handoff_webhook": "https://tickets.contoso.com/unstuck",
    "handoff_secret": "whsec_ and a random key in base64",
    "handoff_file": "/var/lib/unstuck/cases.jsonl",
    "handoff_mail_to": "helpdesk@contoso.com",
    "handoff_mail_from": "unstuck@contoso.com",
    "smtp_url": "smtp://user:password@mail.contoso.com",
    "handoff_routes": "/etc/unstuck/routes.yaml",
    "helpdesk_hours": "Mon-Fri 08:00-17:00 Europe/Berlin",
    "helpdesk_holidays": "2026-12-25, 2026-12-31..2027-01-01",
    "helpdesk_channel": "19:0a1b2c@thread.tacv2",
    "outage_people": "12",
    "helpdesk_members": "22222222-2222-2222-2222-222222222222",
}


@dataclass(frozen=True, slots=True)
class SettingFault:
    """One setting that can't be used. `works`: a value that would."""

    name: str
    """As the environment spells it: `UNSTUCK_PORT`."""
    message: str
    works: str

    def __str__(self) -> str:
        return f"{self.name}: {self.message} This would work: {self.name}={self.works}"


class BadSettings(Exception):
    """Some settings can't be used: all of them, in the order of the list in the documentation."""

    def __init__(self, faults: tuple[SettingFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class Settings(BaseSettings):
    """What an operator can set. The strings of each field's documentation stand in docs/operators.md too."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", use_attribute_docstrings=True
    )

    host: str = "127.0.0.1"
    """The address to listen at. Without an app id only an address of this computer."""
    port: int = Field(default=3978, ge=0, le=65535)
    """The port to listen at. 0 takes any free one."""
    database: str = "sqlite:///unstuck.sqlite3"
    """Where sessions are kept: `sqlite:///FILE`, or `postgresql://user:password@host/name` for several processes."""
    content: Annotated[tuple[Path, ...], NoDecode] = ()
    """Folders with content of your own, on top of the shipped one. Several are separated as in PATH."""
    public_url: str | None = None
    """Where people reach this bot's pages from outside: the start of every `/go/` link."""

    app_id: str | None = None
    """The id of the bot's app registration."""
    app_secret: SecretStr | None = None
    """Its client secret. Not needed with a managed identity."""
    app_tenant: str | None = None
    """The tenant of the app registration."""
    app_type: AppType = "single-tenant"
    """How the bot signs in to answer: `single-tenant` or `managed-identity`."""
    tenants: Annotated[tuple[str, ...], NoDecode] = ()
    """Tenants whose people may use the bot, separated by commas. Empty: all that the app registration lets in."""
    cloud: CloudName = "public"
    """`public`, `gov` (GCC High and DoD) or `china`."""

    openid_metadata: str | None = None
    """Where the keys of callers come from, for private clouds and tests."""
    login_url: str | None = None
    """Where our own token comes from, for private clouds and tests: the login host, or its whole token address."""
    service_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Further hosts that a service URL may name, separated by commas: `host` or `host:port`."""

    handoff_webhook: str | None = None
    """Where a case is posted to."""
    handoff_secret: SecretStr | None = None
    """The key that signs what the webhook gets."""
    handoff_file: Path | None = None
    """A file that each case is added to, one JSON object a line."""
    handoff_mail_to: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses that each case is mailed to, separated by commas."""
    handoff_mail_from: str | None = None
    """The address that mails about cases come from."""
    smtp_url: SecretStr | None = None
    """The mail server: `smtp://user:password@host`, encrypted by STARTTLS, or `smtps://`. User and password are
    percent-encoded."""
    handoff_routes: Path | None = None
    """A file that says which case goes where, and names further destinations. Without it a case goes to all that is
    set."""
    helpdesk_hours: str | None = None
    """When somebody looks at cases, such as `Mon-Fri 08:00-17:00 Europe/Berlin`; several are separated by `;`."""
    helpdesk_holidays: str | None = None
    """Days on which nobody does, such as `2026-12-25, 2026-12-31..2027-01-01`."""
    helpdesk_channel: str | None = None
    """The conversation id of the Teams channel that cases are posted to, such as `19:...@thread.tacv2`."""
    helpdesk_members: Annotated[tuple[str, ...], NoDecode] = ()
    """Object ids in Entra of the people who may work on cases there, separated by commas. Empty: the members of the
    channel's team."""
    outage_people: int = Field(default=12, ge=2)
    """So many people with the same problem within an hour are an outage: the channel is told."""

    @property
    def is_open_to_teams(self) -> bool:
        """There is an app id: callers are checked. Without one the bot speaks to this computer only."""
        return self.app_id is not None

    @field_validator("host", "database", "app_id", "app_tenant", mode="after")
    @classmethod
    def _one_word(cls, value: str | None) -> str | None:
        if value is not None and (not value.strip() or any(letter.isspace() for letter in value.strip())):
            raise _fault("it has no value, or spaces in it.")
        return value.strip() if value is not None else None

    @field_validator("database", mode="after")
    @classmethod
    def _names_a_database(cls, value: str) -> str:
        kind, colon, rest = value.partition(":")
        if colon and kind == "sqlite" and (not rest.startswith("///") or not rest.strip("/")):
            raise _fault("it names no file: three slashes and the file's name belong behind `sqlite:`.")
        return value

    @field_validator("content", mode="before")
    @classmethod
    def _folders(cls, value: Any) -> Any:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("content", mode="after")
    @classmethod
    def _are_folders(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        for folder in value:
            if not folder.is_dir():
                raise _fault(f"there is no folder {folder}.")
        return value

    @field_validator("tenants", "service_hosts", "handoff_mail_to", "helpdesk_members", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("service_hosts", mode="after")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if "*" in host or "/" in host or not _splits(f"//{host}"):
                raise _fault(f"{host!r} isn't a host. Hosts are compared exactly: no address, no star.")
        return tuple(host.lower() for host in value)

    @field_validator("helpdesk_channel", mode="after")
    @classmethod
    def _is_channel(cls, value: str | None) -> str | None:
        if value is not None and not _CHANNEL.fullmatch(value):
            raise _fault("it isn't the id of a channel. A link to the channel holds it, percent-encoded.")
        return value

    @field_validator("handoff_mail_to", mode="after")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            if not is_mail_address(address):
                raise _fault(f"{address!r} isn't a mail address.")
        return value

    @field_validator("handoff_mail_from", mode="after")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and not is_mail_address(value):
            raise _fault("it isn't a mail address.")
        return value

    @field_validator("smtp_url", mode="after")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            address = value.get_secret_value()
            if not _splits(address) or urlsplit(address).scheme not in ("smtp", "smtps"):
                raise _fault("it isn't the address of a mail server.")
        return value

    @field_validator("handoff_routes", mode="after")
    @classmethod
    def _is_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise _fault(f"there is no file {value}.")
        return value

    @field_validator("app_type", mode="before")
    @classmethod
    def _azure_names(cls, value: Any) -> Any:
        # What the Azure portal calls them, so that a value can be copied from there.
        names = {"singletenant": "single-tenant", "userassignedmsi": "managed-identity"}
        return names.get(value.lower(), value.lower()) if isinstance(value, str) else value

    @field_validator("public_url", "openid_metadata", "login_url", "handoff_webhook", mode="after")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value) if _splits(value) else None
        if parts is None or not parts.hostname or parts.scheme not in ("http", "https"):
            raise _fault("it isn't a web address.")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise _fault("it must start with https://, except on this computer.")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        faults = [
            (name, message)
            for name, holds, message in (
                (
                    "host",
                    self.app_id is not None or is_loopback(self.host),
                    "without UNSTUCK_APP_ID the bot can't tell who is calling, so it listens on this computer only.",
                ),
                (
                    "app_secret",
                    self.app_id is None or self.app_type == "managed-identity" or self.app_secret is not None,
                    "with an app id of the type single-tenant it is needed.",
                ),
                ("app_id", self.app_id is not None or self.app_secret is None, "there is a secret, but no app id."),
                (
                    "app_tenant",
                    self.app_id is None or self.cloud != "china" or self.app_tenant is not None,
                    "in the cloud of China it is needed.",
                ),
                (
                    "handoff_mail_from",
                    not self.handoff_mail_to or self.handoff_mail_from is not None,
                    "with UNSTUCK_HANDOFF_MAIL_TO it is needed.",
                ),
                (
                    "smtp_url",
                    not self.handoff_mail_to or self.smtp_url is not None,
                    "with UNSTUCK_HANDOFF_MAIL_TO it is needed.",
                ),
            )
            if not holds
        ]
        if faults:
            raise PydanticCustomError("fits", "{faults}", {"faults": faults})
        return self


def load_settings(options: Mapping[str, Any]) -> Settings:
    """The environment, with what the command line gave on top (None: not given). Raises `BadSettings`."""
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        faults = [fault for each in error.errors() for fault in _faults(each)]
        order = list(Settings.model_fields)
        faults.sort(key=lambda fault: order.index(fault[0]) if fault[0] in order else len(order))
        raise BadSettings(
            tuple(SettingFault(PREFIX + name.upper(), message, _WORKS.get(name, "")) for name, message in faults)
        ) from None


def unknown_settings() -> tuple[str, ...]:
    """Names in the environment that begin like ours and are none of ours: mostly slips of the keyboard."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return tuple(sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known))


def user_data_folder() -> Path:
    """Where a person's own files of this program belong."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "unstuck"


def is_loopback(host: str) -> bool:
    """This computer and nothing else, by name or address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_mail_address(text: str) -> bool:
    """One plain address, without a name and without anything that could end a header."""
    return _MAIL_ADDRESS.fullmatch(text) is not None


def _fault(message: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{message}", {"message": message})


def _faults(error: Any) -> list[tuple[str, str]]:
    """Our own words for what pydantic found: name of the field and message. Never the value: it may be a secret."""
    context = error.get("ctx", {})
    if error["type"] == "fits":
        return list(context["faults"])
    name = str(error["loc"][0]) if error["loc"] else ""
    match error["type"]:
        case "setting":
            return [(name, context["message"])]
        case "literal_error":
            return [(name, f"it can be {context['expected']}.")]
        case "int_parsing" | "int_type" | "greater_than_equal" | "less_than_equal":
            return [(name, f"it must be a whole number{_BOUNDS.get(name, '')}.")]
        case _:
            return [(name, f"{error['msg']}.")]


def _splits(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or 0 < parts.port < 65536)
    except ValueError:
        return False
