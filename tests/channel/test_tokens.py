import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from botframework.connector.auth import ClaimsIdentity

from bot.channel.clouds import CLOUDS, ServiceHosts
from bot.channel.own_token import OwnToken, TokenUnavailable, make_own_token
from bot.channel.parsing import parse
from bot.channel.tokens import CallerRefused, KeysUnavailable, TokenCallers, make_callers
from bot.settings import load_settings
from tests.channel.directory import APP_ID, Directory, directory
from tests.channel.wired import wired

SERVICE = "https://smba.trafficmanager.net/emea/"


@dataclass
class Door:
    login: Directory
    callers: TokenCallers
    session: aiohttp.ClientSession

    async def enter(self, header: str, **changes: Any) -> None:
        caller = await self.callers.identify([header])
        self.callers.admit(caller, parse(wired("message-text", **changes)))

    def other_callers(self, **options: Any) -> TokenCallers:
        return callers_of(self.login, self.session, **options)


def callers_of(login: Directory, session: aiohttp.ClientSession, **options: Any) -> TokenCallers:
    given = {"app_id": APP_ID, "app_secret": "s", "openid_metadata": login.metadata_url, "login_url": login.url}
    callers = make_callers(load_settings(given | options), session)
    assert isinstance(callers, TokenCallers)
    return callers


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with directory() as login, aiohttp.ClientSession() as session:
        yield Door(login, callers_of(login, session), session)


async def refusal(door: Door, header: str, **changes: Any) -> tuple[int, str]:
    with pytest.raises(CallerRefused) as refused:
        await door.enter(header, **changes)
    return refused.value.status, refused.value.reason


async def test_a_good_token_is_let_in(door: Door) -> None:
    await door.enter(door.login.header(SERVICE))


async def test_four_minutes_between_clocks_are_allowed_and_six_are_not(door: Door) -> None:
    now = int(time.time())
    await door.enter(door.login.header(SERVICE, exp=now - 240))
    await door.enter(door.login.header(SERVICE, nbf=now + 240))
    assert (await refusal(door, door.login.header(SERVICE, exp=now - 360)))[1] == "expired"


async def test_the_key_must_be_endorsed_for_the_channel(door: Door) -> None:
    door.login.listed = {"k1": ["webchat"], "k2": None}
    assert (await refusal(door, door.login.header(SERVICE)))[1] == "not-endorsed"
    assert (await refusal(door, door.login.header(SERVICE, key="k2")))[1] == "not-endorsed"


async def test_the_same_token_is_looked_at_again_for_another_activity(door: Door) -> None:
    header = door.login.header(SERVICE)
    await door.enter(header)
    elsewhere = "https://smba.trafficmanager.net/amer/"
    assert (await refusal(door, header, serviceUrl=elsewhere))[1] == "service-url"
    assert (await refusal(door, header, channelId="emulator"))[1] == "not-endorsed"


async def test_a_host_that_is_not_listed_is_refused_even_with_a_good_token(door: Door) -> None:
    evil = "https://evil.trafficmanager.net/emea/"
    assert await refusal(door, door.login.header(evil), serviceUrl=evil) == (403, "service-host")


async def test_a_listed_tenant_is_let_in_in_whatever_letters_it_is_spelled(door: Door) -> None:
    door.callers = door.other_callers(tenants="T-1")
    for tenant in ("t-1", "T-1"):
        await door.enter(door.login.header(SERVICE), channelData={"tenant": {"id": tenant}})


def test_without_an_app_id_the_listed_tenants_are_the_only_ones_too() -> None:
    callers = make_callers(load_settings({"tenants": "t-1"}), None)  # type: ignore[arg-type]
    mine, other = (
        wired("message-text", serviceUrl="http://127.0.0.1/") | {"channelData": {"tenant": {"id": tenant}}}
        for tenant in ("t-1", "t-2")
    )
    callers.admit(ClaimsIdentity({}, False), parse(mine))
    with pytest.raises(CallerRefused, match="tenant"):
        callers.admit(ClaimsIdentity({}, False), parse(other))


