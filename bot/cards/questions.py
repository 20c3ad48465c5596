"""Questions about what is wrong -> sheets: is this it, which of these, one slip in a code, two errors compared, and
what a pasted output told."""

from collections.abc import Iterable, Sequence

from bot.cards.pieces import Box, Choices, Fact, Head, Listing, Piece, Run, Runs, Say, Sheet, Words
from bot.cards.plain import summary_of
from bot.cards.runs import Given, compose, parse, strong
from bot.content.model import Problem
from bot.engine.replies import Choose, Compare, ReadingRead, Slip, Start
from bot.understanding.model import Code
from bot.wording import Wording


def start_sheet(reply: Start, wording: Wording) -> Sheet:
    problem = reply.problem
    pieces: list[Piece] = []
    if reply.banner:
        pieces.append(Box("warning", strong(wording.line("banner")), text=parse(reply.banner)))
    about = _about(problem, reply.codes, wording)
    if reply.switching:
        pieces += _switch(reply, about, wording)
    else:
        key = "start-title" if problem.title.startswith(problem.product) else "start-title-other"
        pieces.append(Head(compose(wording.pattern(key), {"title": problem.title}), about))
        pieces.append(Say(parse(problem.impact)))
        pieces.append(Say(parse(wording.line("start-wait")) if reply.held_up else _length(reply, wording)))
    if reply.left_out:
        values = {"titles": wording.list_of(reply.left_out)}
        pieces.append(Say(compose(wording.pattern("start-left-out"), values), subtle=True))
    return Sheet(tuple(pieces), reply.offers, summary_of(parse(problem.title)), problem.title)


def choose_sheet(reply: Choose, wording: Wording) -> Sheet:
    match reply.why:
        case "greeting":
            return _greeting(reply, wording)
        case "did-you-mean":
            return _which(reply, wording, "choose-title")
        case "both":
            return _which(reply, wording, "both-title", "both-text")
        case "products":
            return _products(reply, wording)


def slip_sheet(reply: Slip, wording: Wording) -> Sheet:
    title = parse(wording.line("slip-title"))
    means = compose(wording.pattern("slip-means"), {"code": reply.known, "title": reply.problem.title})
    pieces = (
        Head(title),
        Say(parse(wording.line("slip-text"))),
        Words(wording.line("slip-typed"), reply.typed.text, code=True),
        Say((*strong(wording.line("slip-known")), Run(" "), *means), close=True),
        Say(_difference(reply, wording)),
    )
    return Sheet(pieces, reply.offers, summary_of(title), wording.line("slip-title"))


def compare_sheet(reply: Compare, wording: Wording) -> Sheet:
    title = parse(wording.line("compare-title"))
    pieces: list[Piece] = [Head(title)]
    rows = (
        ("compare-notice", [problem.impact for problem in reply.problems]),
        ("compare-is", [problem.title for problem in reply.problems]),
        ("compare-cause", [problem.cause for problem in reply.problems]),
        ("compare-helps", [problem.fix for problem in reply.problems]),
    )
    names = [_name(problem, reply.codes) for problem in reply.problems]
    for key, texts in rows:
        pieces.append(Say(strong(wording.line(key))))
        for name, text in zip(names, texts, strict=True):
            pieces.append(Say(compose(wording.pattern("compare-row"), {"name": name, "text": text}), close=True))
    pieces.append(Say(parse(wording.line("compare-ask")), apart=True))
    return Sheet(tuple(pieces), reply.offers, summary_of(title), wording.line("compare-title"))


def reading_sheet(reply: ReadingRead, wording: Wording) -> Sheet:
    key = "reading-again-title" if reply.again else "reading-title"
    title = parse(wording.line(key))
    pieces: list[Piece] = [Head(title)]
    if reply.facts:
        pieces.append(Say(strong(wording.line("reading-read"))))
        fact = wording.pattern("reading-fact")
        pieces.append(Listing(tuple(compose(fact, {"name": name, "value": value}) for name, value in reply.facts)))
    if reply.says:
        pieces.append(Fact(wording.line("reading-means"), parse(reply.says), first=True))
    if reply.again:
        pieces.append(Say(parse(reply.again)))
    kept = "reading-kept" if reply.facts else "reading-kept-nothing"
    pieces.append(Say(parse(wording.line(kept)), subtle=True))
    return Sheet(tuple(pieces), reply.offers, summary_of(title), reply.reading.title)


