"""All that understanding knows, made once from the content and the lexicon, and only read afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.understanding.codes import CodeKeys, code_keys
from bot.understanding.concepts import Signatures, implied_by
from bot.understanding.hearing import Ears
from bot.understanding.lexicon import Lexicon, Role
from bot.understanding.model import Code, Concept, KnownKey, ProblemKeys, ReadingSpec, StepWords
from bot.understanding.passwords import PasswordWords, password_words
from bot.understanding.phrases import Phrases
from bot.understanding.picking import PickingWords
from bot.understanding.quoting import MailMarks, mail_marks
from bot.understanding.readings import Reader, reader
from bot.understanding.tried import Doable, doable
from bot.understanding.words import fold, split

_HOLLOW = (
    Role.BETWEEN,
    Role.SAYS,
    Role.SEE,
    Role.STILL,
    Role.NOW,
    Role.ALL,
    Role.QUESTION,
    Role.WHICH,
    Role.ERROR_WORD,
    Role.BUT,
    Role.AND,
    Role.PLAIN,
)
"""Words of these kinds name no option of a question."""
_TOLD = 2
"""So many concepts of a problem are enough to ask about it."""
_SYMPTOMS_BY_CONCEPT = 5_000
"""The concepts of so many phrases are known. Phrases beyond are found by likeness alone."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A phrase by its concepts: it is met in any language."""

    problem: str
    phrase: str
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Index:
    problems: Mapping[str, ProblemKeys]
    concepts: Mapping[str, Concept]
    codes: CodeKeys
    by_code: Mapping[Code, tuple[ProblemKeys, ...]]
    known: Mapping[Code, tuple[KnownKey, ...]]
    signatures: Signatures
    nameless: Signatures
    """Signatures without the product's name, and without one more concept where three are left: these are asked
    about."""
    symptoms: Mapping[str, tuple[Symptom, ...]]
    """Phrases by each of their concepts."""
    products: Mapping[str, frozenset[str]]
    """Product -> the concepts that name it."""
    implied: Mapping[str, frozenset[str]]
    """Product -> the concepts that one of its codes stands for."""
    phrases: Phrases
    ears: Ears
    steps: tuple[Doable, ...]
    dialogs: frozenset[str]
    readers: tuple[Reader, ...]
    marks: MailMarks
    passwords: PasswordWords
    picking: PickingWords
    relevant: frozenset[str]
    """Concepts that some signature or symptom has."""
    hints: frozenset[str]
    """Concepts that only touch a product: their ids begin with that of a product's name, as in `onedrive-hint`."""
    trouble: frozenset[str]
    """Concepts of trouble in general: those of the word "error"."""
    files: frozenset[str]
    """Concepts of the word "files"."""
    gone: frozenset[str]
    undeniable: frozenset[str]
    """What should work: a "not" before one of these is trouble with it, and no denial."""


