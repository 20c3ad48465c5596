"""What YAML reads differently than an author means it, found line by line before the parser sees it.

The parser stops at the first such line, or reads it without a word as something else. Here each is found, told with
what to write, and undone in a copy of the lines, so that everything else in the file is checked in the same run:

- `: ` inside a text, or a colon at its end; a text that starts with one of ``* ` % @ & ! > | { [ ] } , # - ?``
- ` #` behind a text (it would be cut off); behind an id, a number or a closing bracket it is a comment
- a backslash in double quotes; words behind a closing quote
- tabs, and quotes that a word processor has made round

The lines of a block (`do: |`) are left alone, as long as none stands further left than the first: nothing in them can
go wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.content import trap_faults as faulty
from bot.content.diagnostic import Diagnostic, Place, Rule

_LINE: Final = re.compile(
    r"""(?P<lead>\ *(?:-\ +)*)
        (?:(?P<key>[^\s'"{}\[\]#&*!|>%@`,-](?:[^:#]|(?<!\ )\#|:(?=\S))*|'[^']*'|"[^"]*")\ *:(?=\ |$))?
        \ *""",
    re.VERBOSE,
)
_HARMLESS: Final = re.compile(
    r" *(?:- )?[a-z][a-z-]*:(?: (?:[A-Za-z0-9(][^:#|>]*"
    r"|\[[^\W_][^,:#{}\[\]]*(?:, [^\W_][^,:#{}\[\]]*)*\]))?$"
)
"""The commonest line: a field, and a text, or a list of texts, in which nothing can be meant otherwise."""
_UNCLEAN: Final = re.compile("[\t\x85\u2018-\u201f\u2028\u2029]")
_BLOCK: Final = re.compile(r"[|>][-+0-9]{0,2}(?: +#.*| *)$")
_ID: Final = re.compile(r"(?:[a-z0-9]+(?:[-#][a-z0-9]+)*|0x[0-9a-fA-F]+|[A-Z]+\d+|\d{4}-\d\d-\d\d\S*)$")
"""What may stand before a comment on the same line: it can't be a sentence that is cut off."""
_COMMENT: Final = re.compile(r" +#")
_COLON: Final = re.compile(r":(?: |$)")
_SPECIAL: Final = "*`%@&!>|{[]},#"
_MARK: Final = re.compile(r"[&*!][\w-]+(?= |$)")
"""An anchor, an alias or a tag: the reader refuses it by its name."""
_SMART: Final = re.compile("[\u2018-\u201f]")
_BREAKS: Final = re.compile("[\x85\u2028\u2029]")
"""Line breaks that no editor shows as one, and YAML takes for one."""
_STRAIGHT: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b", "'") | dict.fromkeys("\u201c\u201d\u201e\u201f", '"')
)
_CLOSING: Final = {"'": re.compile(r"'(?:[^']|'')*'(?!')"), '"': re.compile(r'"(?:[^"\\]|\\.)*"')}
_FLOW_KEY: Final = re.compile(r"""(?:[^\s,{}\[\]:#'"][^,{}\[\]:]*|'[^']*'|"[^"]*"):(?: +|$)""")
_STARTS_FIELD: Final = re.compile(r"""(?:[^\s'":]+|'[^']*'|"[^"]*") *:(?= |$)""")
_ENDS: Final = {"{": "}", "[": "]"}
_FLOW_TEXT: Final = re.compile(r"[^,{}\[\]]*")


@dataclass(slots=True)
class Trapped:
    """What was found, and the lines (by index) as they were meant."""

    faults: list[Diagnostic] = field(default_factory=list)
    undone: dict[int, str] = field(default_factory=dict)


def quoted(text: str) -> str:
    """The text in single quotes, as YAML wants it."""
    return "'" + text.replace("'", "''") + "'"


def _unescaped(text: str, quote: str) -> str:
    """What stands between quotes, as it is read."""
    return text.replace("''", "'") if quote == "'" else re.sub(r'\\(["\\])', r"\1", text)


def scan(lines: Sequence[str], file: str) -> Trapped:
    """Find the traps of a file; `file` is the name to tell."""
    scanner = _Scanner(lines, file)
    scanner.run()
    return scanner.trapped


@dataclass(frozen=True, slots=True)
class _Found:
    """A trap in one line: the text from `start` on needs quotes; the fault itself stands at `at`."""

    rule: Rule
    start: int
    text: str
    at: int
    message: str

    @property
    def instead(self) -> str:
        if self.rule is faulty.BACKSLASH:
            return quoted(_unescaped(self.text[1:-1], '"'))
        if self.rule is faulty.BEHIND_QUOTES and self._is_split_inside_a_word:
            quote = self.text[0]
            return quoted(_unescaped(self.text[1:].removesuffix(quote), quote))
        return quoted(self.text)

    @property
    def _is_split_inside_a_word(self) -> bool:
        """`'Plug what isn't in'`: the quotes are those of the whole, and an apostrophe closed them too early."""
        closed = _CLOSING[self.text[0]].match(self.text)
        return closed is not None and self.text[closed.end() : closed.end() + 1].isalnum()


def _plain_trap(text: str, start: int) -> _Found | None:
    """What is wrong with a text without quotes that starts in that column."""
    comment = _COMMENT.search(text)
    if comment and _ID.match(text[: comment.start()]):
        return None
    if _MARK.match(text):
        return None
    if text[0] in _SPECIAL or (text[0] in "-?" and text[1:2] in ("", " ")):
        return _Found(faulty.FIRST_CHARACTER, start, text, start, f"a text can't start with `{text[0]}`")
    if comment:
        at = start + comment.end() - 1
        return _Found(faulty.COMMENT, start, text, at, "` #` starts a comment: the rest of the text is cut off")
    if colon := _COLON.search(text):
        return _Found(faulty.COLON, start, text, start + colon.start(), "`: ` inside a text starts a field of its own")
    return None


def _backslash_trap(text: str, start: int) -> _Found | None:
    """What is wrong with a text in double quotes."""
    at = text.find("\\")
    if text[0] != '"' or at < 0:
        return None
    return _Found(faulty.BACKSLASH, start, text, start + at, "a backslash in double quotes starts a special character")


class _Scanner:
    """Goes through the lines once. What spans several lines (a block, brackets, an open quote) is passed over."""

    def __init__(self, lines: Sequence[str], file: str) -> None:
        self.trapped = Trapped()
        self._lines = list(lines)
        self._file = file
        self._is_clean = not any(_UNCLEAN.search(line) for line in lines)

    def run(self) -> None:
        index = 0
        while index < len(self._lines):
            index = self._line(index)

    def _line(self, index: int) -> int:
        """Look at one line; the index of the next one to look at."""
        line = self._clean(index)
        if _HARMLESS.match(line):
            return index + 1
        body = line.lstrip(" ")
        match = _LINE.match(line)
        if not body or body[0] == "#" or match is None or (match["key"] is None and "-" not in match["lead"]):
            return index + 1
        start = match.end()
        value = line[start:].rstrip()
        if not value or value[0] == "#":
            return index + 1
        if _BLOCK.match(value):
            indent = len(match["lead"]) if match["key"] is not None else len(line) - len(body)
            return self._behind_block(index + 1, indent)
        if value[0] in _CLOSING:
            return self._quoted(index, start, value)
        if value[0] in "{[":
            return self._flow(index, start, value, len(line) - len(body))
        self._told(index, [_plain_trap(value, start)])
        return index + 1

    def _clean(self, index: int) -> str:
        """The line without tabs and round quotes, which are told."""
        line = self._lines[index]
        if self._is_clean:
            return line
        if "\t" in line:
            self._fault(faulty.TAB, index, line.index("\t"), "a tab", "use spaces, two for each level")
            line = line.replace("\t", "  ")
        if not line.isascii() and (hidden := _BREAKS.search(line)):
            self._fault(
                faulty.HIDDEN_BREAK,
                index,
                hidden.start(),
                f"a hidden line break (U+{ord(hidden[0]):04X})",
                "take it out",
            )
            line = _BREAKS.sub(" ", line)
        if not line.isascii() and (smart := _SMART.search(line)) and not line.lstrip().startswith("#"):
            self._fault(
                faulty.SMART_QUOTE, index, smart.start(), f"a round quote: {smart[0]}", "type a straight ' or \""
            )
            line = line.translate(_STRAIGHT)
        self._undo(index, line)
        return line

    def _behind_block(self, index: int, indent: int) -> int:
        """Pass over a block that belongs to a field at that indent; lines that stand too far left are told."""
        column = 0
        while index < len(self._lines):
            line = self._clean(index)
            body = line.lstrip(" ")
            stands = len(line) - len(body)
            if body and column == 0:
                if stands <= indent and _ends_block(body):
                    break
                column = stands if stands > indent else indent + 2
                if stands <= indent:
                    index = self._flat_block(index, indent)
                    continue
            elif body and stands < column:
                if stands <= indent and _ends_block(body):
                    break
                message = "this line of the block stands further left than the first one"
                missing = column - stands
                write = f"{missing} space{'s' if missing > 1 else ''} more at its start"
                self._fault(faulty.BLOCK_LINE, index, stands, message, write)
                self._undo(index, " " * column + body)
            index += 1
        return index

    def _flat_block(self, first: int, indent: int) -> int:
        """The lines of a block that stand no further right than its field: one fault, and the index behind them."""
        last, column = first, len(self._lines[first]) - len(self._lines[first].lstrip(" "))
        for index in range(first, len(self._lines)):
            line = self._clean(index)
            body = line.lstrip(" ")
            stands = len(line) - len(body)
            if not body or stands > indent or _ends_block(body):
                break
            self._undo(index, " " * (indent + 2) + body)
            last = index
        spaces = f"{indent + 2 - column} spaces more at its start"
        write = spaces if first == last else f"{spaces}, and so on as far as line {last + 1}"
        self._fault(
            faulty.BLOCK_LINE, first, column, "this line of the block stands no further right than its field", write
        )
        return last + 1

    def _quoted(self, index: int, start: int, value: str) -> int:
        closed = _CLOSING[value[0]].match(value)
        if closed is None:
            if value[0] == '"' and value.endswith('"') and len(value) > 1:
                self._told(index, [_backslash_trap(value, start)])
                return index + 1
            return self._unclosed(index, start, value)
        behind = value[closed.end() :]
        if behind.strip() and not _COMMENT.match(behind):
            at = start + closed.end() + len(behind) - len(behind.lstrip())
            self._told(index, [_Found(faulty.BEHIND_QUOTES, start, value, at, "words stand behind the closing quote")])
        else:
            self._told(index, [_backslash_trap(closed[0], start)])
        return index + 1

    def _unclosed(self, index: int, start: int, value: str) -> int:
        """A quote that isn't closed on its line: it is closed further down, or the line lacks its end."""
        below = index + 1
        while below < len(self._lines) and value[0] not in self._lines[below]:
            below += 1
        following = next((line for line in self._lines[index + 1 : below + 1] if line.strip()), "")
        if below < len(self._lines) and not _STARTS_FIELD.match(following.lstrip(" -")):
            return below + 1
        whole = quoted(_unescaped(value[1:], value[0]))
        self._fault(faulty.UNCLOSED_QUOTE, index, start, "the quote isn't closed", whole)
        self._undo(index, self._lines[index][:start] + whole)
        return index + 1

    def _flow(self, index: int, start: int, value: str, indent: int) -> int:
        """A value in brackets, perhaps over several lines, in a field that stands at that indent."""
        brackets: list[str] = []
        first, start_of_value = index, start
        while True:
            line = self._clean(index) if index < len(self._lines) else ""
            if index > first and (index == len(self._lines) or self._is_outside(line, indent)):
                self._close(first, index - 1, start_of_value, value, brackets)
                return index
            found, end = _flow_traps(line, start, brackets)
            behind = "" if end is None else line[end:].rstrip()
            if index == first and behind and not _COMMENT.match(behind):
                found = [_Found(faulty.FIRST_CHARACTER, start, value, start, f"a text can't start with `{value[0]}`")]
            self._told(index, found)
            index, start = index + 1, 0
            if end is not None:
                return index

    def _close(self, first: int, last: int, start: int, value: str, brackets: Sequence[str]) -> None:
        """Tell that brackets aren't closed, and close them in the last line that can belong to them."""
        closing = "".join(_ENDS[bracket] for bracket in reversed(brackets))
        write = value + closing if first == last else f"{closing} at the end of line {last + 1}"
        self._fault(faulty.UNCLOSED, first, start, "the bracket isn't closed", write)
        self._undo(last, self._lines[last].rstrip() + closing)

    def _is_outside(self, line: str, indent: int) -> bool:
        """Whether a line can't belong to brackets that were opened at that indent."""
        body = line.lstrip(" ")
        return bool(body) and body[0] not in "]}" and len(line) - len(body) <= indent

    def _told(self, index: int, found: Sequence[_Found | None]) -> None:
        """Tell the traps of a line, and undo them from the right to the left."""
        line = self._lines[index]
        for trap in sorted((each for each in found if each), key=lambda each: each.start, reverse=True):
            self._fault(trap.rule, index, trap.at, trap.message, trap.instead)
            line = line[: trap.start] + trap.instead + line[trap.start + len(trap.text) :]
        self._undo(index, line)

    def _fault(self, rule: Rule, index: int, column: int, message: str, write: str) -> None:
        self.trapped.faults.append(rule.at(Place(self._file, index + 1, column + 1), message, write))

    def _undo(self, index: int, line: str) -> None:
        if line != self._lines[index]:
            self._lines[index] = self.trapped.undone[index] = line


def _ends_block(body: str) -> bool:
    """Whether a line that stands further left is the next field, item or comment, and no line of the block."""
    return body[0] in "#-" or bool(_STARTS_FIELD.match(body))


def _flow_traps(line: str, at: int, brackets: list[str]) -> tuple[list[_Found], int | None]:
    """The traps of one line inside brackets, and the column behind the last closing bracket (None: it goes on).

    `brackets`: those that are open, changed in place.
    """
    found: list[_Found | None] = []
    wants_key = bool(brackets) and brackets[-1] == "{"
    while at < len(line):
        character = line[at]
        if character in "{[":
            brackets.append(character)
            wants_key = character == "{"
        elif character in "}]":
            brackets.pop()
            if not brackets:
                return [each for each in found if each], at + 1
        elif character == ",":
            wants_key = brackets[-1] == "{"
        elif character == "#" and line[at - 1 : at] in ("", " "):
            break
        elif character not in " :":
            if wants_key and (key := _FLOW_KEY.match(line, at)):
                at, wants_key = key.end(), False
                continue
            closed = _CLOSING[character].match(line, at) if character in _CLOSING else None
            if closed:
                behind = _FLOW_TEXT.match(line, closed.end())
                extra = behind[0].rstrip() if behind else ""
                if extra and extra.lstrip()[0] not in ":#":
                    text = closed[0] + extra
                    found.append(
                        _Found(faulty.BEHIND_QUOTES, at, text, closed.end(), "words stand behind the closing quote")
                    )
                    at += len(text)
                else:
                    found.append(_backslash_trap(closed[0], at))
                    at = closed.end()
                continue
            plain = _FLOW_TEXT.match(line, at)
            text = plain[0].rstrip() if plain else ""
            if not wants_key:
                found.append(_plain_trap(text, at))
            at += len(text)
            continue
        at += 1
    return [each for each in found if each], None
