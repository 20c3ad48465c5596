"""What no test reaches: steps, options of questions, exits of dialogs, conclusions of readings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.content.diagnostic import Place
from bot.content.draft import Draft


@dataclass(frozen=True, slots=True)
class Coverage:
    """`missing`: what isn't reached, in words, with its place."""

    total: int
    missing: tuple[tuple[Place, str], ...]

    @property
    def percent(self) -> float:
        return 100.0 if not self.total else 100.0 * (self.total - len(self.missing)) / self.total


def coverage(draft: Draft, reached: Iterable[str], *, only_touched: bool = False) -> Coverage:
    """Compare what the talks reached with what there is to reach; `only_touched`: in the dialogs that they came to."""
    names = set(reached)
    touched = {_whole(name) for name in names}
    targets = {name: target for name, target in _targets(draft).items() if not only_touched or _whole(name) in touched}
    missing = sorted(targets[name] for name in targets.keys() - names)
    return Coverage(len(targets), tuple(missing))


def _whole(name: str) -> str:
    """The dialog or reading of which something is reached: of `d#s=o` and of `d: fixed` the `d`."""
    return name.partition("#")[0].partition(":")[0]


def _targets(draft: Draft) -> Mapping[str, tuple[Place, str]]:
    """Everything that a talk can reach, by the name that `conversations` gives it."""
    targets: dict[str, tuple[Place, str]] = {}
    for id, dialog in draft.dialogs.items():
        for entry in dialog.steps.values():
            if entry.kind == "it" or entry.key in draft.off or entry.key in draft.answers:
                continue
            targets[entry.key] = (entry.node.key("id"), f'step "{entry.id}"')
            options = entry.node.map("options")
            for option in options.values if options else ():
                place = options.key(option) if options else entry.place
                targets[f"{entry.key}={option}"] = (place, f'option "{option}" of "{entry.id}"')
        targets[f"{id}: fixed"] = (dialog.node.key("check"), f'"{id}" ends as fixed')
        end = "then" if "then" in dialog.node.values else "handoff"
        targets[f"{id}: end"] = (dialog.node.key(end), f'"{id}" ends with everything tried')
    for id, node in draft.readings.items():
        for line in node.maps("conclude"):
            if (name := line.text("id")) is not None:
                targets[f"{id}: {name}"] = (line.key("id"), f'conclusion "{name}" of "{id}"')
    return targets
