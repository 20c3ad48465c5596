"""Adaptive Card JSON -> HTML, for the playground and the docs: accessible, and complete without scripts.

The card is a form and each button a submit button, whose name is `verb`; the card's token is the hidden field `t`, so
a press arrives with the same two things that Teams sends. Every text is escaped; of Markdown only what `adaptive`
makes is read: bold, links to https, lists, and backslashes before a sign. The styles stand in `card.css`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup, escape

from bot.cards.runs import parse

Json = Mapping[str, Any]

_INLINE: Final = re.compile(
    r"\\(?P<sign>[!-/:-@\[-`{-~])"
    r"|\*\*(?P<bold>(?:\\.|[^*\\])+)\*\*"
    r"|\[(?P<label>(?:\\.|[^\]\\])+)\]\((?P<link>https://[^\s()<>\"']+)\)"
)
_ITEM: Final = re.compile(r"^(?:(?P<bullet>-)|(?P<number>\d{1,9})\.) (?P<text>.*)$")
_SPACING: Final = {"None": "none", "Small": "small", "Default": "default"}


def card_html(
    card: Json, *, key: str, action: str = "", hidden: Mapping[str, str] | None = None, more: str = "…"
) -> Markup:
    """The card as a form. What can't be drawn raises `ValueError`: only our own cards come here.

    `key`: makes the ids of this card unique on its page. `action`: where the form goes. `hidden`: further fields that
    it sends. `more`: the words of what opens the buttons that are out of sight.
    """
    draw = _Html(key)
    body = Markup("\n").join(draw.element(element) for element in card.get("body", ()))
    actions = card.get("actions", ())
    direction = "rtl" if card.get("rtl") else "ltr"
    inner = Markup('<div class="ac" lang="{}" dir="{}">\n{}\n{}</div>').format(
        card.get("lang", "en"), direction, body, draw.buttons(actions, more)
    )
    if not any(each["type"] == "Action.Execute" for each in actions):
        return inner
    token = next(each["data"]["t"] for each in actions if each["type"] == "Action.Execute")
    fields = Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
        for name, value in {"t": token, **(hidden or {})}.items()
    )
    return Markup('<form method="post" action="{}">{}\n{}</form>').format(action, fields, inner)


def marked(text: str) -> Markup:
    """An author's text with its two kinds of markup, and nothing else of it read."""
    tags = {"strong": "strong", "screen": "strong", "typed": "code"}
    shown = ((tags.get(run.kind), escape(run.text)) for run in parse(text))
    return Markup("").join(Markup("<{0}>{1}</{0}>").format(tag, each) if tag else each for tag, each in shown)


def stylesheet() -> str:
    """The styles of a card, light and dark."""
    return files("bot.cards").joinpath("card.css").read_text("utf-8")


class _Html:
    def __init__(self, key: str) -> None:
        self._key = key

    def element(self, element: Json) -> Markup:
        match element["type"]:
            case "TextBlock":
                return _text_block(element)
            case "RichTextBlock":
                return Markup('<p class="{}">{}</p>').format(_classes(element), Markup("").join(_runs(element)))
            case "Container":
                return self._container(element)
            case "Input.Text":
                return self._input(element)
            case other:
                raise ValueError(f"no card of ours has a {other}")

    def buttons(self, actions: Sequence[Json], more: str) -> Markup:
        if not actions:
            return Markup("")
        shown = Markup("").join(_button(each) for each in actions if each.get("mode") != "secondary")
        rest = Markup("").join(_button(each) for each in actions if each.get("mode") == "secondary")
        row = Markup('<div class="ac-buttons">{}</div>\n').format(shown)
        if not rest:
            return row
        return row + Markup(
            '<details class="ac-more"><summary>{}</summary><div class="ac-buttons">{}</div></details>\n'
        ).format(more, rest)

    def _container(self, element: Json) -> Markup:
        items = element["items"]
        if items[0].get("fontType") == "Monospace":
            return Markup('<pre class="ac-command {}" dir="ltr"><code>{}</code></pre>').format(
                _spacing(element), _inline(items[0]["text"])
            )
        inner = Markup("\n").join(self.element(item) for item in items)
        return Markup('<div class="ac-box ac-{} {}">{}</div>').format(
            element.get("style", "default"), _spacing(element), inner
        )

    def _input(self, element: Json) -> Markup:
        return Markup(
            '<div class="ac-field"><label for="{id}">{label}</label>'
            '<textarea id="{id}" name="{name}" rows="3" maxlength="{limit}" placeholder="{hint}"></textarea></div>'
        ).format(
            id=f"{self._key}-{element['id']}",
            name=element["id"],
            label=element["label"],
            limit=element["maxLength"],
            hint=element.get("placeholder", ""),
        )


