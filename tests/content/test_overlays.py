"""What lies over the layers below: an organisation's changes, and translations."""

from pathlib import Path

import pytest

from bot.content import Content
from bot.content.digests import changed, digest
from bot.content.overlay_schema import STEP_TEXTS
from bot.content.source import read
from tests.content.folders import SAMPLE, faults, loaded, rules, sample, written

OURS = "dialogs/printer/ours.yaml"
DIGEST = "a1695451f2f6e56f36e3de74"
"""Of the sample's step `clear-queue#empty`."""


def over(tmp_path: Path, text: str, place: str = OURS) -> tuple[Path, Path]:
    return SAMPLE, written(tmp_path / "ours", {place: text})


def content(tmp_path: Path, text: str, place: str = OURS) -> Content:
    return loaded(*over(tmp_path, text, place))


def told(tmp_path: Path, text: str, place: str = OURS) -> list[tuple[str, str]]:
    return [(fault.rule, fault.write) for fault in faults(*over(tmp_path, text, place))]


def test_the_fields_given_replace_those_of_the_step(tmp_path: Path) -> None:
    step = content(tmp_path, "over: clear-paper\nsteps:\n  open-lid: {title: Lift the lid, minutes: 2}\n").steps[
        "clear-paper#open-lid"
    ]
    assert (step.title, step.minutes) == ("Lift the lid", 2)
    assert step.do[0].text == "Open the lid."


def test_the_head_of_a_dialog_can_be_changed_and_its_end(tmp_path: Path) -> None:
    text = "over: clear-paper\ntitle: Free the paper\nthen: clear-queue\n"
    dialog = content(tmp_path, text).dialogs["clear-paper"]
    assert (dialog.title, dialog.then, dialog.handoff) == ("Free the paper", "clear-queue", None)


def test_a_step_that_is_off_is_in_no_list(tmp_path: Path) -> None:
    below = sample(
        tmp_path,
        {
            "dialogs/printer/borrows.yaml": (SAMPLE / "dialogs/printer/clear-paper.yaml")
            .read_text("utf-8")
            .replace("id: clear-paper", "id: borrows")
            .replace("- id: open-lid", "- use: clear-queue#empty\n  - id: open-lid")
        },
    )
    above = written(
        tmp_path / "ours",
        {
            OURS: (
                "over: clear-queue\nsteps:\n  empty: {off: yes}\n  ask-first:\n    after: empty\n"
                "    title: Ask\n    minutes: 1\n    changes: nothing\n    do: |\n      Ask.\n"
            )
        },
    )
    assert "clear-queue#empty" in [item.step.key for item in loaded(below).dialogs["borrows"].items]
    changed_content = loaded(below, above)
    assert "clear-queue#empty" not in [item.step.key for item in changed_content.dialogs["borrows"].items]
    assert [item.step.id for item in changed_content.dialogs["clear-queue"].items] == ["ask-first"]


def test_a_question_that_is_answered_is_asked_nowhere_and_the_steps_know(tmp_path: Path) -> None:
    answered = content(tmp_path, "over: clear-paper\nsteps:\n  look-inside: {answer: lid}\n")
    items = answered.dialogs["clear-paper"].items
    assert [(item.step.id, item.conditions) for item in items] == [("open-lid", ())]
    nothing_left = "over: clear-paper\nsteps:\n  look-inside: {answer: tray}\n"
    assert [rule for rule, _ in told(tmp_path / "2", nothing_left)] == ["overlay/nothing-left"]


def test_new_steps_stand_behind_the_step_they_name_in_the_order_of_the_file(tmp_path: Path) -> None:
    new = "    title: Do it\n    minutes: 1\n    changes: nothing\n    do: |\n      Do it.\n"
    text = (
        f"over: clear-paper\nsteps:\n  one:\n    after: look-inside\n{new}  two:\n"
        f"    after: look-inside\n{new}  three:\n    after: one\n{new}"
    )
    ids = [item.step.id for item in content(tmp_path, text).dialogs["clear-paper"].items]
    assert ids == ["look-inside", "one", "three", "two", "open-lid"]


def test_a_new_step_is_checked_like_any_other(tmp_path: Path) -> None:
    text = (
        "over: clear-paper\nsteps:\n  one:\n    after: look-inside\n    title: Do it\n"
        "    do: |\n      Press **Reset**.\n"
    )
    assert [rule for rule, _ in told(tmp_path, text)] == ["field/missing", "step/no-changes", "step/unmarked-danger"]


