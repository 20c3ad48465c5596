"""What is said about a file that isn't right, and that a further language is only a file."""

import re
from pathlib import Path

import pytest

from bot.wording import FaultyWording, load_wordings

FORMS = re.compile(r", other: ('(?:[^']|'')*')\}")


def change(folder: Path, old: str, new: str, file: str = "de.yaml") -> None:
    text = (folder / file).read_text("utf-8")
    assert text.count(old) >= 1, f"{old!r} isn't in {file}"
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def told(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(FaultyWording) as faulty:
        load_wordings(folder)
    return [(fault.rule, f"{fault.place} {fault.message} {fault.write}") for fault in faulty.value.diagnostics]


@pytest.mark.parametrize(
    ("old", "new", "rule", "says"),
    [
        pytest.param("  go-on: {title: Weiter, words: [weiter]}\n", "", "wording/missing-key", "go-on", id="no button"),
        pytest.param("  fixed: {", "  fixt: {", "wording/unknown-key", "fixed", id="a slip in a key"),
        pytest.param("lines:\n", "lines:\n  extra: Mehr\n", "wording/unknown-key", "extra", id="a line too many"),
        pytest.param(
            "title: Weiter,", "title: Wir machen jetzt gleich weiter,", "wording/label", "gleich", id="long label"
        ),
        pytest.param("zu Schritt {step}'", "zu {schritt}'", "wording/place", "{schritt}", id="another place"),
        pytest.param(
            "text: Ich kenne Fehler von {products}.",
            "text: Ich kenne sie.",
            "wording/place",
            "{products}",
            id="no place",
        ),
        pytest.param("one: 1 Minute, other", "eins: 1 Minute, other", "wording/form", "one", id="another form"),
        pytest.param("one: n = 1", "one: n == 1", "wording/plural", "n == 1", id="a rule that can't be read"),
        pytest.param("  one: n = 1", "  lots: n = 1", "wording/plural", "lots", id="a form that nobody has"),
        pytest.param(
            "    summary: Jemand hat Ihren Fall genommen\n",
            "",
            "wording/summary",
            "{name}",
            id="a name on a locked screen",
        ),
        pytest.param("direction: ltr", "direction: left", "wording/wrong-kind", "rtl", id="a direction"),
        pytest.param("language: de", "language: fr", "wording/wrong-kind", "de.yaml", id="another file's name"),
        pytest.param("[Montag, ", "[", "wording/wrong-kind", "7 weekdays", id="six days a week"),
        pytest.param("    style: warning\n", "    style: red\n", "wording/wrong-kind", "red", id="a style"),
        pytest.param("today: heute", "today: heute {day}", "wording/place", "no places", id="a place in a day"),
        pytest.param(
            "title: Gut zu wissen", "title: [Gut, zu, wissen]", "wording/wrong-kind", "a list", id="a list as title"
        ),
        pytest.param(
            "text: Mehr ist nicht zu tun.", "text: Mehr ist <b>nicht</b> zu tun.", "text/markup", "<b>", id="HTML"
        ),
        pytest.param(
            "    field: Was der Helpdesk wissen soll\n", "", "wording/missing-key", "field", id="a field that is gone"
        ),
        pytest.param(
            "name: Deutsch\n", "name: Deutsch\nname: German\n", "yaml/duplicate-key", "name", id="YAML's own faults"
        ),
    ],
)
def test_a_fault_is_told_with_its_place(folder: Path, old: str, new: str, rule: str, says: str) -> None:
    change(folder, old, new)
    assert any(found == rule and says in message and "wording/de.yaml:" in message for found, message in told(folder))


def test_all_faults_of_all_files_are_told_at_once_and_sorted(folder: Path) -> None:
    change(folder, "  go-on: {title: Weiter, words: [weiter]}\n", "")
    change(folder, "title: Gut zu wissen", "title: Gut, {wer}")
    change(folder, "title: Good to know", "titel: Good to know", "en.yaml")
    found = told(folder)
    assert {rule for rule, _ in found} >= {"wording/missing-key", "wording/place", "wording/unknown-key"}
    assert {message.split(":")[0] for _, message in found} == {"wording/de.yaml", "wording/en.yaml"}
    with pytest.raises(FaultyWording) as faulty:
        load_wordings(folder)
    assert list(faulty.value.diagnostics) == sorted(faulty.value.diagnostics)


def test_without_english_there_is_nothing_to_compare_with(folder: Path) -> None:
    (folder / "en.yaml").unlink()
    assert told(folder)[-1][0] == "wording/missing-key"


def test_a_further_language_is_only_a_file(folder: Path) -> None:
    text = (folder / "de.yaml").read_text("utf-8")
    text = text.replace("language: de", "language: pl", 1).replace(
        "  one: n = 1", "  one: n = 1\n  few: n % 10 = 2..4", 1
    )
    text, changed = FORMS.subn(r", few: \1, other: 'many'}", text)
    assert changed > 5
    (folder / "pl.yaml").write_text(text, "utf-8")
    polish = load_wordings(folder).in_language("pl-PL")
    assert [polish.line("days", count=count) for count in (1, 3, 5)] == ["1 Tag", "3 Tage", "many"]


def test_an_organisations_words_take_the_place_of_ours(folder: Path) -> None:
    wordings = load_wordings(
        folder,
        {
            "": {"buttons.person.title": "Call 5555"},
            "de": {"sayings.picture.text": "Bitte abtippen.", "lines.minutes": "{count} min"},
        },
    )
    english, german = wordings.in_language("en"), wordings.in_language("de")
    assert english.button("person") == german.button("person") == "Call 5555"
    assert len(english.saying("picture").text) == 2
    assert [text.fill({}) for text in german.saying("picture").text] == ["Bitte abtippen."]
    assert german.line("minutes", count=1) == "1 min"


@pytest.mark.parametrize(
    ("overlays", "rule", "says"),
    [
        pytest.param({"": {"buttons.persn.title": "x"}}, "wording/unknown-key", "buttons.person", id="a slip"),
        pytest.param({"de": {"buttons.person.title": "x" * 23}}, "wording/label", "23", id="too long"),
        pytest.param({"de": {"lines.check": "Prüfen"}}, "wording/place", "{ask}", id="a place is missing"),
        pytest.param({"de": {"lines.check": "{ask} {x}"}}, "wording/place", "{x}", id="a place that nothing fills"),
        pytest.param(
            {"de": {"sayings.thanks.box": "x"}}, "wording/unknown-key", "thanks", id="a part that isn't there"
        ),
        pytest.param({"": {"sayings.note-taken.summary": "{name}"}}, "wording/summary", "{name}", id="a name unlocked"),
        pytest.param({"": {"buttons.person.title": "**x**"}}, "text/markup", "marks", id="markup in a button"),
        pytest.param({"fr": {"lines.check": "{ask}"}}, "wording/unknown-key", "fr", id="a language that isn't there"),
    ],
)
def test_an_organisations_words_are_checked_like_ours(
    folder: Path, overlays: dict[str, dict[str, str]], rule: str, says: str
) -> None:
    with pytest.raises(FaultyWording) as faulty:
        load_wordings(folder, overlays)
    told = faulty.value.diagnostics
    assert any(fault.rule == rule and says in f"{fault.message} {fault.write}" for fault in told)
    paths = [path for texts in overlays.values() for path in texts]
    assert len(told) == 1
    assert f"`{paths[0]}`" in told[0].message or rule == "wording/unknown-key"
