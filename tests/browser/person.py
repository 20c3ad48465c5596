"""Somebody at a browser: reads the newest card, presses, types, uses the keyboard alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LAUNCH: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

ON: Final = ("Start", "Yes, that's true", "No, still broken", "Go on now", "Go on without it", "Hand over now", "Send")
"""What somebody presses for whom nothing helps, before any answer of a question."""
NOT_ON: Final = ("I'm not sure", "I can't do this", "Talk to a person", "It works now", "Try step")


class Person:
    def __init__(self, page: "Page", url: str, *, scripted: bool = True) -> None:
        self.page = page
        self.complaints: list[str] = []
        """What the browser complained about: faults of the script, what the rules of the page forbade, failed loads."""
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._heard(message))
        page.on("response", lambda answer: self._answered(answer))
        page.goto(url)
        if scripted:
            page.locator("html.has-script").wait_for(state="attached")

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _answered(self, answer: Any) -> None:
        if answer.status >= 400:
            self.complaints.append(f"{answer.status} {answer.url}")

    # --- what is seen

    @property
    def newest(self) -> "Locator":
        """The bot's newest message."""
        return self.page.locator("#log .bot article").last

    @property
    def asking(self) -> "Locator":
        """The newest card with buttons."""
        return self.page.locator("#log article:has(form)").last

    def buttons(self) -> Sequence[str]:
        return [each.inner_text() for each in self.asking.get_by_role("button").all() if each.is_visible()]

    def sees(self, words: str) -> None:
        """The bot's newest message says it, now or in a moment."""
        from playwright.sync_api import expect

        expect(self.newest).to_contain_text(words)

    def focused(self) -> str:
        """The id of what has the focus."""
        found: str = self.page.evaluate("document.activeElement.id")
        return found

    def is_narrower_than_the_window(self) -> bool:
        fits: bool = self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        return fits

    # --- what is done

    def say(self, text: str) -> None:
        before = self._shown()
        self.page.get_by_label("Your message").fill(text)
        self.page.get_by_role("button", name="Send", exact=True).last.click()
        self._wait(before)

    def press(self, words: str) -> None:
        before = self._shown()
        self.asking.get_by_role("button", name=words, exact=True).click()
        self._wait(before)

    def keyboard(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def press_by_keyboard(self, words: str) -> None:
        """From where the focus is, forward to that button, and Enter."""
        before = self._shown()
        for _ in range(60):
            self.keyboard("Tab")
            if self.page.evaluate("document.activeElement.textContent") == words:
                break
        else:
            raise AssertionError(f"no way to {words!r} with Tab")
        self.keyboard("Enter")
        self._wait(before)

    def go_on(self) -> bool:
        """What somebody presses for whom nothing helps. False: nothing leads on from here."""
        shown = [each for each in self.buttons() if not each.startswith(NOT_ON)]
        wanted = next((each for each in ON if each in shown), next(iter(shown), None))
        if wanted is None:
            return False
        self.press(wanted)
        return True

    def walk_to(self, button: str) -> None:
        """On and on until a card has that button."""
        for _ in range(60):
            if button in self.buttons():
                return
            assert self.go_on(), self.asking.inner_text()
        raise AssertionError(f"never came to {button!r}")

    def _shown(self) -> str:
        """What tells one state of the talk from the next."""
        found: str = self.page.evaluate(
            "[...document.querySelectorAll('#log article')].map((each) => each.id + each.dataset.change).join()"
        )
        return found

    def _wait(self, before: str) -> None:
        """Until something else is shown and the bot has answered."""
        self.page.wait_for_function(
            "before => document.querySelector('#log li:last-child.bot') && before !== "
            "[...document.querySelectorAll('#log article')].map((each) => each.id + each.dataset.change).join()",
            arg=before,
        )
