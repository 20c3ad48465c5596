"""What the bot listens for: the files, their grammar and their faults."""

from pathlib import Path

import pytest

from bot.understanding.lexicon import Meaning, Role
from bot.wording.faults import FaultyWording
from bot.wording.hears import load_hears

SHIPPED = Path(__file__).parents[2] / "bot" / "wording" / "hears"
NEEDED = frozenset(
    [
        Role.NOT,
        Role.GOOD,
        Role.BAD,
        Role.GONE,
        Role.STILL,
        Role.NOW,
        Role.BUT,
        Role.UNREAL,
        Role.EARLIER,
        Role.ELSEWHERE,
    ]
)


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def test_every_shipped_language_has_all_answers_and_the_roles_that_guard_them() -> None:
    lexicon = load_hears(SHIPPED)
    assert {hears.language for hears in lexicon.languages} == {"any", "en", "de", "fr", "es", "pl", "pt"}
    for hears in lexicon.languages:
        if hears.language != "any":
            said = {*hears.alone, *hears.within}
            assert said >= set(Meaning), hears.language
            assert hears.roles.keys() >= NEEDED, hears.language
            assert {1, 2, 3, 4, -1} == set(hears.ordinals.values()), hears.language


def test_a_further_language_is_only_a_file(tmp_path: Path) -> None:
    head = "language: it\nseveral-nots: one\nordinals: {1: [primo], last: [ultimo]}\n"
    text = f"{head}alone:\n  yes: [sì, certo]\nroles:\n  not: [non]\n"
    (hears,) = load_hears(written(tmp_path, "it.yaml", text)).languages
    assert hears.alone == {Meaning.YES: ("sì", "certo")}
    assert hears.roles == {Role.NOT: ("non",)}
    assert hears.ordinals == {"primo": 1, "ultimo": -1}
    assert hears.concord


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("language: de\nalone:\n  yess: [ja]\n", "did you mean `yes`?"),
        ("language: de\nroles:\n  nott: [nicht]\n", "did you mean `not`?"),
        ("language: de\nwords:\n  yes: [ja]\n", "`words` is never used"),
        ("language: en\n", "the file is called de.yaml"),
        ("language: de\nordinals: {first: [erste]}\n", "`first` is no place"),
        ("language: de\nalone:\n  yes: [ja, ja: nein]\n", ""),
    ],
    ids=["meaning", "role", "section", "name", "ordinal", "yaml"],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FaultyWording) as caught:
        load_hears(written(tmp_path, "de.yaml", text))
    faults = caught.value.diagnostics
    assert all(fault.place.file == "wording/hears/de.yaml" for fault in faults)
    assert any(told in f"{fault.message} {fault.write}" for fault in faults)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, "de.yaml", "language: de\nroles:\n  nott: [nicht]\n")
    written(tmp_path, "fr.yaml", "language: fr\nalone:\n  ouii: [oui]\n")
    with pytest.raises(FaultyWording) as caught:
        load_hears(tmp_path)
    assert {fault.place.file for fault in caught.value.diagnostics} == {
        "wording/hears/de.yaml",
        "wording/hears/fr.yaml",
    }