async def test_a_good_token_is_verified_once(door: Door) -> None:
    header = door.login.header(SERVICE)
    first = await door.callers.identify([header])
    assert await door.callers.identify([header]) is first


async def test_a_remembered_token_is_refused_after_it_expired(door: Door) -> None:
    header = door.login.header(SERVICE, exp=int(time.time()) - 299)
    await door.callers.identify([header])
    await asyncio.sleep(2)
    assert (await refusal(door, header))[1] == "expired"


async def test_keys_are_fetched_once_for_all_who_wait(door: Door) -> None:
    door.login.slow_s = 0.05
    headers = [door.login.header(SERVICE, nonce=number) for number in range(10)]
    await asyncio.gather(*(door.callers.identify([header]) for header in headers))
    assert door.login.asked == ["metadata", "keys"]


async def test_an_unknown_key_is_looked_for_once_and_not_for_everybody_who_asks(door: Door) -> None:
    await door.enter(door.login.header(SERVICE))
    for number in range(5):
        assert (await refusal(door, door.login.header(SERVICE, kid=f"made-up-{number}")))[1] == "unknown-key"
    assert door.login.asked == ["metadata", "keys"]  # fetched a moment ago: not again for five minutes


async def test_a_rotated_key_is_found_at_once(door: Door) -> None:
    await door.enter(door.login.header(SERVICE))
    door.login.listed["k2"] = ["msteams"]
    await door.callers.keys.refresh()
    await door.enter(door.login.header(SERVICE, key="k2"))


async def test_keys_that_were_there_serve_on_when_the_login_service_is_down(door: Door) -> None:
    await door.enter(door.login.header(SERVICE))
    door.login.down = True
    await door.callers.keys.refresh()
    await door.enter(door.login.header(SERVICE, nonce=2))


async def test_without_any_key_nobody_is_refused_for_good(door: Door) -> None:
    door.login.down = True
    with pytest.raises(KeysUnavailable):
        await door.callers.identify([door.login.header(SERVICE)])
    assert (await refusal(door, "Bearer x"))[0] == 401


# --- our own token ---------------------------------------------------------------------------------------------------


def own_token(door: Door, **options: Any) -> OwnToken:
    given = {"app_id": APP_ID, "app_secret": "s3", "app_tenant": "contoso", "login_url": door.login.url}
    token = make_own_token(load_settings(given | options), door.session)
    assert token is not None
    return token


async def test_our_token_is_fetched_once_for_all_and_kept(door: Door) -> None:
    door.login.slow_s = 0.05
    token = own_token(door)
    assert set(await asyncio.gather(*(token.get() for _ in range(10)))) == {"own-1"}
    assert await token.get() == "own-1"
    assert door.login.asked == ["/contoso/oauth2/v2.0/token"]
    assert door.login.forms[0] == {
        "grant_type": "client_credentials",
        "client_id": APP_ID,
        "client_secret": "s3",
        "scope": "https://api.botframework.com/.default",
    }


async def test_a_token_that_ends_soon_serves_while_the_next_one_is_fetched(door: Door) -> None:
    door.login.lifetime_s = 200
    token = own_token(door)
    assert await token.get() == "own-1"
    assert await token.get() == "own-1"
    deadline = time.monotonic() + 5
    while await token.get() == "own-1" and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    assert door.login.granted >= 2


async def test_a_token_that_was_refused_is_fetched_anew(door: Door) -> None:
    token = own_token(door)
    token.forget(await token.get())
    assert await token.get() == "own-2"


async def test_a_login_service_that_is_down_is_told_as_such_and_asked_again(door: Door) -> None:
    door.login.down = True
    token = own_token(door)
    with pytest.raises(TokenUnavailable):
        await token.get()
    door.login.down = False
    assert await token.get() == "own-1"


@pytest.mark.parametrize("path", ["", "/contoso/oauth2/v2.0/token"])
async def test_the_login_address_may_be_the_host_or_the_whole_token_address(door: Door, path: str) -> None:
    token = own_token(door, login_url=door.login.url + path)
    assert await token.get() == "own-1"
    assert door.login.asked == ["/contoso/oauth2/v2.0/token"]


