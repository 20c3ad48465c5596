"""What nobody has looked at for a long time."""

from collections.abc import Iterator
from datetime import timedelta

from bot.content.nodes import MapNode
from bot.content.rules.scope import Found, Scope, rule
from bot.content.spelling import day

_YEAR = timedelta(days=365)


@rule("review/old", "warning")
def everything_is_looked_at_once_a_year(scope: Scope) -> Iterator[Found]:
    """The last review was more than a year ago.

    Programs change their menus about once a year. Walk it once, compare it with its sources, and write today's date."""
    draft = scope.draft
    nodes: list[MapNode] = [*draft.problems.values(), *draft.readings.values()]
    nodes += [dialog.node for dialog in draft.dialogs.values()]
    for node in nodes:
        reviewed = node.node("reviewed")
        last = day(reviewed.text) if reviewed else None
        if reviewed is not None and last is not None and scope.today is not None and scope.today - last > _YEAR:
            yield Found(
                reviewed.place,
                f"reviewed {reviewed.text}, more than a year ago",
                f"reviewed: {scope.today.isoformat()}",
            )