def _about(problem: Problem, codes: Sequence[Code], wording: Wording) -> Runs:
    if not codes:
        return compose(wording.pattern("start-about"), {"product": problem.product})
    named = wording.list_of([str(code) for code in codes])
    return compose(wording.pattern("start-about-code"), {"product": problem.product, "codes": (Run(named),)})


def _switch(reply: Start, about: Runs, wording: Wording) -> Iterable[Piece]:
    values = {"title": reply.problem.title}
    if reply.codes:
        key = "switch-code" if reply.now else "switch-code-other"
        yield Head(compose(wording.pattern(key), {"code": reply.codes[0]}), about)
        yield Say(compose(wording.pattern("switch-text"), values))
    else:
        yield Head(parse(wording.line("switch-other")), about)
        yield Say(compose(wording.pattern("switch-text-other"), values))
    if reply.stay_at:
        yield Say(compose(wording.pattern("switch-kept"), {"step": reply.stay_at}), subtle=True)


def _length(reply: Start, wording: Wording) -> Runs:
    sentences = []
    if reply.steps:
        sentences.append(wording.line("start-steps", steps=reply.steps))
    if reply.minutes:
        sentences.append(wording.line("start-minutes", minutes=reply.minutes))
    return parse(" ".join([*sentences, wording.line("start-tells")]))


def _greeting(reply: Choose, wording: Wording) -> Sheet:
    title = parse(wording.line("greeting-title"))
    bullets = [parse(wording.line("greeting-code")), parse(wording.line("greeting-words"))]
    if reply.problems:
        label = (Run(reply.problems[0].label),)
        bullets.append(compose(wording.pattern("greeting-trouble"), {"label": label}))
    pieces = (
        Head(title),
        Say(parse(wording.line("greeting-text"))),
        Say(strong(wording.line("greeting-tell"))),
        Listing(tuple(bullets)),
        Say(parse(wording.line("greeting-private")), subtle=True),
    )
    return Sheet(pieces, reply.offers, summary_of(title), wording.line("greeting-title"))


def _which(reply: Choose, wording: Wording, title_key: str, text_key: str = "") -> Sheet:
    title = parse(wording.line(title_key))
    text = [Say(parse(wording.line(text_key)))] if text_key else []
    labels = {offer.verb.partition(":")[2]: offer.title for offer in reply.offers}
    lines = tuple((labels.get(problem.id, problem.label), parse(problem.title)) for problem in reply.problems)
    return Sheet((Head(title), *text, Choices(lines)), reply.offers, summary_of(title), wording.line(title_key))


def _products(reply: Choose, wording: Wording) -> Sheet:
    code = reply.code or Code("")
    known = [Fact(f"{product}:", parse(says), first=at == 0) for at, (product, says) in enumerate(reply.known)]
    pieces: tuple[Piece, ...] = (
        Head(compose(wording.pattern("products-title"), {"code": code})),
        Say(parse(wording.line("products-text"))),
        *known,
    )
    summary = summary_of(parse(wording.line("products-summary")))
    return Sheet(pieces, reply.offers, summary, wording.line("products-summary"))


def _difference(reply: Slip, wording: Wording) -> Runs:
    """What differs. Where one character was changed, both are named; otherwise the place from which to look."""
    typed, known, at = reply.typed.text, reply.known.text, reply.position - 1
    changed = len(typed) == len(known) and 0 <= at < len(typed) and typed[at + 1 :] == known[at + 1 :]
    if not changed:
        return compose(wording.pattern("slip-from"), {"position": reply.position})
    values: dict[str, Given] = {"position": reply.position, "yours": (Run(typed[at]),), "mine": (Run(known[at]),)}
    return compose(wording.pattern("slip-one"), values)


def _name(problem: Problem, codes: Sequence[Code]) -> Runs:
    """What a problem is called beside another: by the code that was written, else by its label."""
    written = next((code for code in codes if code in problem.codes), None)
    return (Run(str(written or problem.label)),)
