"""What is wrong with this installation, and what to set.

Everything is looked at in one run, in the order in which an operator sets it up, with the same eyes as a start: what
`unstuck run` refuses is a problem here. No file is made or left. In a database that is there one row is written, to see
that it can be. Of the login service a token is asked for and thrown away.
"""

import re
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import aiohttp

from bot.channel.connector import new_session
from bot.channel.own_token import TokenUnavailable, make_own_token
from bot.channel.tokens import KeysUnavailable, TokenCallers, make_callers
from bot.content.model import Content
from bot.engine.shelf import FaultyContent, read_edition
from bot.helpdesk.destinations import why_unwritable
from bot.helpdesk.routing import CannotRoute, read_plan, unmet, unusable
from bot.server import ALIVE, IN_USE, why_not_listening
from bot.settings import BadSettings, Settings, load_settings, unknown_settings
from bot.store import DatabaseOlder, DatabaseProblem, Waiting, open_store, sqlite_file
from bot.turn import StoreUnavailable, now_utc

_CASES_WAIT_MINUTES = 10
_UNSEEN = (
    "Nothing came from that channel yet, so cases wait. Add the app to its team, then write to @Unstuck in the channel."
)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """`problem`: the bot doesn't work so. `advice`: it works, and could be better. `fine`: nothing to do."""

    level: Literal["fine", "advice", "problem"]
    about: str
    says: str


async def examine(options: Mapping[str, Any]) -> AsyncIterator[Finding]:
    """Everything that was found, as it is found. `options`: as for `load_settings`."""
    for name in unknown_settings():
        yield Finding("advice", name, "No setting has this name. Is it misspelt?")
    try:
        settings = load_settings(options)
    except BadSettings as bad:
        for fault in bad.faults:
            yield Finding("problem", fault.name, f"{fault.message} This would work: {fault.works}")
        return
    yield Finding("fine", "settings", "They fit together.")
    content = _content(settings)
    yield content if isinstance(content, Finding) else _counted(content)
    async for finding in _database(settings):
        yield finding
    yield await _port(settings)
    for finding in _teams(settings):
        yield finding
    if settings.is_open_to_teams:
        async with new_session() as session:
            yield await _keys(settings, session)
            yield await _token(settings, session)
    for finding in _handoff(settings, None if isinstance(content, Finding) else content):
        yield finding


def _content(settings: Settings) -> Content | Finding:
    """The content, or what is wrong with it."""
    try:
        edition = read_edition(settings.content)
    except FaultyContent as faulty:
        first = faulty.diagnostics[0]
        says = f"{len(faulty.diagnostics)} faults, the first at {first.place}. `unstuck check` lists them all."
        return Finding("problem", "content", says)
    return edition.content


def _counted(content: Content) -> Finding:
    return Finding("fine", "content", f"{len(content.problems)} problems, {len(content.dialogs)} dialogs.")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    about = "UNSTUCK_DATABASE"
    file = sqlite_file(settings.database)
    if file is not None and (not file.exists() or file.stat().st_size == 0):
        why = why_unwritable(_first_missing(file))
        if why is None:
            yield Finding("fine", about, "It isn't there yet. The bot makes it when it starts.")
        else:
            yield Finding("problem", about, f"{file} can't be made: {why}.")
        return
    try:
        store = open_store(settings.database, alone=False)
    except DatabaseOlder:
        yield Finding("fine", about, "It is of an older version. The bot brings it up to date when it starts.")
        return
    except DatabaseProblem as problem:
        yield Finding("problem", about, str(problem))
        return
    try:
        await store.ready()
        yield Finding("fine", about, "It can be written.")
        for finding in _backlog(await store.waiting(), now_utc()):
            yield finding
        if settings.helpdesk_channel is not None and await store.channel(settings.helpdesk_channel) is None:
            yield Finding("advice", "UNSTUCK_HELPDESK_CHANNEL", _UNSEEN)
    except StoreUnavailable as unavailable:
        yield Finding("problem", about, f"It can be read, but not written: {unavailable}.")
    finally:
        store.close()


def _first_missing(file: Path) -> Path:
    """The file, or the first folder above it that a start would make."""
    return next((each for each in reversed([file, *file.parents]) if not each.exists()), file)


