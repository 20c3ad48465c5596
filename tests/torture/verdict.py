"""What the witness saw against what was accepted and what was kept: lost, out of order, copies, silence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.databases import execute
from tests.torture.crowd import AT_ONCE, Act
from tests.torture.service import Arrival

NEAR_S = 4.0
"""A copy belongs to a disturbance when it was on its way around that moment; on a busy machine that takes seconds."""


AROUND_S = 12.0
"""How far back a story goes."""


@dataclass(frozen=True)
class Verdict:
    turns: int
    lost: int
    """Accepted acts without a turn, and replies that never arrived (or not under the id that was written down)."""
    extra: int
    """Turns that nobody asked for."""
    out_of_order: int
    copies: int
    unexplained_copies: int
    """Copies of what wasn't on its way when something was killed."""
    unsent: int
    longest_silence_s: float
    """From a 2xx to its reply; without those who sent more at once than the channel shows in a moment."""
    stories: tuple[str, ...] = ()
    """What happened around each message that came out of order, and each copy that nothing explains."""

    @property
    def complaints(self) -> Mapping[str, int]:
        """What shouldn't be, by its name; what is empty is sound."""
        counts = {
            "lost": self.lost,
            "extra turns": self.extra,
            "out of order": self.out_of_order,
            "unexplained copies": self.unexplained_copies,
            "unsent": self.unsent,
        }
        return {name: count for name, count in counts.items() if count}

    @property
    def sound(self) -> bool:
        return not self.complaints


def judge(
    database: str,
    acts: Sequence[Act],
    arrivals: Sequence[Arrival],
    disturbed: Sequence[float],
    ready: Sequence[float] = (),
) -> Verdict:
    """When everything has been sent. `disturbed`: when something was killed or stopped (monotonic). `ready`: when the
    only process was there again; nobody's wait counts from before that."""
    keys = {key[2:] for (key,) in execute(database, "SELECT key FROM inbox WHERE substr(key, 1, 2) = 'a:'")}
    posts = execute(database, "SELECT conv, seq, sent_id FROM outbox WHERE kind = 'post'")
    cards = dict(execute(database, "SELECT token, seq FROM card"))
    turns = sum(version for (version,) in execute(database, "SELECT version FROM session"))
    unsent = execute(database, "SELECT count(*) FROM outbox WHERE sent_at IS NULL")[0][0]
    done = [act for act in acts if keys & set(act.ids)]

    by_message = {message: seq for _, seq, message in posts}
    by_conversation: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        if arrival.method == "POST":
            by_conversation[arrival.conversation].append(arrival)
    missing = {(conv.split("|", 2)[2], seq) for conv, seq, _ in posts}
    out_of_order = copies = unexplained = 0
    stories = []
    silence = 0.0
    for conversation, shown in by_conversation.items():
        first: dict[int, float] = {}
        newest = 0
        for post in shown:
            # A card that was answered before it was sent has no buttons, and so no token: its id tells.
            seq = cards.get(post.token) or by_message.get(post.message)
            if seq is None or seq in first:
                copies += 1
                began = first.get(seq, post.at) if seq is not None else post.at
                if not any(began - NEAR_S < at < post.at + NEAR_S for at in disturbed):
                    unexplained += 1
                    stories.append(_story("copy", seq, post, shown, cards, by_message, disturbed))
            if seq is not None:
                if seq < newest:
                    out_of_order += 1
                    stories.append(_story("out of order", seq, post, shown, cards, by_message, disturbed))
                newest = max(newest, seq)
                first.setdefault(seq, post.at)
        missing -= {(conversation, seq) for seq in first}
        if not conversation.endswith(AT_ONCE):
            said = [act.accepted_at for act in acts if act.conversation == conversation and act.accepted_at is not None]
            waits = [
                there - max(asked, *(at for at in ready if at <= there), asked)
                for asked, there in zip(sorted(said), sorted(first.values()), strict=False)
            ]
            silence = max(silence, *waits, 0.0)
    return Verdict(
        turns=turns,
        lost=sum(act.accepted_at is not None and act not in done for act in acts) + len(missing),
        extra=turns - len(done),
        out_of_order=out_of_order,
        copies=copies,
        unexplained_copies=unexplained,
        unsent=unsent,
        longest_silence_s=silence,
        stories=tuple(stories),
    )


def _story(
    what: str,
    seq: int | None,
    post: Arrival,
    shown: Sequence[Arrival],
    cards: Mapping[str, int],
    by_message: Mapping[str, int],
    disturbed: Sequence[float],
) -> str:
    """The last seconds before a message: number and seconds of what was shown there, and of what was broken."""
    around = [each for each in shown if -AROUND_S < each.at - post.at < 1]
    numbers = (f"{cards.get(each.token) or by_message.get(each.message)} ({each.at - post.at:.2f})" for each in around)
    blows = (f"{at - post.at:.2f}" for at in disturbed if -AROUND_S < at - post.at < 1)
    return f"{what}: {seq} in {post.conversation}; shown {', '.join(numbers)}; blows {', '.join(blows)}"