def build_index(
    problems: Iterable[ProblemKeys],
    known: Iterable[KnownKey],
    concepts: Iterable[Concept],
    steps: Iterable[StepWords],
    readings: Iterable[ReadingSpec],
    lexicon: Lexicon,
) -> Index:
    """Make the index. Takes some milliseconds for the shipped content, under a second for 100,000 phrases."""
    problems, steps = tuple(problems), tuple(steps)
    concepts_by_id = {concept.id: concept for concept in concepts}
    by_code: dict[Code, tuple[ProblemKeys, ...]] = {}
    for problem in problems:
        for code in problem.codes:
            by_code[code] = (*by_code.get(code, ()), problem)
    by_id = {problem.id: problem for problem in problems}
    known_by_code: dict[Code, tuple[KnownKey, ...]] = {}
    for key in known:
        scenario = by_id.get(key.leads) if key.leads else None
        if scenario is None:
            known_by_code[key.code] = (*known_by_code.get(key.code, ()), key)
        elif scenario not in by_code.get(key.code, ()):
            by_code[key.code] = (*by_code.get(key.code, ()), scenario)
    phrases = [(problem.id, phrase) for problem in problems for phrase in problem.phrases]
    ears = Ears(lexicon, concepts_by_id.values(), (phrase for _, phrase in phrases[:_SYMPTOMS_BY_CONCEPT]))
    products = {problem.product: _named(problem.product, ears) for problem in problems}
    symptoms = tuple(_symptoms(phrases[:_SYMPTOMS_BY_CONCEPT], ears, concepts_by_id))
    names = frozenset[str]().union(*products.values())
    implied = {product: implied_by(product, ears) for product in products}
    hints = frozenset(each for each in concepts_by_id for name in names if each.startswith(f"{name}-"))
    fillers = _single_words(lexicon, Role.FILLER, Role.POLITE, Role.IT)
    return Index(
        problems=by_id,
        concepts=concepts_by_id,
        codes=code_keys(
            by_code,
            known_by_code,
            {fold(word): digit for hears in lexicon.languages for word, digit in hears.digits.items()},
        ),
        by_code=by_code,
        known=known_by_code,
        signatures=Signatures(problems),
        nameless=Signatures(_without_names(problems, products)),
        symptoms=_by_concept(symptoms),
        products=products,
        implied=implied,
        phrases=Phrases(phrases),
        ears=ears,
        steps=doable(steps, fillers | {word for product in products for word in split(product).folded}),
        dialogs=frozenset(step.key.partition("#")[0] for step in steps),
        readers=tuple(reader(spec) for spec in readings),
        marks=mail_marks(
            lexicon.of_role(Role.MAIL_BEGINS), lexicon.of_role(Role.MAIL_BELOW), lexicon.of_role(Role.MAIL_ENDS)
        ),
        passwords=password_words(lexicon.of_role(Role.PASSWORD), lexicon.of_role(Role.IS), ears.known),
        picking=PickingWords(
            ordinals={fold(word): place for hears in lexicon.languages for word, place in hears.ordinals.items()},
            fillers=fillers,
            hollow=fillers | _single_words(lexicon, *_HOLLOW),
            numbering=_single_words(lexicon, Role.THING, Role.ERROR_WORD, Role.OTHER_NUMBER),
            negators=ears.barriers,
            owning=_single_words(lexicon, Role.SEE, Role.CAN, Role.GOOD, Role.GOOD_NOW),
        ),
        relevant=frozenset(name for each in problems for line in each.signatures for name in line).union(
            *(symptom.concepts for symptom in symptoms), hints
        ),
        hints=hints,
        trouble=ears.trouble,
        files=ears.concepts_of("files"),
        gone=ears.concepts_of("gone") - ears.trouble,
        undeniable=names | hints | _functions(problems, ears.trouble),
    )


def _without_names(problems: Iterable[ProblemKeys], products: Mapping[str, frozenset[str]]) -> Iterable[ProblemKeys]:
    for each in problems:
        names = products[each.product]
        bare = [tuple(name for name in line if name not in names) for line in each.signatures]
        shorter = [line[:at] + line[at + 1 :] for line in bare if len(line) > _TOLD for at in range(len(line))]
        lines = dict.fromkeys((*(line for line in bare if len(line) == _TOLD), *shorter))
        yield replace(each, signatures=tuple(lines))


def _functions(problems: Iterable[ProblemKeys], trouble: frozenset[str]) -> frozenset[str]:
    """Concepts that stand beside trouble in a signature of a problem with a code: signing in, files on demand."""
    return frozenset(
        name for each in problems if each.codes for line in each.signatures if trouble & set(line) for name in line
    )


def _single_words(lexicon: Lexicon, *roles: Role) -> frozenset[str]:
    return frozenset(fold(word) for role in roles for word in lexicon.of_role(role) if " " not in word)


def _named(product: str, ears: Ears) -> frozenset[str]:
    heard = ears.hear(product)
    return frozenset(unit.entry.name for unit in heard.concepts if unit.end - unit.start == len(heard.words))


def _by_concept(symptoms: Iterable[Symptom]) -> Mapping[str, tuple[Symptom, ...]]:
    found: dict[str, list[Symptom]] = {}
    for symptom in symptoms:
        for name in symptom.concepts:
            found.setdefault(name, []).append(symptom)
    return {name: tuple(each) for name, each in found.items()}


def _symptoms(phrases: Iterable[tuple[str, str]], ears: Ears, concepts: Mapping[str, Concept]) -> Iterable[Symptom]:
    for problem, phrase in phrases:
        found = ears.concepts_of(phrase)
        if len(found) > 1 and not any(concepts[name].stops for name in found):
            yield Symptom(problem, phrase, found)