@pytest.mark.parametrize(
    "drop", ["risk: off", "risk: no", "confirm: none", "undo: '-'", "risk: nothing"], ids=lambda drop: drop
)
def test_a_safety_field_is_never_dropped(drop: str, tmp_path: Path) -> None:
    assert [rule for rule, _ in told(tmp_path, f"over: clear-queue\nsteps:\n  empty: {{{drop}}}\n")] == [
        "overlay/drops-safety"
    ]


def test_who_it_is_never_dropped(tmp_path: Path) -> None:
    below = sample(tmp_path)
    text = (SAMPLE / "dialogs/printer/clear-queue.yaml").read_text("utf-8")
    own = text.replace("handoff: The queue", "  - {id: by-it, title: Call, who: it, do: X}\nhandoff: The queue")
    own = own.replace(
        "  - {id: by-it, title: Call, who: it, do: X}",
        "  - id: by-it\n    title: Call\n    who: it\n    do: |\n      Call.",
    )
    written(below, {"dialogs/printer/clear-queue.yaml": own})
    above = written(tmp_path / "ours", {OURS: "over: clear-queue\nsteps:\n  by-it: {who: you}\n"})
    assert "overlay/drops-safety" in rules(below, above)


def test_a_step_can_be_made_its(tmp_path: Path) -> None:
    step = content(tmp_path, "over: clear-queue\nsteps:\n  empty: {who: it}\n").steps["clear-queue#empty"]
    assert (step.kind, step.minutes, step.risk) == ("it", 0, None)


def test_a_fact_can_be_known_for_everybody(tmp_path: Path) -> None:
    fact = content(tmp_path, "over: facts\nfacts:\n  managed: {known: yes}\n", "dialogs/ours.yaml").facts["managed"]
    assert (fact.known, fact.ask) == ("yes", "Did your company set up this PC?")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("manged", "managed:   or a new fact in dialogs/facts.yaml of your own folder, in a file without `over:`"),
        ("headset", "a new fact in dialogs/facts.yaml of your own folder, in a file without `over:`"),
    ],
)
def test_an_overlay_of_a_fact_that_is_not_there_is_told_where_a_new_one_stands(
    name: str, write: str, tmp_path: Path
) -> None:
    text = f"over: facts\nfacts:\n  {name}: {{known: yes}}\n"
    assert told(tmp_path, text) == [("overlay/unknown", write)]


def test_a_new_fact_stands_in_the_file_of_facts_of_an_upper_layer_beside_those_below(tmp_path: Path) -> None:
    text = "facts:\n  headset:\n    name: The headset\n    ask: Which one?\n    options: {usb: USB, jack: A jack}\n"
    facts = content(tmp_path, text, "dialogs/facts.yaml").facts
    assert {"headset", "managed"} <= facts.keys()


def test_a_word_is_added_to_a_concept_below_with_the_words_that_it_has(tmp_path: Path) -> None:
    text = "concepts:\n  stuck: {en: [stuck, jammed, wedged]}\n"
    stuck = content(tmp_path, text, "knowledge/words.yaml").concepts["stuck"]
    assert stuck.words["en"] == ("stuck", "jammed", "wedged")
    assert "klemmt" in stuck.words["de"]


def test_the_bots_own_sentences_are_kept_by_language(tmp_path: Path) -> None:
    all_languages = "over: wording\ntexts:\n  sayings.picture.title: No pictures here\n"
    german = "over: wording\nlanguage: de\ntexts:\n  sayings.picture.title: Keine Bilder\n"
    above = written(tmp_path / "ours", {"dialogs/a.yaml": all_languages, "dialogs/b.yaml": german})
    assert loaded(SAMPLE, above).wordings == {
        "": {"sayings.picture.title": "No pictures here"},
        "de": {"sayings.picture.title": "Keine Bilder"},
    }


def test_the_folder_says_whether_a_problem_or_a_dialog_is_meant(tmp_path: Path) -> None:
    paper = (
        (SAMPLE / "knowledge/printer/paper-stuck.yaml").read_text("utf-8").replace("id: paper-stuck", "id: clear-paper")
    )
    below = sample(tmp_path, {"knowledge/printer/paper-stuck.yaml": paper})
    text = "over: clear-paper\ntitle: Changed\n"
    knowledge = loaded(below, written(tmp_path / "1", {"knowledge/printer/ours.yaml": text}))
    dialogs = loaded(below, written(tmp_path / "2", {"dialogs/printer/ours.yaml": text}))
    assert knowledge.problems["clear-paper"].title == "Changed"
    assert knowledge.dialogs["clear-paper"].title == "Get the paper out"
    assert dialogs.dialogs["clear-paper"].title == "Changed"


