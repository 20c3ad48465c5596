"""How fast one person may come in. Somebody who sends without end waits; nobody else does.

- Up to `BURST` requests are taken as they come, and `PER_S` a second after that. No hand is so quick.
- One that comes sooner waits for its time, behind those that came before it, at most `LONGEST_WAIT_S`.
- One that would wait longer is refused with 429 and `Retry-After`, and nothing of it is kept. So nothing that was
  answered with 2xx is lost, and what was refused may be sent again.

The numbers are counted in each process: two let twice as many through.
"""

from typing import Final

BURST: Final = 60
"""As many messages as Teams lets the bot send into one conversation in 30 s: more couldn't be answered anyway."""
PER_S: Final = 10
LONGEST_WAIT_S: Final = 3.0
"""Teams calls a press failed after 5 s, and sends a message again after 15 s without an answer."""
_FORGET_ABOVE: Final = 4096


class TooFast(Exception):
    """This person has enough waiting. `retry_after_s`: when the next one would be taken."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class Pace:
    """Whose time is how far ahead. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._even: dict[str, float] = {}
        """Person -> when all that they sent would be through at the even pace of `PER_S`."""
        self._forget_above = _FORGET_ABOVE

    def wait_s(self, person: str, now: float) -> float:
        """Seconds until this request may go on. Raises `TooFast`."""
        even = max(self._even.get(person, now), now)
        wait = even - now - (BURST - 1) / PER_S
        if wait > LONGEST_WAIT_S:
            raise TooFast(max(1, round(wait - LONGEST_WAIT_S)))
        self._even[person] = even + 1 / PER_S
        if len(self._even) > self._forget_above:
            self._forget(now)
        return max(wait, 0.0)

    def _forget(self, now: float) -> None:
        """Whoever is through is as good as new. Looked for again when there are twice as many as were left."""
        self._even = {person: even for person, even in self._even.items() if even > now}
        self._forget_above = max(_FORGET_ABOVE, 2 * len(self._even))
