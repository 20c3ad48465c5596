"""`unstuck`: parses, calls, prints. A command's module is imported when the command is used, and not before."""

from bot.cli.lazy import main

__all__ = ["main"]
