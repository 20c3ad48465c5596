"""A dialog as a picture."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bot.authoring.chart import as_mermaid, as_svg
from bot.content.model import Content, Dialog
from tests.content.folders import SAMPLE, loaded

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script> \"quoted\" & 'more' \x07 #x `y` ]]>"


@pytest.fixture(scope="module")
def content() -> Content:
    return loaded(SAMPLE)


def hostile(dialog: Dialog) -> Dialog:
    items = tuple(replace(item, step=replace(item.step, title=HOSTILE, risk=HOSTILE)) for item in dialog.items)
    return replace(dialog, title=HOSTILE, intro=HOSTILE, items=items, handoff=HOSTILE)


def test_every_step_stands_below_the_one_before_it(content: Content) -> None:
    root = ElementTree.fromstring(as_svg(content, content.dialogs["clear-paper"]))
    tops = [int(box.attrib["y"]) for box in root.iter(f"{SVG}rect") if "y" in box.attrib]
    assert tops == sorted(set(tops))
    assert len(tops) == 4
    height = int(root.attrib["height"])
    assert all(
        int(box.attrib["y"]) + int(box.attrib["height"]) <= height
        for box in root.iter(f"{SVG}rect")
        if "y" in box.attrib
    )


def test_an_arc_leads_from_a_question_to_what_hangs_on_it(content: Content) -> None:
    with_question, without = (as_svg(content, content.dialogs[id]) for id in ("clear-paper", "clear-queue"))
    assert len(re.findall(r'<path d="M560 ', with_question)) == 1
    assert re.findall(r'<path d="M560 ', without) == []


def test_a_risk_is_told_by_a_word_and_by_its_frame(content: Content) -> None:
    drawn = as_svg(content, content.dialogs["clear-queue"])
    assert 'class="risk"' in drawn
    assert "Risk: What waits has to be printed again." in drawn
    assert "class n1 risk" in as_mermaid(content, content.dialogs["clear-queue"])


def test_what_a_text_holds_is_text_in_the_picture(content: Content) -> None:
    drawn = as_svg(content, hostile(content.dialogs["clear-paper"]))
    root = ElementTree.fromstring(drawn)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg",
        "title",
        "style",
        "rect",
        "text",
        "path",
    }
    assert any("<script>" in (text.text or "") for text in root.iter(f"{SVG}text"))
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


def test_what_a_text_holds_is_text_in_mermaid(content: Content) -> None:
    labels = re.findall(r'\["(.*)"\]', as_mermaid(content, hostile(content.dialogs["clear-paper"])))
    assert labels
    for label in labels:
        assert not re.search(r'["<`\x07]', label.replace("<br/>", "")), label


def test_mermaid_names_the_answer_that_leads_to_a_step(content: Content) -> None:
    assert '  n1 -. "lid or unsure" .-> n2' in as_mermaid(content, content.dialogs["clear-paper"]).splitlines()
