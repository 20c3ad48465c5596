"""What authors run: checks, tests, pages of rules. Of the bot only the playground and the terminal use it."""