async def test_a_managed_identity_gets_its_token_from_where_azure_says(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{door.login.url}/identity")
    monkeypatch.setenv("IDENTITY_HEADER", "h")
    token = own_token(door, app_secret=None, app_type="managed-identity")
    assert set(await asyncio.gather(token.get(), token.get())) == {"own-identity"}
    assert door.login.asked == ["identity"]
    assert door.login.forms[0]["client_id"] == APP_ID
    assert door.login.forms[0]["resource"] == "https://api.botframework.com"


async def test_a_managed_identity_that_azure_does_not_know_is_told_as_such(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{door.login.url}/identity")
    monkeypatch.setenv("IDENTITY_HEADER", "h")
    door.login.down = True
    with pytest.raises(TokenUnavailable):
        await own_token(door, app_secret=None, app_type="managed-identity").get()


def test_without_an_app_id_there_is_no_token() -> None:
    assert make_own_token(load_settings({}), None) is None  # type: ignore[arg-type]


# --- clouds and hosts ------------------------------------------------------------------------------------------------

PUBLIC = ServiceHosts(CLOUDS["public"].hosts | {"127.0.0.1:5000", "own.example.com:8443", "localhost"})


@pytest.mark.parametrize(
    ("service_url", "allowed"),
    [
        ("https://smba.trafficmanager.net/emea/", True),
        ("https://SMBA.trafficmanager.net/emea/", True),
        ("https://smba.trafficmanager.net:443/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/gcc/", True),
        ("https://own.example.com:8443/", True),
        ("http://127.0.0.1:5000/", True),
        ("http://localhost:1234/", True),
        ("http://smba.trafficmanager.net/emea/", False),
        ("https://smba.trafficmanager.net:8443/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://evil.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://evil.example/https://smba.trafficmanager.net/", False),
        ("https://evil.example#smba.trafficmanager.net/", False),
        ("https://evil.example\\@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net./", False),
        ("https://smba.trafficmanager.net%2eevil.example/", False),
        ("https://smba.trafficmanager.net\t.evil.example/", False),
        ("https://smba.infra.gov.teams.microsoft.us/", False),  # another cloud's
        ("https://own.example.com/", False),
        ("http://127.0.0.1:5001/", False),
        ("http://[::1]:5000/", False),
        ("http://169.254.169.254/metadata", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("https://[bad", False),
        ("https://smba.trafficmanager.net:99999/", False),
        ("smba.trafficmanager.net", False),
        ("", False),
    ],
)
def test_a_service_host_is_compared_exactly(service_url: str, allowed: bool) -> None:
    assert PUBLIC.allow(service_url) is allowed


@pytest.mark.parametrize(
    ("service_url", "allowed"),
    [
        ("http://127.0.0.1:5000/", True),
        ("http://[::1]:5000/", True),
        ("https://localhost/", True),
        ("https://smba.trafficmanager.net/emea/", False),
        ("http://127.0.0.1.evil.example/", False),
        ("http://0.0.0.0:5000/", False),
    ],
)
def test_without_an_app_id_only_this_computer_is_called(service_url: str, allowed: bool) -> None:
    assert ServiceHosts(frozenset(), loopback_only=True).allow(service_url) is allowed


CLOUD_TABLE: Mapping[str, tuple[str, str, str]] = {
    "public": ("https://api.botframework.com", "login.botframework.com", "https://api.botframework.com/.default"),
    "gov": ("https://api.botframework.us", "login.botframework.azure.us", "https://api.botframework.us/.default"),
    "china": (
        "https://api.botframework.azure.cn",
        "login.botframework.azure.cn",
        "https://api.botframework.azure.cn/.default",
    ),
}


@pytest.mark.parametrize("name", ["public", "gov", "china"])
def test_each_cloud_has_its_own_issuer_keys_and_scope(name: Any) -> None:
    issuer, metadata_host, scope = CLOUD_TABLE[name]
    cloud = CLOUDS[name]
    assert (cloud.issuer, cloud.scope) == (issuer, scope)
    assert cloud.metadata == f"https://{metadata_host}/v1/.well-known/openidconfiguration"
