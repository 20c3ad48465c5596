"""The same problem from many people within an hour: the helpdesk is told once, and can put up the banner.

An outage begins when as many people as the settings say have reported a problem within an hour, and is over when half
as many have. While it goes on there is one card about it in the channel; what is kept of it stands with that card.

One banner stands for all, and it belongs to the card that put it up. One that is put up elsewhere takes its place: the
card says so, and can no longer take down what isn't its own.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from bot.cards.outage import TEXT, OutageOnCard, banner_text, outage_card
from bot.content.model import Content
from bot.engine.inputs import Told
from bot.engine.outcome import Event
from bot.engine.outcome import EventName as E
from bot.helpdesk.desk import Agent
from bot.log import log
from bot.turn import Answer, Arrival, BannerChange, Delivery, Json, Person, ShownCard, StoreUnavailable
from bot.wording import Wording

WITHIN: Final = timedelta(hours=1)
USUAL_OVER: Final = timedelta(hours=24)
LOOK_EVERY_S: Final = 60.0
GROWN: Final = 1.5
"""How many times as many people make the card be drawn anew."""
BANNER_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody had that problem."""

    problem: str
    conv: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many people had a problem in the last hour. `usual`: in an hour of the day before, rounded up."""

    problem: str
    people: int
    since: datetime
    usual: int


def crowds(reports: Iterable[Report], now: datetime) -> Mapping[str, Crowd]:
    """By problem. Each person counts once; `since` is the first report of the hour."""
    lately: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    before: defaultdict[str, set[str]] = defaultdict(set)
    for report in sorted(reports, key=lambda each: each.at):
        if report.at > now - WITHIN:
            lately[report.problem].setdefault(report.conv, report.at)
        else:
            before[report.problem].add(report.conv)
    hours = USUAL_OVER // WITHIN
    return {
        problem: Crowd(problem, len(people), min(people.values()), -(-len(before[problem]) // hours))
        for problem, people in lately.items()
    }


class OutageStore(Protocol):
    async def reports(self, since: datetime) -> Iterable[Report]:
        """Who had which problem since then."""
        ...

    async def outages(self, conv: str) -> tuple[ShownCard, ...]:
        """The cards of outages that go on, in the channel's conversation."""
        ...

    async def channel(self, id: str) -> str | None: ...

    async def banner_since(self) -> int:
        """Since when the banner stands that is up now, epoch ms; 0: none is."""
        ...


class OutageWatch:
    """Looks each minute. `take` takes a turn in the channel; `people`: how many make an outage."""

    def __init__(
        self, channel: str, people: int, store: OutageStore, take: Callable[[Arrival], Awaitable[Answer]]
    ) -> None:
        self._channel = channel
        self._people = people
        self._store = store
        self._take = take

    async def run(self, clock: Callable[[], datetime]) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look(clock())
            except StoreUnavailable as unavailable:
                log.warning("outages.waiting", why=str(unavailable), hint="It is looked again in a minute.")
            except Exception:
                # Nobody else would look again: this must go on.
                log.error("outages.failed", exc_info=True)

    async def look(self, now: datetime) -> None:
        """Tell the channel what began, grew or is over."""
        conv = await self._store.channel(self._channel)
        if conv is None:
            return
        found = crowds(await self._store.reports(now - WITHIN), now)
        shown = {card.body["outage"]: card.body for card in await self._store.outages(conv)}
        standing = await self._store.banner_since() if any(body["banner"] for body in shown.values()) else 0
        for problem, card in shown.items():
            if card["banner"] and not _owns(card, standing):
                # The operator replaced it, or took it down.
                await self._tell(conv, "outage-banner", problem, {})
        for problem, crowd in found.items():
            known = shown.get(problem)
            is_news = known is None or known["over"] or crowd.people >= GROWN * known["people"]
            if crowd.people >= self._people and is_news:
                # The day before is many rows: looked through only when there is something to tell.
                day = crowds(await self._store.reports(now - USUAL_OVER - WITHIN), now)
                usual = day[problem].usual if problem in day else crowd.usual
                values = {"people": str(crowd.people), "usual": str(usual), "since": _seconds(crowd.since)}
                await self._tell(conv, "outage", problem, values)
        for problem, card in shown.items():
            people = found[problem].people if problem in found else 0
            if 2 * people < self._people and not card["over"]:
                await self._tell(conv, "outage-over", problem, {})

    async def _tell(self, conv: str, what: str, problem: str, values: Mapping[str, str]) -> None:
        told = Told(what, {"problem": problem, **values})
        await self._take(Arrival(conv, Person("", ""), {}, told, keys=()))


