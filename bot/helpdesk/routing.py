"""Which destinations there are, and which of them gets a case: the operator's file `routes.yaml`, and the settings.

    destinations:
      network: {mail: [network@contoso.com]}
      tickets: {webhook: https://tickets.contoso.com/unstuck, secret-file: /run/secrets/tickets}
      archive: {file: /var/lib/unstuck/archive.jsonl}
    routes:
      - {dialog: onedrive-network, to: [network]}
      - {product: OneDrive, problem: [onedrive-0x8004def7, password-change], to: [tickets, mail]}
    otherwise: [webhook]

The settings give the names `webhook`, `file`, `mail` and `channel`. The first route that fits decides: every field that
it has must fit, a list fits where one of it does. `otherwise` is for what no route fits, so that no case is left over.
Without a file a case goes to every destination.

All faults are told at once, each with its place.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.content.model import Content
from bot.content.nodes import MapNode, Node, texts_of
from bot.content.source import read_bytes
from bot.content.spelling import nearest
from bot.engine.replies import HandoffNote
from bot.helpdesk.cases import Destination
from bot.helpdesk.destinations import JsonLines, Webhook, secret_key, why_unwritable
from bot.helpdesk.hours import BadHours, Hours, parse_holidays, parse_hours
from bot.helpdesk.mail import Mail, SmtpServer, smtp_server
from bot.settings import Settings, is_loopback, is_mail_address

CHANNEL: Final = "channel"
OWN_NAMES: Final = ("webhook", "file", "mail", CHANNEL)
"""The destinations of the settings."""
_FIELDS: Final = ("destinations", "routes", "otherwise")
_MATCHES: Final = ("product", "dialog", "problem")
_LONGEST_NAME: Final = 40


class CannotRoute(Exception):
    """Where cases go can't be told. `faults`: a line each, with its place and what to write."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class ToWebhook:
    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ToFile:
    path: Path


@dataclass(frozen=True, slots=True)
class ToMail:
    addresses: tuple[str, ...]


Kind = ToWebhook | ToFile | ToMail


