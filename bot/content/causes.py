"""Whose fault it is: an upper layer that breaks something below is told at its own line.

A fault may stand in a file of a layer below that has no fault by itself: an overlay took an option away that a step
there names, or a whole file lacks an id that was promised. Whoever gets that message can't change the lower file, and
did nothing wrong there. So such a fault moves to the line that caused it, and the place below becomes the second one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.content.diagnostic import Diagnostic, Place
from bot.content.draft import Draft
from bot.content.nodes import ListNode, MapNode, Node


def moved_up(
    faults: Sequence[Diagnostic], draft: Draft, by_itself: Mapping[int, frozenset[Diagnostic]]
) -> list[Diagnostic]:
    """The faults, each at the line that caused it.

    `by_itself`: for each layer that may be a victim, what is wrong with it and those below it alone.
    """
    return [_moved(fault, draft, by_itself) for fault in faults]


def suspects(faults: Sequence[Diagnostic], draft: Draft) -> frozenset[int]:
    """The layers with a fault that a layer above may have caused."""
    top = max(draft.layer_of.values(), default=0)
    layers = {draft.layer_of.get(fault.place.file, top) for fault in faults}
    return frozenset(layer for layer in layers if layer < top)


def _moved(fault: Diagnostic, draft: Draft, by_itself: Mapping[int, frozenset[Diagnostic]]) -> Diagnostic:
    layer = draft.layer_of.get(fault.place.file)
    if layer is None or layer not in by_itself or fault in by_itself[layer]:
        return fault
    cause = fault.also if _stands_above(fault.also, layer, draft) else _laid_over(fault.place, draft)
    if cause is None:
        return fault
    return replace(fault, place=cause, also=fault.place, also_is="this is what it no longer fits")


def _stands_above(place: Place | None, layer: int, draft: Draft) -> bool:
    return place is not None and draft.layer_of.get(place.file, layer) > layer


def _laid_over(place: Place, draft: Draft) -> Place | None:
    """Where an overlay changes the part in which a place stands."""
    for part, above in reversed(draft.laid_over):
        if part.place.file == place.file and part.place.line <= place.line <= _last_line(part):
            return above
    return None


def _last_line(node: Node) -> int:
    inside: list[Node] = []
    lines = [node.place.line]
    if isinstance(node, MapNode):
        inside = list(node.values.values())
        lines += [place.line for place in node.keys.values() if place.file == node.place.file]
    elif isinstance(node, ListNode):
        inside = list(node.items)
    lines += [_last_line(each) for each in inside if each.place.file == node.place.file]
    return max(lines)