@dataclass(frozen=True, slots=True)
class Move:
    """What changes with an outage's card."""

    card: ShownCard
    row: Delivery
    events: tuple[Event, ...] = ()
    banner: BannerChange | None = None
    others: tuple[ShownCard, ...] = ()
    """Cards whose banner isn't up any more."""


def _owns(body: Json, standing: int) -> bool:
    """Whether the banner that stands is the one of this card. One of an older version doesn't know since when it is."""
    return bool(body["banner"]) and standing > 0 and body.get("put_up", standing) == standing


@dataclass(frozen=True, slots=True)
class OutageDesk:
    """What is done about outages in a turn of the channel. Pure.

    `standing`: since when the banner stands that is up now, epoch ms; 0: none is. `shown`: the cards that go on.
    """

    content: Content
    wording: Wording
    zone: str
    standing: int = 0
    shown: tuple[ShownCard, ...] = ()

    def heard(self, told: Told, card: ShownCard | None, conv: str, token: Callable[[], str]) -> Move | None:
        """None: there is nothing to show."""
        problem = told.values["problem"]
        if told.what == "outage-banner":
            gone = card is not None and bool(card.body["banner"]) and not _owns(card.body, self.standing)
            return self._redrawn(card, {"banner": ""}) if card is not None and gone else None
        if told.what == "outage-over":
            return self._redrawn(card, {"over": True}) if card is not None else None
        grown: Json = {"over": False, **{each: int(told.values[each]) for each in ("people", "usual")}}
        if card is not None:
            return self._redrawn(card, grown)
        new = token()
        body = {
            "outage": problem,
            "since": int(told.values["since"]),
            "banner": "",
            "version": 0,
            "offers": {},
            **grown,
        }
        post = Delivery("post", {"token": new})
        seen = Event(E.OUTAGE_SEEN, problem, number=grown["people"])
        return replace(self._redrawn(ShownCard(new, conv, body), {}), row=post, events=(seen,))

    def pressed(
        self, verb: str, fields: Mapping[str, str], card: ShownCard, agent: Agent, now: datetime
    ) -> Move | None:
        """Put the banner up, or take it down. None: it is so already."""
        problem = card.body["outage"]
        if verb == "put-up-banner" and not _owns(card.body, self.standing):
            text = " ".join(fields.get(TEXT, "").split())[:BANNER_LENGTH]
            text = text or banner_text(self._on_card(card.body), self.wording)
            known = self.content.problems.get(problem)
            change = BannerChange(text, (known.product,) if known is not None else (), agent.id)
            event = Event(E.BANNER_PUT_UP, problem, value=agent.mark)
            up = {"banner": text, "put_up": int(now.timestamp() * 1000)}
            others = tuple(
                self._redrawn(each, {"banner": ""}).card
                for each in self.shown
                if each.token != card.token and each.body["banner"]
            )
            return replace(self._redrawn(card, up), events=(event,), banner=change, others=others)
        if verb == "take-down-banner" and card.body["banner"]:
            down = self._redrawn(card, {"banner": ""})
            if not _owns(card.body, self.standing):
                return down
            event = Event(E.BANNER_TAKEN_DOWN, problem, value=agent.mark)
            return replace(down, events=(event,), banner=BannerChange("", of=self.standing))
        return None

    def _redrawn(self, card: ShownCard, changes: Json) -> Move:
        body = card.body | changes | {"version": card.body["version"] + 1}
        drawn = outage_card(self._on_card(body), self.wording, card.token)
        look = {"card": drawn.adaptive, "text": drawn.text, "summary": drawn.summary, "subject": drawn.subject}
        # While a banner is up, its card keeps the button that takes it down.
        over = body["over"] and not body["banner"]
        return Move(replace(card, body=body | look, frozen=over), Delivery("update", {"token": card.token}))

    def _on_card(self, body: Json) -> OutageOnCard:
        problem = self.content.problems.get(body["outage"])
        what = body["outage"] if problem is None else str(problem.codes[0]) if problem.codes else problem.label
        return OutageOnCard(
            what=what,
            people=body["people"],
            usual=body["usual"],
            since=datetime.fromtimestamp(body["since"], UTC),
            zone=self.zone,
            version=body["version"],
            banner=body["banner"],
            over=body["over"] and not body["banner"],
        )


def _seconds(when: datetime) -> str:
    return str(int(when.timestamp()))