@dataclass(frozen=True, slots=True)
class Route:
    """Empty: anything fits."""

    products: frozenset[str]
    dialogs: frozenset[str]
    problems: frozenset[str]
    to: tuple[str, ...]
    place: str = ""
    """Where it is written: file, line and column."""

    def fits(self, note: HandoffNote) -> bool:
        told = ((self.products, note.product), (self.dialogs, note.dialog), (self.problems, note.problem))
        return all(not wanted or (value or "").casefold() in wanted for wanted, value in told)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where cases go, and when somebody looks at them."""

    destinations: Mapping[str, Kind]
    hours: tuple[Hours, ...] = ()
    routes: tuple[Route, ...] = ()
    otherwise: tuple[str, ...] | None = None
    """None: there is no file of routes; a case goes everywhere."""
    sender: str = ""
    server: SmtpServer | None = None

    def route(self, note: HandoffNote) -> tuple[str, ...] | None:
        """The names of those that get this case. None: all."""
        return next((route.to for route in self.routes if route.fits(note)), self.otherwise)

    def make(self, session: aiohttp.ClientSession) -> dict[str, Destination]:
        """The destinations themselves."""
        return {name: self._made(kind, session) for name, kind in self.destinations.items()}

    def _made(self, kind: Kind, session: aiohttp.ClientSession) -> Destination:
        match kind:
            case ToWebhook(url, secret):
                return Webhook(session, url, secret)
            case ToFile(path):
                return JsonLines(path)
            case ToMail(addresses) if self.server is not None:
                return Mail(self.server, self.sender, addresses)
        raise CannotRoute(["A mail needs UNSTUCK_SMTP_URL and UNSTUCK_HANDOFF_MAIL_FROM."])


def read_plan(settings: Settings) -> Plan:
    """What the settings and their file say. Raises `CannotRoute` with all that is wrong.

    The channel has a name and no entry among the destinations: it needs more than a plan knows.
    """
    faults: list[str] = []
    hours: tuple[Hours, ...] = ()
    holidays: frozenset[date] = frozenset()
    try:
        holidays = parse_holidays(settings.helpdesk_holidays or "")
    except BadHours as bad:
        faults.append(f"UNSTUCK_HELPDESK_HOLIDAYS: {bad}. This would work: 2026-12-25, 2026-12-31..2027-01-01")
    if holidays and settings.helpdesk_hours is None:
        faults.append(
            "UNSTUCK_HELPDESK_HOLIDAYS: they are days without hours, so UNSTUCK_HELPDESK_HOURS is needed too."
        )
    try:
        hours = parse_hours(settings.helpdesk_hours or "", holidays)
    except BadHours as bad:
        faults.append(f"UNSTUCK_HELPDESK_HOURS: {bad}. This would work: Mon-Fri 08:00-17:00 Europe/Berlin")
    smtp = settings.smtp_url.get_secret_value() if settings.smtp_url is not None else None
    destinations = dict(_of_settings(settings))
    routes: tuple[Route, ...] = ()
    otherwise: tuple[str, ...] | None = None
    if settings.handoff_routes is not None:
        can_mail = smtp is not None and settings.handoff_mail_from is not None
        reader = _Reader(settings.handoff_routes, faults, can_mail=can_mail)
        destinations |= reader.destinations()
        channel = (CHANNEL,) if settings.helpdesk_channel is not None else ()
        routes, otherwise = reader.routes({*destinations, *channel})
    if faults:
        raise CannotRoute(faults)
    server = smtp_server(smtp) if smtp is not None else None
    return Plan(destinations, hours, routes, otherwise, settings.handoff_mail_from or "", server)


def _of_settings(settings: Settings) -> Iterable[tuple[str, Kind]]:
    if settings.handoff_webhook is not None:
        secret = settings.handoff_secret.get_secret_value() if settings.handoff_secret else ""
        yield "webhook", ToWebhook(settings.handoff_webhook, secret)
    if settings.handoff_file is not None:
        yield "file", ToFile(settings.handoff_file)
    if settings.handoff_mail_to:
        yield "mail", ToMail(settings.handoff_mail_to)


def unusable(plan: Plan) -> Iterable[str]:
    """Which destinations can't work here, as far as that can be told without sending anything there; a line each."""
    for name, kind in plan.destinations.items():
        match kind:
            case ToFile(path) if (why := why_unwritable(path)) is not None:
                setting = "UNSTUCK_HANDOFF_FILE" if name == "file" else name
                yield f"{setting}: cases can't be added to {path}: {why}."
            case ToWebhook(secret=secret):
                try:
                    secret_key(secret)
                except ValueError:
                    yield "UNSTUCK_HANDOFF_SECRET: after whsec_ stands a key in base64, and this isn't one."
            case _:
                pass


def unmet(plan: Plan, content: Content) -> Iterable[str]:
    """What the routes name and the content doesn't have: no case fits there, and none is lost; a line each."""
    known = {
        "product": {problem.product for problem in content.problems.values()},
        "dialog": set(content.dialogs),
        "problem": set(content.problems),
    }
    for route in plan.routes:
        for kind, wanted in zip(_MATCHES, (route.products, route.dialogs, route.problems), strict=True):
            there = {name.casefold(): name for name in known[kind]}
            for name in sorted(wanted - there.keys()):
                meant = content.moved.get(name) or there.get(nearest(name, there))
                hint = f"Is it {meant!r}?" if meant else f"There is {', '.join(sorted(known[kind]))}."
                yield f"{route.place}: the content has no {kind} {name!r}, so no case fits it. {hint}"


