"""Every counter, by name. `GET /metrics` shows them; none has a label that a person or an outsider could fill."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

registry = CollectorRegistry()

requests = Counter(
    "unstuck_requests", "Requests to the Teams endpoint, by the status that they got", ["status"], registry=registry
)
turns = Counter("unstuck_turns", "Turns, by what came in and how it ended", ["input", "outcome"], registry=registry)
turn_seconds = Histogram(
    "unstuck_turn_seconds",
    "How long a turn took until it was committed",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=registry,
)
callers_refused = Counter(
    "unstuck_callers_refused", "Requests whose token wasn't good, by reason", ["reason"], registry=registry
)
slowed = Counter(
    "unstuck_slowed", "Requests of somebody who sends too fast, by what was done", ["outcome"], registry=registry
)
sends = Counter(
    "unstuck_sends", "What was handed to the channel, by kind and how it ended", ["kind", "outcome"], registry=registry
)
send_seconds = Histogram(
    "unstuck_send_seconds",
    "How long something waited from its commit until it was sent, by kind",
    ["kind"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
    registry=registry,
)
waiting = Gauge(
    "unstuck_waiting", "Rows that are still to be sent, by kind; a case is a handoff", ["kind"], registry=registry
)
waiting_seconds = Gauge(
    "unstuck_waiting_seconds", "How long the oldest of them waits, by kind", ["kind"], registry=registry
)
tokens_fetched = Counter("unstuck_tokens_fetched", "Own tokens that were fetched", ["outcome"], registry=registry)
content_loads = Counter("unstuck_content_loads", "Content that was read, by outcome", ["outcome"], registry=registry)
content_faults = Gauge("unstuck_content_faults", "Faults in the content when it was last read", registry=registry)


def exposition() -> bytes:
    """All of them in Prometheus' text format."""
    return generate_latest(registry)