def _backlog(waiting: Sequence[Waiting], now: datetime) -> Iterator[Finding]:
    """Cases that wait for the helpdesk: after some minutes something is wrong with where they go."""
    for each in waiting:
        minutes = int((now - each.oldest).total_seconds() // 60)
        if each.kind == "handoff" and minutes >= _CASES_WAIT_MINUTES:
            says = f"{each.count} wait to be delivered, the oldest for {minutes} minutes. The log says why."
            yield Finding("advice", "cases", says)
        elif each.kind == "handoff":
            yield Finding("fine", "cases", f"On their way to the helpdesk: {each.count}.")


async def _port(settings: Settings) -> Finding:
    about = f"{settings.host}:{settings.port}"
    try:
        with socket.create_server((settings.host, settings.port), family=_family(settings.host)):
            return Finding("fine", about, "Nobody listens there yet: the bot can.")
    except OSError as error:
        if error.errno in IN_USE and await _is_ours(settings):
            return Finding("fine", about, "A bot listens there already. If it isn't this one, choose another port.")
        return Finding("problem", about, why_not_listening(error, settings))


async def _is_ours(settings: Settings) -> bool:
    """Whoever listens at the bot's address answers as a bot does."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    try:
        async with new_session() as session, session.get(f"http://{host}:{settings.port}/healthz") as answer:
            return answer.status == 200 and (await answer.text()) == ALIVE
    except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
        return False


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _teams(settings: Settings) -> Iterator[Finding]:
    if settings.app_id is None:
        yield Finding(
            "advice", "UNSTUCK_APP_ID", "Not set: the bot can be reached from this computer only, not from Teams."
        )
        return
    if not _GUID.fullmatch(settings.app_id):
        yield Finding("problem", "UNSTUCK_APP_ID", "It isn't an id like 00000000-0000-0000-0000-000000000000.")
    if settings.app_type == "single-tenant" and settings.app_tenant is None:
        says = "Not set. A bot of a single tenant can't sign in without it; set the tenant of the app registration."
        yield Finding("advice", "UNSTUCK_APP_TENANT", says)
    if not settings.tenants:
        yield Finding("advice", "UNSTUCK_TENANTS", "Not set: people of every tenant that has the app may use the bot.")
    if settings.public_url is None:
        says = "Not set: there are no links to dialogs. Set the https address that leads here."
        yield Finding("advice", "UNSTUCK_PUBLIC_URL", says)
    if settings.cloud == "china" and not settings.service_hosts:
        says = "Not set: in the cloud of China the hosts of service URLs must be named here, or nobody is answered."
        yield Finding("problem", "UNSTUCK_SERVICE_HOSTS", says)


async def _keys(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    callers = make_callers(settings, session)
    assert isinstance(callers, TokenCallers)
    try:
        await callers.keys.get("any")
    except KeysUnavailable:
        says = "They can't be fetched, so no caller can be checked. Let this computer reach the login service by https."
        return Finding("problem", "keys of callers", says)
    return Finding("fine", "keys of callers", "They can be fetched.")


async def _token(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    token = make_own_token(settings, session)
    assert token is not None
    try:
        await token.get()
    except TokenUnavailable:
        says = (
            "The login service gives none. Are UNSTUCK_APP_ID and UNSTUCK_APP_TENANT right, and is the secret expired?"
        )
        return Finding("problem", "own token", says)
    return Finding("fine", "own token", "The login service gives one.")


def _handoff(settings: Settings, content: Content | None) -> Iterator[Finding]:
    try:
        plan = read_plan(settings)
    except CannotRoute as cannot:
        for fault in cannot.faults:
            yield Finding("problem", "where cases go", fault)
        return
    for why in unusable(plan):
        yield Finding("problem", "where cases go", why)
    for why in unmet(plan, content) if content is not None else ():
        yield Finding("advice", "where cases go", why)
    if not plan.destinations and settings.helpdesk_channel is None:
        says = (
            "Not set: a case is kept in the database and goes nowhere. Set it, or UNSTUCK_HELPDESK_CHANNEL, or "
            "UNSTUCK_HANDOFF_MAIL_TO, or UNSTUCK_HANDOFF_FILE."
        )
        yield Finding("advice", "UNSTUCK_HANDOFF_WEBHOOK", says)
    elif settings.handoff_webhook is not None and settings.handoff_secret is None:
        says = "Not set: who gets a case can't tell that it comes from here."
        yield Finding("advice", "UNSTUCK_HANDOFF_SECRET", says)