class _Reader:
    """One file of routes."""

    def __init__(self, path: Path, faults: list[str], *, can_mail: bool) -> None:
        self._path = path
        self._faults = faults
        self._can_mail = can_mail
        try:
            root, told = read_bytes(path.read_bytes(), str(path))
        except OSError as error:
            root, told = None, ()
            faults.append(f"{path}: it can't be read: {error.strerror}.")
        faults += [f"{fault.place}: {fault.message}" for fault in told]
        self._root = root
        if root is not None:
            self._only(root, _FIELDS)

    def destinations(self) -> dict[str, Kind]:
        found: dict[str, Kind] = {}
        held = self._root.map("destinations") if self._root is not None else None
        for name, node in held.values.items() if held is not None else ():
            if name in OWN_NAMES or not 0 < len(name) <= _LONGEST_NAME or not name.replace("-", "").isalnum():
                self._tell(
                    node, f"{name!r} can't be a name: letters, digits and dashes, but not {', '.join(OWN_NAMES)}"
                )
            elif not isinstance(node, MapNode):
                self._tell(node, f"write where it is, such as {name}: {{mail: [helpdesk@contoso.com]}}")
            elif (kind := self._kind(node)) is not None:
                found[name] = kind
        return found

    def _kind(self, node: MapNode) -> Kind | None:
        self._only(node, ("mail", "webhook", "secret-file", "file"))
        match [key for key in ("mail", "webhook", "file") if key in node.values]:
            case ["mail"]:
                return self._mail(node)
            case ["webhook"]:
                return self._webhook(node)
            case ["file"] if (path := node.text("file")) is not None:
                return ToFile(Path(path))
            case _:
                self._tell(node, "write one of mail, webhook and file")
                return None

    def _mail(self, node: MapNode) -> Kind | None:
        addresses = node.nodes("mail")
        wrong = [each for each in addresses if not is_mail_address(each.text)]
        for each in wrong:
            self._tell(each, f"{each.text!r} isn't a mail address")
        if not self._can_mail:
            self._tell(node, "mails need UNSTUCK_SMTP_URL and UNSTUCK_HANDOFF_MAIL_FROM")
        if not addresses:
            self._tell(node, "write the addresses, such as mail: [helpdesk@contoso.com]")
        return None if wrong or not addresses or not self._can_mail else ToMail(node.texts("mail"))

    def _webhook(self, node: MapNode) -> Kind | None:
        url, file = node.node("webhook"), node.node("secret-file")
        if url is None or not _is_address(url.text):
            self._tell(url or node, "a webhook is an address that starts with https://, or one of this computer")
            return None
        secret = ""
        if file is not None:
            try:
                secret = Path(file.text).read_text("utf-8").strip()
                secret_key(secret)
            except OSError as error:
                self._tell(file, f"{file.text} can't be read: {error.strerror}")
            except ValueError:
                self._tell(file, f"what {file.text} holds isn't a secret: whsec_ and base64, or plain text")
        return ToWebhook(url.text, secret)

    def routes(self, names: Collection[str]) -> tuple[tuple[Route, ...], tuple[str, ...]]:
        root = self._root
        if root is None:
            return (), ()
        routes = tuple(self._route(node, names) for node in root.maps("routes"))
        if "otherwise" not in root.values:
            self._tell(root, "write where all other cases go, such as otherwise: [webhook]")
        return routes, self._names(root, "otherwise", names)

    def _route(self, node: MapNode, names: Collection[str]) -> Route:
        self._only(node, (*_MATCHES, "to"))
        products, dialogs, problems = (frozenset(map(str.casefold, node.texts(key))) for key in _MATCHES)
        if not (products or dialogs or problems):
            self._tell(node, "a route says what it is for: product, dialog or problem")
        if "to" not in node.values:
            self._tell(node, "a route says where it leads: to")
        return Route(products, dialogs, problems, self._names(node, "to", names), str(node.place))

    def _names(self, node: MapNode, key: str, names: Collection[str]) -> tuple[str, ...]:
        value = node.values.get(key)
        given = texts_of(value) if value is not None else ()
        if value is not None and not given:
            self._tell(value, "write at least one destination")
        for each in given:
            if each.text not in names:
                known = ", ".join(sorted(names)) or "none"
                self._tell(each, f"there is no destination {each.text!r}; there is {known}")
        return tuple(dict.fromkeys(each.text for each in given))

    def _only(self, node: MapNode, allowed: Collection[str]) -> None:
        for key in node.keys:
            if key not in allowed:
                self._faults.append(f"{node.key(key)}: {key!r} isn't a field here; there is {', '.join(allowed)}.")

    def _tell(self, node: Node, message: str) -> None:
        self._faults.append(f"{node.place}: {message}.")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host or "")))