def test_a_reading_can_be_changed_by_word_and_conclusion(tmp_path: Path) -> None:
    text = (
        "over: status-page\nfields:\n"
        "  level: {field: [Toner level, Tonerstand], full: OK, low: LOW}\nconclude:\n"
        "  fault: {say: There is a fault.}\n"
    )
    reading = content(tmp_path, text, "dialogs/readings/ours.yaml").readings["status-page"]
    assert reading.fields[0].names == ("Toner level", "Tonerstand")
    assert reading.fields[1].names == ("Printer state",)
    assert [each.say for each in reading.conclude] == ["There is a fault.", "The printer is ready."]


def test_upper_layers_win_in_their_order(tmp_path: Path) -> None:
    first = written(tmp_path / "a", {OURS: "over: clear-paper\nsteps:\n  open-lid: {title: First, minutes: 9}\n"})
    second = written(tmp_path / "b", {OURS: "over: clear-paper\nsteps:\n  open-lid: {title: Second}\n"})
    step = loaded(SAMPLE, first, second).steps["clear-paper#open-lid"]
    assert (step.title, step.minutes) == ("Second", 9)


def test_facts_and_known_codes_are_merged_by_key(tmp_path: Path) -> None:
    known = "product: Printer\nknown:\n  - {codes: [0x80070005, 0x80070006], says: SAYS, who: it, source: S}\n"
    below = sample(tmp_path, {"knowledge/printer/known.yaml": known.replace("SAYS", "Below")})
    above = written(
        tmp_path / "ours",
        {
            "knowledge/printer/known.yaml": known.replace("SAYS", "Above").replace(", 0x80070006", ""),
            "dialogs/facts.yaml": "facts:\n  colour: {name: Colour, options: {yes: Yes, no: No}}\n",
        },
    )
    both = loaded(below, above)
    assert {str(each.code): each.says for each in both.known} == {"0x80070005": "Above", "0x80070006": "Below"}
    assert {"managed", "colour"} <= set(both.facts)


def test_a_code_with_a_dialog_above_is_no_known_code_any_more(tmp_path: Path) -> None:
    known = "product: Printer\nknown:\n  - {codes: [0x80070005], says: Denied, who: it, source: S}\n"
    below = sample(tmp_path, {"knowledge/printer/known.yaml": known})
    problem = (SAMPLE / "knowledge/printer/paper-stuck.yaml").read_text("utf-8")
    problem = problem.replace("id: paper-stuck", "id: denied\ncodes: [0x80070005]").replace(
        "[paper, stuck]", "[printer, stuck]"
    )
    above = written(tmp_path / "ours", {"knowledge/printer/denied.yaml": problem})
    assert loaded(below, above).known == ()


def test_a_word_that_a_layer_takes_stops_nothing_below(tmp_path: Path) -> None:
    words = (SAMPLE / "knowledge/words.yaml").read_text("utf-8")
    below = sample(
        tmp_path, {"knowledge/words.yaml": words.replace("any: [scanner]", "any: [scanner, fax], en: [Copier]")}
    )
    above = written(
        tmp_path / "ours", {"knowledge/words.yaml": "concepts:\n  copying: {any: [copier], de: [scanner]}\n"}
    )
    assert rules(below, above) == []
    concepts = loaded(below, above).concepts
    assert concepts["scanner"].words == {"any": ("fax",), "en": ()}
    assert concepts["scanner"].stops


# --- translations ----------------------------------------------------------------------------------------------------


def german(digest: str = DIGEST, more: str = "") -> str:
    return (
        f"over: clear-queue\nlanguage: de\nsteps:\n  empty:\n    digest: {digest}\n"
        f"    title: Die Schlange leeren\n{more}"
    )


def test_a_translation_changes_texts_and_nothing_else(tmp_path: Path) -> None:
    found = content(tmp_path, german())
    step = found.in_language("de-AT").steps["clear-queue#empty"]
    assert step.title == "Die Schlange leeren"
    assert step.risk == found.steps["clear-queue#empty"].risk
    assert found.in_language("fr").steps["clear-queue#empty"].title == "Empty the queue"
    assert [item.step.key for item in found.in_language("de").dialogs["clear-queue"].items] == ["clear-queue#empty"]


