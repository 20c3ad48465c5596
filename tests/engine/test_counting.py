"""Step k of n: the most that may still come, however often the same place was counted before."""

from dataclasses import replace

from bot.content.model import Content
from bot.engine import new_session
from bot.engine.counting import longest
from bot.engine.model import Known, Walk
from tests.engine.person import lamp_edition

CONTENT = lamp_edition().content
WALK = Walk("lamp-on")


def shortened(content: Content) -> Content:
    """The same content, without the last step that a person does."""
    dialog = content.dialogs["lamp-on"]
    last = max(at for at, item in enumerate(dialog.items) if item.step.kind == "do")
    items = tuple(item for at, item in enumerate(dialog.items) if at != last)
    return replace(content, dialogs={**content.dialogs, dialog.id: replace(dialog, items=items)})


def test_each_content_is_counted_by_its_own_steps() -> None:
    session = new_session()
    steps, _ = longest(CONTENT, session, WALK)
    assert longest(shortened(CONTENT), session, WALK)[0] == steps - 1
    assert longest(CONTENT, session, WALK)[0] == steps


def test_what_is_known_of_somebody_is_counted_for_nobody_else() -> None:
    somebody = replace(new_session(), told=("lamp-on#new-bulb",))
    on_a_desk = replace(new_session(), facts={"place": Known("desk", "told")})
    steps, minutes = longest(CONTENT, new_session(), WALK)
    assert longest(CONTENT, somebody, WALK)[0] == steps - 1
    assert longest(CONTENT, on_a_desk, WALK) == (steps, minutes - 1)
    assert longest(CONTENT, new_session(), WALK) == (steps, minutes)


def test_options_that_are_gone_lead_nowhere_any_more() -> None:
    only_a_desk = replace(CONTENT.facts["place"], options={"desk": "On a desk"})
    changed = replace(CONTENT, facts={**CONTENT.facts, "place": only_a_desk})
    steps, minutes = longest(CONTENT, new_session(), WALK)
    assert longest(changed, new_session(), WALK) == (steps, minutes - 1)
    assert longest(CONTENT, new_session(), WALK) == (steps, minutes)
