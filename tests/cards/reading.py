"""How the tests look at a card: its elements, its buttons, and what its HTML says."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

Json = dict[str, Any]


def elements(card: Json) -> Iterator[Json]:
    """Every element of the body, containers and what is in them."""

    def walk(items: list[Json]) -> Iterator[Json]:
        for item in items:
            yield item
            yield from walk(item.get("items", []))

    yield from walk(card["body"])


def markdown(card: Json) -> list[str]:
    """Every text that a client reads as Markdown."""
    return [element["text"] for element in elements(card) if element["type"] == "TextBlock"]


def runs(card: Json) -> list[str]:
    """Every text that a client shows as it is."""
    return [run["text"] for element in elements(card) for run in element.get("inlines", ())]


class Page(HTMLParser):
    """What a browser makes of a piece of HTML: its tags, and its text with the marks of the tags left out."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]
