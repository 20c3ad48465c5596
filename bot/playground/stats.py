"""The statistics in the browser: what `unstuck stats` tells, from the same numbers and in the same words.

    GET  /stats                          all dialogs
    GET  /stats?dialog=ID                one dialog: how its walks end, each step, what order would be faster
    …&since=2026-10-01&until=2026-10-31  of these days, both included; else of the last thirty

Nothing is changed by looking, and no person is shown: only sums.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from aiohttp import web

from bot.content.model import Content
from bot.content.spelling import did_you_mean
from bot.engine.edition import Edition
from bot.playground import gate
from bot.playground.answers import page
from bot.playground.counted import Chosen, view_stats
from bot.playground.forms import NotLikeThis
from bot.playground.pages import Pages
from bot.playground.visits import Archive
from bot.statistics.counting import Period, tallied

_USUAL: Final = timedelta(days=30)


class Statistics:
    """`clock` is that of everywhere: no talk's own time counts here."""

    def __init__(
        self, archive: Archive, edition: Callable[[], Edition], pages: Pages, clock: Callable[[], datetime]
    ) -> None:
        self._archive = archive
        self._edition = edition
        self._pages = pages
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    def routes(self) -> Iterator[tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]]:
        """Method, path, what answers."""
        yield "GET", "/stats", self._show

    async def _show(self, request: web.Request) -> web.StreamResponse:
        if gate.is_foreign(request.headers.get("Sec-Fetch-Site")):
            return page(self._pages.door(request.path_qs))
        now, content = self._clock(), self._edition().content
        today = now.astimezone(UTC).date()
        chosen = _chosen(request.query, content, today)
        period = Period.of_days(chosen.since, chosen.until)
        # A year of a large organisation takes seconds.
        async with self._one_at_a_time:
            tally = await tallied(self._archive.histories(period.since), period, now)
        return page(self._pages.stats(view_stats(chosen, content, tally, today)))


def _chosen(query: Mapping[str, str], content: Content, today: date) -> Chosen:
    """What the address asks for. Raises `NotLikeThis`."""
    dialog = query.get("dialog", "")
    if dialog and dialog not in content.dialogs:
        near = did_you_mean(dialog, content.dialogs) or "."
        text = f"There is no dialog of that name{near} Choose one from the list of the statistics."
        raise NotLikeThis(404, "no-such-dialog", "I don't know that dialog", text)
    until = _day(query.get("until", "")) or today
    since = _day(query.get("since", "")) or until - _USUAL
    if since > until:
        text = "The first day has to come before the last one."
        raise NotLikeThis(400, "days", "That time ends before it begins", text)
    return Chosen(dialog, since, until)


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        found = date.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 9998:
        raise NotLikeThis(400, "day", "That is no day", "Write a day as 2026-11-01: the year, the month, the day.")
    return found