@pytest.mark.parametrize("field", ["minutes: 3", "when: {managed: [no]}", "off: yes", "who: it"])
def test_a_translation_holds_texts_only(field: str, tmp_path: Path) -> None:
    assert [rule for rule, _ in told(tmp_path, german(more=f"    {field}\n"))] == ["field/unknown"]


def test_a_stale_translation_names_what_changed_and_gives_way(tmp_path: Path) -> None:
    text = (SAMPLE / "dialogs/printer/clear-queue.yaml").read_text("utf-8")
    below = sample(tmp_path, {"dialogs/printer/clear-queue.yaml": text.replace("has to be printed", "must be printed")})
    above = written(tmp_path / "ours", {OURS: german(more="    risk: Alles muss neu gedruckt werden.\n")})
    (fault,) = faults(below, above)
    assert (fault.rule, fault.severity) == ("overlay/stale", "warning")
    assert "`risk`" in fault.message
    assert "`title`" not in fault.message
    step = loaded(below, above).in_language("de").steps["clear-queue#empty"]
    assert (step.title, step.risk) == ("Empty the queue", "What waits must be printed again.")


def test_a_text_that_nobody_translated_may_change_and_the_translation_stays(tmp_path: Path) -> None:
    folder = sample(tmp_path, {"dialogs/de/clear-queue.yaml": german()})
    path = folder / "dialogs/printer/clear-queue.yaml"
    path.write_text(path.read_text("utf-8").replace("Print it again.", "Print it once more."), "utf-8")
    step = loaded(folder).translations["de"].steps["clear-queue#empty"]
    assert (step.title, step.undo) == ("Die Schlange leeren", "There is no way back. Print it once more.")
    assert rules(folder) == []


def test_an_organisations_text_stays_where_the_original_changed(tmp_path: Path) -> None:
    text = f"over: clear-queue\nsteps:\n  empty: {{digest: 0000{DIGEST[4:]}, title: Clear the queue}}\n"
    assert [rule for rule, _ in told(tmp_path, text)] == ["overlay/stale"]
    assert content(tmp_path / "2", text).steps["clear-queue#empty"].title == "Clear the queue"


def test_an_organisations_change_makes_the_translation_below_give_way(tmp_path: Path) -> None:
    below = sample(tmp_path, {"dialogs/printer/de.yaml": german()})
    above = written(tmp_path / "ours", {OURS: "over: clear-queue\nsteps:\n  empty: {title: Never empty the queue}\n"})
    assert loaded(below, above).in_language("de").steps["clear-queue#empty"].title == "Never empty the queue"


def test_the_digest_that_is_proposed_is_the_one_that_fits(tmp_path: Path) -> None:
    ((rule, write),) = told(tmp_path, german().replace(f"    digest: {DIGEST}\n", ""))
    assert rule == "overlay/no-digest"
    assert write == f"digest: {DIGEST}"


def test_every_part_of_the_content_can_be_translated(tmp_path: Path) -> None:
    files = {
        "knowledge/printer/de.yaml": "over: paper-stuck\nlanguage: de\nlabel: Papierstau\nsymptoms: [Es klemmt]\n",
        "dialogs/de.yaml": """\
over: facts
language: de
facts:
  managed: {ask: Hat die Firma den PC eingerichtet?, options: {yes: Ja}}
""",
        "dialogs/readings/de.yaml": """\
over: status-page
language: de
title: Die Statusseite
conclude:
  fault: {say: Der Drucker meldet einen Fehler.}
""",
        "dialogs/printer/de.yaml": """\
over: clear-paper
language: de
title: Das Papier lösen
check: {ask: Druckt er?, how: Drucken Sie eine Seite.}
steps:
  look-inside: {ask: Wo ist es?, options: {lid: Unter dem Deckel}}
""",
    }
    above = written(tmp_path / "ours", files)
    assert {fault.rule for fault in faults(SAMPLE, above)} == {"overlay/no-digest"}
    german = loaded(SAMPLE, above).in_language("de")
    assert german.problems["paper-stuck"].label == "Papierstau"
    assert german.facts["managed"].options == {"yes": "Ja", "no": "No"}
    assert german.readings["status-page"].conclude[0].say == "Der Drucker meldet einen Fehler."
    assert german.dialogs["clear-paper"].check.ask == "Druckt er?"
    assert german.steps["clear-paper#look-inside"].options == {"tray": "In the tray", "lid": "Unter dem Deckel"}


