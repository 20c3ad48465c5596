"""Sends what was committed, in order, and hands what is due back to the turns."""

from bot.delivery.lane import Courier
from bot.delivery.model import (
    Agenda,
    Blocked,
    Busy,
    Desk,
    Doubtful,
    DueTimer,
    Failed,
    Gone,
    Held,
    Lane,
    Later,
    NotSent,
    Outbox,
    Refused,
    Result,
    Row,
    Sender,
    SendFailed,
    Sent,
    TooLarge,
)
from bot.delivery.outbox import Post
from bot.delivery.pace import Limits

__all__ = [
    "Agenda",
    "Blocked",
    "Busy",
    "Courier",
    "Desk",
    "Doubtful",
    "DueTimer",
    "Failed",
    "Gone",
    "Held",
    "Lane",
    "Later",
    "Limits",
    "NotSent",
    "Outbox",
    "Post",
    "Refused",
    "Result",
    "Row",
    "SendFailed",
    "Sender",
    "Sent",
    "TooLarge",
]
