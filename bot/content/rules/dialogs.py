"""Dialogs: how they end, what they borrow, and that nothing goes round in circles."""

from collections.abc import Iterator, Mapping, Sequence

from bot.content.draft import Entry
from bot.content.nodes import TextNode
from bot.content.resolve import BORROWED_DEPTH, LIST_LENGTH
from bot.content.rules.scope import Found, Scope, rule
from bot.content.spelling import did_you_mean, instead, nearest


@rule("dialog/end", "error")
def a_dialog_has_one_end(scope: Scope) -> Iterator[Found]:
    """A dialog has no end, or two.

    When all was tried, a dialog either hands over (`handoff`: what IT is told) or goes on with another one (`then`)."""
    for id, dialog in scope.draft.dialogs.items():
        ends = [name for name in ("handoff", "then") if name in dialog.node.keys]
        if not ends:
            yield Found(dialog.node.key("id"), f'"{id}" has no end', "handoff: what IT is told when all was tried")
        elif len(ends) == 2:
            yield Found(
                dialog.node.key("then"),
                f'"{id}" has two ends: `handoff` and `then`',
                "keep one of the two",
                dialog.node.key("handoff"),
                "the other one stands",
            )


@rule("dialog/then-circle", "error")
def ends_make_no_circle(scope: Scope) -> Iterator[Found]:
    """Dialogs follow each other in a circle.

    Somebody whom nothing helps would never reach a person. One dialog of the circle has to end with `handoff`."""
    ends = {id: dialog.node.node("then") for id, dialog in scope.draft.dialogs.items()}
    circles, _ = _search({id: [then] for id, then in ends.items() if then is not None})
    for circle in circles:
        yield Found(circle[0].place, f"this goes round in a circle: {_way(circle)}", "handoff: …   in one of them")


@rule("dialog/use-circle", "error")
def borrowed_dialogs_make_no_circle(scope: Scope) -> Iterator[Found]:
    """Dialogs borrow each other in a circle.

    The list would never end. Borrow the single steps that you need: `use: dialog#step`."""
    circles, _ = _search(_whole_uses(scope))
    for circle in circles:
        yield Found(
            circle[0].place, f"this goes round in a circle: {_way(circle)}", "use: dialog#step   for single steps"
        )


@rule("use/unknown", "error")
def what_is_borrowed_is_there(scope: Scope) -> Iterator[Found]:
    """A dialog or step is borrowed that isn't there.

    `use` names the dialog in which the step is written, and the step: `use: onedrive-sign-in#reset`. A step that the
    other dialog borrows itself is borrowed from where it is written."""
    draft = scope.draft
    for entry in _uses(scope):
        used = entry.node.node("use")
        dialog, step = entry.used
        other = draft.dialogs.get(dialog)
        if used is None or dialog in draft.unread:
            continue
        if other is None:
            near = nearest(dialog, draft.dialogs)
            yield Found(
                used.place,
                f'no dialog "{dialog}"{did_you_mean(dialog, draft.dialogs)}',
                f"use: {near}{f'#{step}' if step else ''}" if near else instead(dialog, draft.dialogs),
            )
        elif step is not None and step not in other.steps:
            near = nearest(step, other.steps)
            written = next((each.step.key for each in scope.resolver.items(dialog) if each.step.id == step), "")
            hint, write, also = "", instead(step, other.steps), None
            if written:
                hint, write = f"; it is written as {written}", f"use: {written}"
            elif near:
                also = other.steps[near].place
                hint, write = f'; did you mean "{near}" (line {also.line})?', f"use: {dialog}#{near}"
            yield Found(
                used.place, f'no step "{dialog}#{step}"{hint}', write, also, "the near one stands" if also else ""
            )


@rule("use/own-step", "warning")
def a_step_is_not_borrowed_from_its_own_dialog(scope: Scope) -> Iterator[Found]:
    """A dialog borrows one of its own steps.

    A step is walked once in a list, so the second place shows nothing. Put the step where it belongs; two ways of doing
    one thing are two steps with a `when` each."""
    for entry in _uses(scope):
        used = entry.node.node("use")
        dialog, step = entry.used
        own = scope.draft.dialogs[dialog].steps.get(step or "") if dialog == entry.dialog else None
        if used is not None and own is not None:
            yield Found(
                used.place,
                f'"{own.id}" stands in this dialog already (line {own.place.line})',
                "take it out",
                own.place,
                "the step stands",
            )