def test_a_digest_tells_which_text_changed() -> None:
    def node(text: str) -> tuple[str, ...]:
        found, _ = read(text, "a.yaml")
        assert found is not None
        return changed(found, STEP_TEXTS, noted)

    original, _ = read("title: One\nwhy: Two\nundo: Three\n", "a.yaml")
    assert original is not None
    noted = digest(original, STEP_TEXTS)
    assert len(noted) == 12
    assert node("title: One\nwhy: Two\nundo: Three\n") == ()
    assert node("undo:   Three\ntitle: 'One'\nwhy: Two\n") == ()
    assert node("title: One\nwhy: Changed\nundo: Three\n") == ("`why`",)
    assert node("title: One\nundo: Three\n") == ("a field that is gone",)
    assert node("title: One\nwhy: Two\nundo: Three\nask: New\n") == ("`ask`",)


def test_what_an_overlay_breaks_below_is_told_at_its_own_line(tmp_path: Path) -> None:
    text = "over: clear-paper\nsteps:\n  look-inside:\n    options: {tray: In the tray, door: Behind the door}\n"
    (fault,) = faults(*over(tmp_path, text))
    assert (fault.rule, str(fault.place)) == ("when/unknown-value", f"{OURS}:4:5")
    assert str(fault.also) == "dialogs/printer/clear-paper.yaml:16:26"


def test_a_field_that_the_step_below_cannot_have_any_more_is_told_at_the_overlay(tmp_path: Path) -> None:
    text = "over: clear-paper\nsteps:\n  open-lid: {handoff: The paper can't be taken out.}\n"
    told = faults(*over(tmp_path, text))
    assert told
    assert {fault.place.file for fault in told} == {OURS}
    assert {fault.also.file for fault in told if fault.also} == {"dialogs/printer/clear-paper.yaml"}


def test_a_promised_id_that_a_whole_file_lacks_is_told_in_that_file(tmp_path: Path) -> None:
    below = sample(tmp_path, {"dialogs/released-ids.txt": "clear-queue\nclear-queue#empty\n"})
    whole = (SAMPLE / "dialogs/printer/clear-queue.yaml").read_text("utf-8").replace("id: empty", "id: away-with-it")
    above = written(tmp_path / "ours", {"dialogs/printer/clear-queue.yaml": whole})
    gone = next(fault for fault in faults(below, above) if fault.rule == "id/vanished")
    assert gone.place.file == "ours/dialogs/printer/clear-queue.yaml"
    assert str(gone.also) == "dialogs/released-ids.txt:2:1"


RISKY = """\
over: clear-queue
steps:
  empty: {when: {managed: [no]}}
"""


def test_a_step_with_a_risk_may_be_for_fewer_people_and_is_told_when_it_is_for_more(tmp_path: Path) -> None:
    first = written(tmp_path / "first", {"dialogs/printer/first.yaml": RISKY})
    fewer = RISKY.replace("[no]}", "[no], device: [mac]}")
    more = RISKY.replace("[no]", "[no, unsure]")
    assert rules(SAMPLE, first, written(tmp_path / "fewer", {OURS: fewer})) == []
    (wider,) = faults(SAMPLE, first, written(tmp_path / "more", {OURS: more}))
    assert (wider.rule, str(wider.place)) == ("layer/wider", f"{OURS}:3:11")
    assert str(wider.also) == "dialogs/printer/first.yaml:3:11"


def test_a_risk_that_goes_under_another_id_is_told(tmp_path: Path) -> None:
    lines = (SAMPLE / "dialogs/printer/clear-queue.yaml").read_text("utf-8").splitlines()
    whole = "\n".join(line for line in lines if line.split(":")[0].strip() not in ("risk", "confirm", "undo"))
    whole = whole.replace("id: empty", "id: throw-away").replace("Delete all jobs", "Empty the queue")
    above = written(tmp_path / "ours", {OURS: whole})
    (lost,) = [fault for fault in faults(SAMPLE, above) if fault.rule == "layer/safety-lost"]
    assert "throw-away" in lost.message
    assert '"empty"' in lost.message
    assert lost.also is not None
    assert lost.also.file == "dialogs/printer/clear-queue.yaml"
