"""What overlays may take out."""

from collections.abc import Iterator

from bot.content.draft import values_of
from bot.content.rules.scope import Found, Scope, rule


@rule("overlay/off-is-named", "error")
def a_question_that_others_name_is_answered(scope: Scope) -> Iterator[Found]:
    """A question is taken out that other steps name.

    They wouldn't know any more for whom they are. Give the question its `answer:` instead: then nobody is asked, and
    the steps know."""
    draft = scope.draft
    for key, place in draft.off.items():
        question = draft.entry(key)
        if question is None or question.kind != "ask" or key in draft.answers:
            continue
        naming = [
            entry.id or f"use: {entry.node.text('use')}"
            for dialog in draft.dialogs.values()
            for entry in dialog.entries
            if scope.resolver.questions(dialog.id).get(question.id) == key
            and question.id in values_of(entry.node, "when")
            and entry.key not in draft.off
        ]
        if naming:
            options = question.node.map("options")
            first = next(iter(options.values), "") if options else ""
            message = f'"{question.id}" can\'t be taken out: {", ".join(naming)} ask for its answer'
            yield Found(place, message, f"answer: {first}", question.place, "the question stands")


@rule("overlay/nothing-left", "error")
def something_is_left(scope: Scope) -> Iterator[Found]:
    """Every step of a dialog was taken out, or ruled out by an answer.

    Nobody could be walked through it. Write a dialog of your own in its place."""
    draft = scope.draft
    for id, dialog in draft.dialogs.items():
        places = [draft.off[entry.key] for entry in dialog.entries if entry.key in draft.off]
        places += [draft.answers[entry.key].place for entry in dialog.entries if entry.key in draft.answers]
        if places and not scope.resolver.items(id):
            yield Found(
                places[-1],
                f'no step of "{id}" is left',
                "leave one in, or write a file of your own",
                dialog.node.place,
                "the dialog stands",
            )
