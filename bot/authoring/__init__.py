"""What authors run: checks, tests, pages of rules. The running bot needs nothing of it."""
