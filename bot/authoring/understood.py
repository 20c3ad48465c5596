"""What was understood in a text and why, for whoever writes the words that it is understood by."""

from collections.abc import Iterator

from bot.understanding.model import Understanding

Row = tuple[str, tuple[str, ...]]
"""A name, and what there is of it."""


def rows(understood: Understanding) -> tuple[Row, ...]:
    """What was read, what matched and why, what was denied, what else was close. Rows without anything are left out."""
    return tuple((name, said) for name, values in _all(understood) if (said := tuple(filter(None, values))))


def _all(understood: Understanding) -> Iterator[Row]:
    picked, link = understood.picked, understood.link
    yield "understood as", (understood.label,)
    yield "read as", (understood.text,)
    yield "codes", tuple(map(str, understood.codes))
    yield "denied", tuple(map(str, understood.denied))
    yield "near codes", tuple(f"{each.typed} (one slip from {each.known})" for each in understood.near)
    yield "known, without steps", tuple(f"{known.code} in {known.product}" for known in understood.known)
    yield "unknown codes", tuple(map(str, understood.unknown))
    yield "problems", tuple(f"{each.problem} ({each.why})" for each in understood.problems)
    yield "answer", ((understood.answer.value,) if understood.answer else ())
    yield "choice", ((picked,) if picked else ())
    yield "says that it works", (("yes",) if understood.works else ())
    yield "commands", tuple(command.value for command in understood.commands)
    yield "in passing", tuple(aside.value for aside in understood.asides)
    yield "link", ((f"{link.dialog}#{link.step}" if link.step else link.dialog,) if link else ())
    yield "asked about", ((understood.asked,) if understood.asked else ())
    yield "done already", understood.tried
    yield "facts", tuple(f"{name}: {value}" for name, value in understood.facts.items())
    yield "reading", tuple(_reading(understood))
    yield "else close", tuple(f"{each.problem} ({each.score:.0f} of 100)" for each in understood.suggestions)
    yield "looked like a password", (("yes; it is kept nowhere",) if understood.secret else ())
    yield "why", understood.why


def _reading(understood: Understanding) -> Iterator[str]:
    reading = understood.reading
    if reading is not None:
        yield f"{reading.id}, concludes {reading.concludes or 'nothing'}"
        yield from (f"{name}: {value}" for name, value in reading.facts.items())
