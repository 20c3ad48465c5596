"""The settings of a command: its options before the environment."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.settings import Settings


def settings_of(options: Mapping[str, Any]) -> "Settings":
    """The settings, or what is wrong with each of them."""
    from bot.settings import BadSettings, load_settings

    try:
        return load_settings(options)
    except BadSettings as bad:
        raise click.ClickException("These settings can't be used:\n" + "\n".join(map(str, bad.faults))) from None
