"""What a link means now: its dialog, and the step in that dialog's list. Ids that moved are followed.

Ids are written in small letters; a link may have them in any.
"""

from difflib import SequenceMatcher

from bot.content.model import Content, Dialog, Item


def find_linked(content: Content, dialog: str, step: str | None) -> tuple[Dialog, Item | None] | None:
    """None: there is no dialog of that name, or not any more. No item: the link names no step, or one that isn't there.

    Of two steps of one name, the dialog's own is meant and not a borrowed one.
    """
    moved = content.moved
    dialog, step = dialog.lower(), step.lower() if step else None
    if step and (goal := moved.get(f"{dialog}#{step}")) is not None:
        dialog, _, step = goal.partition("#")
    if dialog not in content.dialogs:
        dialog = moved.get(dialog, dialog)
    found = content.dialogs.get(dialog)
    if found is None or not step:
        return (found, None) if found is not None else None
    own = found.item(f"{dialog}#{step}")
    return found, own or next((each for each in found.items if each.step.id == step), None)


_NEAR = 0.6
"""From this likeness on (0 to 1) an id may have been meant. One letter of five that is missing is 0.9."""


def near_links(content: Content, dialog: str, step: str | None) -> tuple[tuple[str, str | None], ...]:
    """Dialogs and steps that a link which leads nowhere may have meant, by their ids: the likest first.

    Of the steps only those that a person can be sent to, each where it is written.
    """
    dialogs = _like(dialog.lower(), tuple(content.dialogs))
    known = find_linked(content, dialog, None)
    if known is not None:
        dialogs = (known[0].id,)
    if not step:
        return tuple((each, None) for each in dialogs)
    found: list[tuple[str, str | None]] = []
    for each in dialogs:
        own = (item.step for item in content.dialogs[each].items if item.step.dialog == each)
        ids = tuple(dict.fromkeys(one.id for one in own if one.kind not in ("it", "handoff")))
        found += [(each, id) for id in _like(step.lower(), ids)]
    return tuple(found)


def _like(name: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    likeness = {id: SequenceMatcher(None, name, id, autojunk=False).ratio() for id in ids}
    return tuple(sorted((id for id in ids if likeness[id] >= _NEAR), key=lambda id: -likeness[id]))