def _text_block(element: Json) -> Markup:
    text: str = element["text"]
    classes = _classes(element)
    if element.get("style") == "heading":
        return Markup('<h3 class="{}">{}</h3>').format(classes, _inline(text))
    parts = []
    for kind, lines in groupby(text.split("\n"), _kind_of_line):
        held = list(lines)
        if kind == "text":
            parts.append(Markup('<p class="{}">{}</p>').format(classes, Markup("<br>").join(map(_inline, held))))
        else:
            parts.append(_list(kind, held, classes))
    return Markup("\n").join(parts)


def _list(kind: str, lines: Iterable[str], classes: str) -> Markup:
    found = [item for line in lines if (item := _ITEM.match(line))]
    items = Markup("").join(Markup("<li>{}</li>").format(_inline(item["text"])) for item in found)
    if kind == "bullet":
        return Markup('<ul class="{}">{}</ul>').format(classes, items)
    return Markup('<ol class="{}" start="{}">{}</ol>').format(classes, int(found[0]["number"]), items)


def _kind_of_line(line: str) -> str:
    item = _ITEM.match(line)
    if item is None:
        return "text"
    return "bullet" if item["bullet"] else "number"


def _runs(element: Json) -> Iterable[Markup]:
    for run in element["inlines"]:
        text = escape(run["text"])
        if run.get("fontType") == "Monospace":
            text = Markup("<code>{}</code>").format(text)
        if run.get("weight") == "Bolder":
            text = Markup("<strong>{}</strong>").format(text)
        yield text


def _button(action: Json) -> Markup:
    if action["type"] == "Action.OpenUrl":
        if not action["url"].startswith("https://"):
            raise ValueError(f"not an https link: {action['url']}")
        return Markup('<a class="ac-button" href="{}" rel="noopener noreferrer">{}</a>').format(
            action["url"], action["title"]
        )
    primary = " ac-primary" if action.get("style") == "positive" else ""
    return Markup('<button type="submit" class="ac-button{}" name="verb" value="{}">{}</button>').format(
        primary, action["verb"], action["title"]
    )


def _inline(markdown: str) -> Markup:
    parts: list[Markup] = []
    end = 0
    for found in _INLINE.finditer(markdown):
        parts.append(escape(markdown[end : found.start()]))
        if found["sign"] is not None:
            parts.append(escape(found["sign"]))
        elif found["bold"] is not None:
            parts.append(Markup("<strong>{}</strong>").format(_inline(found["bold"])))
        else:
            label = _inline(found["label"])
            parts.append(Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(found["link"], label))
        end = found.end()
    parts.append(escape(markdown[end:]))
    return Markup("").join(parts)


def _classes(element: Json) -> str:
    classes = [_spacing(element)]
    if element.get("isSubtle"):
        classes.append("ac-subtle")
    if element.get("separator"):
        classes.append("ac-apart")
    return " ".join(classes)


def _spacing(element: Json) -> str:
    return f"ac-space-{_SPACING[element.get('spacing', 'Default')]}"
