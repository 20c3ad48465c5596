"""Time and other conversations, as things that arrive: a timer that is due, a word from elsewhere."""

from bot.delivery.model import Agenda, DueTimer, Row
from bot.engine.inputs import Told
from bot.turn import Arrival


def due_arrival(agenda: Agenda, timer: DueTimer) -> Arrival:
    """The turn of a timer. Its key holds when it was due, so a timer that is set again is another one."""
    return Arrival(agenda.conv, agenda.person, agenda.address, "due", keys=(timer.key,), timer=timer.id)


def told_arrival(agenda: Agenda, row: Row) -> Arrival:
    """The turn of a row of kind `input`, in the conversation that it is addressed to (`agenda` is that one's)."""
    told = Told(row.body["what"], row.body["values"])
    return Arrival(agenda.conv, agenda.person, agenda.address, told, keys=(f"m:{row.conv}/{row.seq}",))