@rule("dialog/list-length", "error")
def a_list_comes_to_an_end(scope: Scope) -> Iterator[Found]:
    """A dialog borrows so much that its list has no sensible length.

    Nobody walks that many steps, and dialogs that borrow dialogs that borrow dialogs can't be followed."""
    for id, dialog in scope.draft.dialogs.items():
        if len(scope.resolver.items(id)) > LIST_LENGTH:
            yield Found(
                dialog.node.key("steps"), f'"{id}" has more than {LIST_LENGTH} steps with all it borrows', "borrow less"
            )
    _, depth = _search(_whole_uses(scope))
    for id, deep in depth.items():
        if deep > BORROWED_DEPTH and id in scope.draft.dialogs:
            place = scope.draft.dialogs[id].node.key("steps")
            yield Found(place, f'"{id}" borrows from dialogs that borrow, {deep} deep', "borrow single steps")


@rule("step/two-ids", "error")
def an_id_stands_once_in_a_list(scope: Scope) -> Iterator[Found]:
    """Two steps of a list have the same id.

    A link `dialog#step` names any step of the list, borrowed ones too, so each id may stand there once. Rename one of
    the two; if it is promised already, say so in `dialogs/moved.yaml`."""
    for id, dialog in scope.draft.dialogs.items():
        own: dict[str, Entry] = {}
        for entry in dialog.entries:
            if entry.kind == "use" or not entry.id:
                continue
            other = own.setdefault(entry.id, entry)
            if other is not entry:
                yield _two(entry, entry.id, other)
        first: dict[str, Entry] = {}
        for listed in scope.resolver.items(id):
            other = first.setdefault(listed.step.id, listed.step)
            if other.key != listed.step.key:
                by = listed.by if listed.by.kind == "use" else listed.step
                yield _two(by, listed.step.id, other)


def _two(entry: Entry, id: str, other: Entry) -> Found:
    where = other.node.key("id")
    place = entry.node.key("use" if entry.kind == "use" else "id")
    there = f"line {where.line}" if where.file == place.file else f"{where.file}, line {where.line}"
    message = f'two steps called "{id}": here and in {there}'
    return Found(place, message, "an id of its own for one of them", where, "the other one stands")


def _uses(scope: Scope) -> Iterator[Entry]:
    for dialog in scope.draft.dialogs.values():
        yield from (entry for entry in dialog.entries if entry.kind == "use")


def _whole_uses(scope: Scope) -> dict[str, list[TextNode]]:
    """Dialog -> the dialogs that it borrows as a whole."""
    uses: dict[str, list[TextNode]] = {}
    for entry in _uses(scope):
        used = entry.node.node("use")
        if used is not None and "#" not in used.text:
            uses.setdefault(entry.dialog, []).append(used)
    return uses


def _search(edges: Mapping[str, Sequence[TextNode]]) -> tuple[list[list[TextNode]], dict[str, int]]:
    """The circles, each as the names that lead around it; and how deep each node reaches. Never recursive."""
    circles: list[list[TextNode]] = []
    depth: dict[str, int] = {}
    for start in edges:
        path, way, waiting = [start], list[TextNode](), [iter(edges[start])]
        while waiting and start not in depth:
            name = next(waiting[-1], None)
            if name is None:
                waiting.pop()
                done = path.pop()
                depth[done] = 1 + max((depth.get(each.text, 0) for each in edges.get(done, ())), default=0)
                way = way[: len(path) - 1] if path else []
            elif name.text in path:
                circles.append([*way[path.index(name.text) :], name])
            elif name.text not in depth:
                path.append(name.text)
                way.append(name)
                waiting.append(iter(edges.get(name.text, ())))
    return circles, depth


def _way(circle: list[TextNode]) -> str:
    return " → ".join((circle[-1].text, *(name.text for name in circle)))
