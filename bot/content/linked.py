"""What a link means now: its dialog, and the step in that dialog's list. Ids that moved are followed."""

from bot.content.model import Content, Dialog, Item


def find_linked(content: Content, dialog: str, step: str | None) -> tuple[Dialog, Item | None] | None:
    """None: there is no dialog of that name, or not any more. No item: the link names no step, or one that isn't there.

    Of two steps of one name, the dialog's own is meant and not a borrowed one.
    """
    moved = content.moved
    if step and (goal := moved.get(f"{dialog}#{step}")) is not None:
        dialog, _, step = goal.partition("#")
    if dialog not in content.dialogs:
        dialog = moved.get(dialog, dialog)
    found = content.dialogs.get(dialog)
    if found is None or not step:
        return (found, None) if found is not None else None
    own = found.item(f"{dialog}#{step}")
    return found, own or next((each for each in found.items if each.step.id == step), None)
