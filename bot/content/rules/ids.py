"""Ids are promises: links, open sessions and statistics hang on them."""

from collections.abc import Iterator

from bot.content.diagnostic import Place
from bot.content.draft import Draft
from bot.content.nodes import MapNode
from bot.content.rules.scope import Found, Scope, rule
from bot.content.spelling import did_you_mean, nearest


@rule("id/vanished", "error")
def a_promised_id_stays(scope: Scope) -> Iterator[Found]:
    """An id that was released is gone, and nothing says where to.

    Links to it and open talks would lead nowhere. Keep the id, or write a line into `dialogs/moved.yaml`: the old id, a
    colon, the new one. A new id is fine; a promised one stays."""
    draft = scope.draft
    current = promised_ids(draft)
    fresh = {id: place for id, place in current.items() if id not in draft.released}
    for old, line in draft.released.items():
        if old in current or any(each in draft.moved for each in _wholes(old)) or _is_unread(draft, old):
            continue
        beside = {_last(id): id for id in fresh if _wholes(id)[1:] == _wholes(old)[1:]}
        near = beside.get(nearest(_last(old), beside))
        if near:
            message = f'"{near}" differs from every promised id; did you mean "{old}"?'
            yield Found(
                fresh[near], message, f"{old}, or in dialogs/moved.yaml   {old}: {near}", line, "the promise stands"
            )
        else:
            gone = f'the promised id "{old}" is gone'
            where = _where_it_was(draft, old)
            yield Found(
                line, gone, f"in dialogs/moved.yaml   {old}: where it is now", where, "what is there now stands"
            )


@rule("id/reserved", "error")
def some_ids_are_taken(scope: Scope) -> Iterator[Found]:
    """A dialog or reading is called `facts` or `wording`.

    An overlay could never lie over it: `over: facts` means the facts, `over: wording` the bot's own sentences."""
    every = [dialog.node for dialog in scope.draft.dialogs.values()]
    for node in (*every, *scope.draft.readings.values()):
        id = node.node("id")
        if id is not None and id.text in ("facts", "wording"):
            yield Found(id.place, f'"{id.text}" means something else in an overlay', f"my-{id.text}")


@rule("moved/unknown", "error")
def what_has_moved_is_somewhere(scope: Scope) -> Iterator[Found]:
    """A line of `moved.yaml` leads to an id that isn't there.

    The right side is a dialog, or a step of one, as it is now; or an old id that has moved on itself."""
    draft = scope.draft
    current = promised_ids(draft)
    for old, new in draft.moved.items():
        if new.text not in current and new.text not in draft.moved and not _is_unread(draft, new.text):
            message = f'"{old}" moved to "{new.text}", which isn\'t there{did_you_mean(new.text, current)}'
            where = _where_it_was(draft, new.text)
            there = "what is there now stands" if where else ""
            yield Found(new.place, message, nearest(new.text, current), where, there)


@rule("moved/still-there", "error")
def what_has_moved_is_gone(scope: Scope) -> Iterator[Found]:
    """A line of `moved.yaml` moves an id that is still there.

    A link to it would never reach it. Take the line out."""
    current = promised_ids(scope.draft)
    for old, place in scope.draft.moved_at.items():
        if old in current:
            yield Found(place, f'"{old}" is still there', "take the line out", current[old], "it stands")


@rule("moved/circle", "error")
def moves_come_to_an_end(scope: Scope) -> Iterator[Found]:
    """Ids move in a circle.

    Each of them says that it is the next one, and none is there."""
    moved = scope.draft.moved
    done: set[str] = set()
    for start in moved:
        way = []
        at = start
        while at in moved and at not in done:
            done.add(at)
            way.append(at)
            at = moved[at].text
        if at in way:
            yield Found(
                scope.draft.moved_at[at],
                f"this moves in a circle: {' → '.join((*way[way.index(at) :], at))}",
                "where it is now",
            )


def promised_ids(draft: Draft) -> dict[str, Place]:
    """Every id that `released-ids.txt` can promise, as it stands there."""
    ids: dict[str, Place] = {}
    for id, dialog in draft.dialogs.items():
        ids[id] = _id_place(dialog.node)
        for entry in dialog.steps.values():
            ids[entry.key] = _id_place(entry.node)
            options = entry.node.map("options")
            ids |= {f"{entry.key}={option}": options.key(option) for option in options.values} if options else {}
    for id, node in draft.facts.items():
        ids[f"facts#{id}"] = node.place
        options = node.map("options")
        ids |= {f"facts#{id}={value}": options.key(value) for value in options.values} if options else {}
    return ids


def _where_it_was(draft: Draft, id: str) -> Place | None:
    """Where the whole stands of which a promised id was a part."""
    step, _, option = id.partition("=")
    name, _, part = step.partition("#")
    found = draft.facts.get(part) if name == "facts" else None
    if name != "facts" and (dialog := draft.dialogs.get(name)) is not None:
        entry = dialog.steps.get(part)
        found = entry.node if entry and option else dialog.node
    if found is None:
        return None
    return found.key("options") if option else found.key("id")


def _id_place(node: MapNode) -> Place:
    id = node.node("id")
    return id.place if id else node.place


def _wholes(id: str) -> tuple[str, ...]:
    """An id, and those that it is a part of: `d#s=o`, `d#s`, `d`."""
    step = id.partition("=")[0]
    return tuple(dict.fromkeys((id, step, step.partition("#")[0])))


def _last(id: str) -> str:
    """The part of an id that is its own: of `d#s=o` the `o`. What stands before it is alike in all its neighbours."""
    return id.rpartition("=")[2].rpartition("#")[2]


def _is_unread(draft: Draft, id: str) -> bool:
    return id.partition("#")[0] in draft.unread
