"""The clouds that Teams runs in, and which hosts may be sent to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from bot.settings import CloudName, Settings, is_loopback


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where a cloud's tokens come from and go to."""

    issuer: str
    metadata: str
    login: str
    scope: str
    tenant: str
    """Where a bot without a tenant of its own gets its token."""
    hosts: frozenset[str]
    """Of service URLs. Compared exactly: anybody can register a name under trafficmanager.net."""


CLOUDS: Final[Mapping[CloudName, Cloud]] = {
    "public": Cloud(
        issuer="https://api.botframework.com",
        metadata="https://login.botframework.com/v1/.well-known/openidconfiguration",
        login="https://login.microsoftonline.com",
        scope="https://api.botframework.com/.default",
        tenant="botframework.com",
        hosts=frozenset({"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"}),
    ),
    "gov": Cloud(
        issuer="https://api.botframework.us",
        metadata="https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        login="https://login.microsoftonline.us",
        scope="https://api.botframework.us/.default",
        tenant="MicrosoftServices.onmicrosoft.us",
        hosts=frozenset({"smba.infra.gov.teams.microsoft.us"}),
    ),
    # Its service hosts aren't documented: UNSTUCK_SERVICE_HOSTS names them.
    "china": Cloud(
        issuer="https://api.botframework.azure.cn",
        metadata="https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
        login="https://login.partner.microsoftonline.cn",
        scope="https://api.botframework.azure.cn/.default",
        tenant="",
        hosts=frozenset(),
    ),
}


@dataclass(frozen=True, slots=True)
class ServiceHosts:
    """The hosts that may be sent to: `host` (port 443, or any on this computer) or `host:port`."""

    hosts: frozenset[str]
    loopback_only: bool = False

    def allow(self, service_url: str) -> bool:
        """
        >>> ServiceHosts(frozenset({"smba.trafficmanager.net"})).allow("https://smba.trafficmanager.net/emea/")
        True
        >>> ServiceHosts(frozenset({"smba.trafficmanager.net"})).allow("https://x.trafficmanager.net/")
        False
        """
        return _allow(self.hosts, self.loopback_only, service_url)


@lru_cache(maxsize=1024)
def _allow(hosts: frozenset[str], loopback_only: bool, service_url: str) -> bool:
    """Asked three times a turn, about the same few addresses."""
    try:
        parts = urlsplit(service_url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        return False
    # The browser's and Python's ideas of a host differ for such characters; none of them belongs into one.
    if any(not 32 < ord(letter) < 127 or letter in "\\%" for letter in service_url):
        return False
    local = is_loopback(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        return False
    if loopback_only:
        return local
    if local:
        return host in hosts or f"{host}:{port}" in hosts
    return f"{host}:{port or 443}" in hosts or (host in hosts and port in (None, 443))


def service_hosts(settings: Settings) -> ServiceHosts:
    hosts = CLOUDS[settings.cloud].hosts | frozenset(settings.service_hosts)
    return ServiceHosts(hosts, loopback_only=not settings.is_open_to_teams)
