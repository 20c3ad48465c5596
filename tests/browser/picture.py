"""Draws the pictures of a conversation for the README: `python -m tests.browser.picture`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM
from tests.browser.person import LAUNCH, Person
from tests.browser.program import Program

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SAID = "OneDrive: There was a problem signing you in. (Error code: 0x8004def7)"
WIDTH = 760
MARGIN = 16
PRESSED = ("Start", "My files, all is well", "There is room", "On a Windows PC")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Program(Path(folder)) as program,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        for scheme, name in (("light", "conversation.png"), ("dark", "conversation-dark.png")):
            page = browser.new_page(
                color_scheme=scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
                viewport={"width": WIDTH, "height": 1500},
                device_scale_factor=1.5,
                timezone_id="Europe/Berlin",
            )
            person = Person(page, program.url)
            person.say(SAID)
            for words in PRESSED:
                person.press(words)
            page.mouse.move(0, 0)
            page.evaluate("scrollTo(0, 0)")
            first, last = page.locator("#log > li").first.bounding_box(), page.locator("#log > li").last.bounding_box()
            assert first is not None
            assert last is not None
            top, bottom = first["y"] - MARGIN, last["y"] + last["height"] + MARGIN
            page.screenshot(path=PICTURES / name, clip={"x": 0, "y": top, "width": WIDTH, "height": bottom - top})
        browser.close()


if __name__ == "__main__":
    main()
