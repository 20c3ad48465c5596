"""In a group chat or a channel: one card that leads to the person's own chat, and nothing else.

It goes through the outbox like everything that is sent, so that a redelivered message shows no second card and a
connector that doesn't answer loses none. No session of the engine is walked there.
"""

from collections.abc import Callable
from datetime import datetime

from bot.cards import Card, draw
from bot.channel.links import chat_url
from bot.engine import new_session
from bot.engine.edition import Edition
from bot.engine.replies import Say
from bot.turn import AlreadyAnswered, Arrival, Commit, Delivery, Json, LostRace, Store, StoreUnavailable

_TRIES = 10


async def point_to_own_chat(
    store: Store, edition: Edition, arrival: Arrival, now: datetime, wake: Callable[[str], None]
) -> None:
    """Put the card into the outbox, once for this activity. Raises `StoreUnavailable`."""
    card = own_chat_card(edition, arrival)
    delivery = Delivery("post", {"card": card.adaptive, "text": card.text, "summary": card.summary})
    for _ in range(_TRIES):
        loaded = await store.load(arrival.conv, arrival.keys, None)
        if loaded.answered:
            return
        session = loaded.session or new_session(arrival.person.language, arrival.person.zone)
        commit = Commit(
            conv=arrival.conv,
            person=arrival.person,
            address=arrival.address,
            keys=arrival.keys,
            version=loaded.version,
            session=session,
            content=edition.digest,
            at=now,
            deliveries=(delivery,),
        )
        try:
            await store.commit(commit)
        except (LostRace, AlreadyAnswered):
            continue
        wake(arrival.conv)
        return
    raise StoreUnavailable("many at once in one conversation")


def own_chat_card(edition: Edition, arrival: Arrival) -> Card:
    """The card with the one button that opens the person's own chat with the bot."""
    wording = edition.wordings.in_language(arrival.person.language)
    card = draw(Say("group-only"), wording, None)
    url = chat_url(arrival.address["bot"])
    button: Json = {"type": "Action.OpenUrl", "title": wording.button("open-chat"), "url": url}
    adaptive = {**card.adaptive, "actions": [button]} if card.adaptive else None
    return Card(adaptive, f"{card.text}\n{url}", card.summary)
