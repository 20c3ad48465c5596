"""What nobody has looked at for a long time, and sources that don't agree."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.content.nodes import MapNode, TextNode
from bot.content.rules.scope import Found, Scope, rule
from bot.content.spelling import day

_YEAR = timedelta(days=365)
_DAY = timedelta(days=1)
"""East of Greenwich it is tomorrow already."""


@rule("review/old", "warning")
def everything_is_looked_at_once_a_year(scope: Scope) -> Iterator[Found]:
    """The last review was more than a year ago.

    Programs change their menus about once a year. Walk it once, compare it with its sources, and write today's date."""
    for reviewed, age, today in _reviews(scope):
        if age > _YEAR:
            message = f"reviewed {reviewed.text}, more than a year ago"
            yield Found(reviewed.place, message, f"reviewed: {today.isoformat()}")


@rule("review/future", "warning")
def nothing_was_reviewed_tomorrow(scope: Scope) -> Iterator[Found]:
    """The last review is in the future.

    Nobody has looked at it on that day yet, and the reminder after a year would come too late. Write the day on which
    somebody really walked it and compared it with its sources."""
    for reviewed, age, today in _reviews(scope):
        if age < -_DAY:
            message = f"reviewed {reviewed.text}, which is still to come"
            yield Found(reviewed.place, message, f"reviewed: {today.isoformat()}")


def _reviews(scope: Scope) -> Iterator[tuple[TextNode, timedelta, date]]:
    """Each review, how long ago it was, and today; nothing where nobody asks for what depends on the day."""
    draft = scope.draft
    nodes: list[MapNode] = [*draft.problems.values(), *draft.readings.values()]
    nodes += [dialog.node for dialog in draft.dialogs.values()]
    for node in nodes:
        reviewed = node.node("reviewed")
        last = day(reviewed.text) if reviewed else None
        if reviewed is not None and last is not None and scope.today is not None:
            yield reviewed, scope.today - last, scope.today


@rule("source/two-titles", "warning")
def one_page_has_one_title(scope: Scope) -> Iterator[Found]:
    """Two sources name the same page by different titles.

    The page was changed between two reviews, or one of the two isn't the page that is meant. Open it, and compare both
    with what it says now."""
    first: dict[str, TextNode] = {}
    for node in scope.draft.problems.values():
        for source in node.maps("sources"):
            url, title = source.node("url"), source.node("title")
            if url is None or title is None:
                continue
            other = first.setdefault(url.text.rstrip("/"), title)
            if other.text.casefold() != title.text.casefold():
                message = f'the same page is called "{other.text}" elsewhere'
                yield Found(title.place, message, f"title: {other.text}", other.place, "the other one stands")
