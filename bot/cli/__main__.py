"""`python -m bot.cli`"""

from bot.cli import main

main(prog_name="unstuck")
