"""What the shipped content promises to the people who read it, whatever a step is about."""

import pytest

from bot.content.load import load, shipped
from bot.content.model import Content, Step

OF_WINDOWS = ("Windows", "taskbar", "clock", "Start menu", "Ctrl", "Control Panel")
"""Words of screens and keys that only a Windows PC has."""


@pytest.fixture(scope="module")
def content() -> Content:
    found = load([shipped()], conversations=False)
    assert found.content is not None, found.diagnostics
    return found.content


def read_by_the_person(step: Step) -> str:
    """All that a card, or an answer to a question about it, shows of a step."""
    one = (step.title, step.why, step.explain, step.changes, step.risk, step.confirm, step.undo, step.worked_if)
    lines = (line.text for line in step.do)
    return "\n".join(text for text in (*one, step.ask, step.say, *lines, *step.options.values()) if text)


@pytest.mark.parametrize("platform", ["mac", "phone", "web"])
def test_who_does_not_sit_at_a_windows_pc_reads_nothing_of_windows(platform: str, content: Content) -> None:
    for dialog in content.dialogs.values():
        for item in dialog.items:
            for_others = any(each.name == "platform" and platform not in each.values for each in item.conditions)
            # Who hands over is told that the other steps are for Windows.
            if for_others or item.step.kind in ("it", "handoff"):
                continue
            text = read_by_the_person(item.step)
            assert not [word for word in OF_WINDOWS if word in text], f"{item.step.key} for {platform}: {text}"


def test_who_asks_why_is_told_more_than_the_card_says(content: Content) -> None:
    for step in content.steps.values():
        if step.kind in ("do", "ask", "paste"):
            assert step.explain, step.key
            assert step.explain not in (step.why, step.changes), step.key


def test_who_is_handed_over_is_told_why_and_not_only_it(content: Content) -> None:
    for step in content.steps.values():
        if step.kind == "handoff":
            assert step.say, step.key
            assert step.say != step.handoff, step.key
            assert "the person" not in step.say.lower(), step.key


SHOWN_OF_A_STEP = ("title", "why", "explain", "changes", "risk", "confirm", "undo", "worked_if", "nothing_there", "ask")


def test_who_reads_german_reads_all_of_it_in_german(content: Content) -> None:
    """A translation that has gone stale would show the English text here."""
    german = content.translations["de"]
    pairs: list[tuple[str, object, object]] = []
    for key, step in content.steps.items():
        other = german.steps[key]
        shown = ("title", "say", "handoff") if step.kind in ("it", "handoff") else SHOWN_OF_A_STEP
        pairs += [(f"{key} {name}", getattr(step, name), getattr(other, name)) for name in shown]
        if step.kind not in ("it", "handoff"):
            pairs.append((f"{key} do", step.do, other.do))
        pairs += [(f"{key}={option}", text, other.options[option]) for option, text in step.options.items()]
    for id, dialog in content.dialogs.items():
        for name in ("title", "intro", "check", "handoff"):
            pairs.append((f"{id} {name}", getattr(dialog, name), getattr(german.dialogs[id], name)))
    for id, problem in content.problems.items():
        for name in ("label", "title", "impact", "cause", "fix"):
            pairs.append((f"{id} {name}", getattr(problem, name), getattr(german.problems[id], name)))
    for id, fact in content.facts.items():
        for name in ("name", "ask", "how"):
            pairs.append((f"{id} {name}", getattr(fact, name), getattr(german.facts[id], name)))
        pairs += [(f"{id}={value}", text, german.facts[id].options[value]) for value, text in fact.options.items()]
    for id, reading in content.readings.items():
        for here, there in zip(reading.conclude, german.readings[id].conclude, strict=True):
            pairs += [
                (f"{id} {here.id} {name}", getattr(here, name), getattr(there, name)) for name in ("say", "again")
            ]
    assert [what for what, english, translated in pairs if english and english == translated] == []
