"""Parsing LaTeX source: groups, options, environments, and the macros that a file defines."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACE = re.compile(r"(?:[ \t]|%[^\n]*\n)*(?:\n(?![ \t]*\n)(?:[ \t]|%[^\n]*\n)*)?")
_STEP = re.compile(r"\\.|%[^\n]*|[{}]", re.DOTALL)
_OPTION = re.compile(r"\\.|%[^\n]*|[{}\]]", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n(?![ \t]*\n)[ \t]*)?")
_LINE_END = re.compile(r"\*?(?:\s*\[\s*-?(?:[\d.]+\s*[a-z]{2}|[\d.]*\\[A-Za-z]+)\s*\])?")
_PARAMETER = re.compile(r"#([1-9])")


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro of the file itself: its replacement, how many arguments it takes, the default of an optional first one."""

    body: str
    arguments: int = 0
    default: str | None = None

    def filled(self, values: list[str]) -> str:
        """Return the replacement with the arguments filled in."""
        return _PARAMETER.sub(
            lambda match: values[int(match[1]) - 1] if int(match[1]) <= len(values) else "", self.body
        )


def from_option(body: str) -> Macro:
    """Return a macro that takes as many arguments as its replacement mentions."""
    return Macro(body, max((int(number) for number in _PARAMETER.findall(body)), default=0))


def without_comments(text: str) -> str:
    """Return a piece of source without its comments and the line ends that they swallow."""
    return _COMMENT.sub(r"\1", text)


def skip_space(text: str, start: int) -> int:
    """Return where the next argument may begin: behind blanks, comments and at most one line end."""
    space = _SPACE.match(text, start)
    return space.end() if space else start


def group(text: str, start: int) -> tuple[str, int]:
    """Return the argument at `start` without its braces, and where it ends; without braces one command or character."""
    at = skip_space(text, start)
    if at >= len(text):
        return "", at
    if text[at] != "{":
        match = re.compile(r"\\(?:[A-Za-z@]+|.)|[^\\}\]]", re.DOTALL).match(text, at)
        return (match[0], match.end()) if match else ("", at)
    depth = 0
    for step in _STEP.finditer(text, at):
        if step[0] == "{":
            depth += 1
        elif step[0] == "}":
            depth -= 1
            if depth == 0:
                return text[at + 1 : step.start()], step.end()
    return text[at + 1 :], len(text)


def address(text: str, start: int) -> tuple[str, int]:
    """Return the argument at `start` in which `%` is a character, and where it ends."""
    match = re.compile(r"\s*\{((?:[^{}]|\{[^{}]*\})*)\}").match(text, start)
    return (match[1].strip(), match.end()) if match else group(text, start)


def option(text: str, start: int) -> tuple[str | None, int]:
    """Return the `[…]` at `start` and where it ends, or None and `start` where there is none."""
    at = skip_space(text, start)
    if at >= len(text) or text[at] != "[":
        return None, start
    depth = 0
    for step in _OPTION.finditer(text, at + 1):
        if step[0] == "{":
            depth += 1
        elif step[0] == "}":
            depth -= 1
            if depth < 0:
                break
        elif step[0] == "]" and depth == 0:
            return text[at + 1 : step.start()], step.end()
    return None, start


def options(text: str, start: int) -> int:
    """Return where the options at `start` end, however many there are."""
    while True:
        argument, after = option(text, start)
        if argument is None:
            return start
        start = after


def near_options(text: str, start: int) -> int:
    """Return where the options at `start` end; a bracket behind a blank or a line end is text."""
    while text[start : start + 1] == "[":
        argument, after = option(text, start)
        if argument is None:
            return start
        start = after
    return start


def line_end(text: str, start: int) -> int:
    r"""Return where a line end `\\` is over: behind its asterisk and the length in brackets, a bracket with words is text."""
    match = _LINE_END.match(text, start)
    return match.end() if match else start


def environment(text: str, start: int, name: str) -> tuple[str, int]:
    """Return what stands between `start` and the environment's own end, and where that ends."""
    depth = 1
    for mark in re.compile(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}").finditer(text, start):
        depth += 1 if mark[1] == "begin" else -1
        if depth == 0:
            return text[start : mark.start()], mark.end()
    return text[start:], len(text)


def definition(text: str, start: int) -> tuple[str, Macro, int]:
    r"""Return name and macro of what follows `\\newcommand`, and where it ends."""
    name, at = group(text, start + (text[start : start + 1] == "*"))
    count, at = option(text, at)
    default, at = option(text, at)
    body, at = group(text, at)
    arguments = int(count) if count and count.strip().isdecimal() else 0
    return name.strip().removeprefix("\\"), Macro(body, min(arguments, 9), default), at


def primitive(text: str, start: int) -> tuple[str, Macro, int]:
    r"""Return name and macro of what follows `\\def`, and where it ends."""
    match = re.compile(r"\s*\\([A-Za-z@]+|.)([^{}]*)").match(text, start)
    if match is None:
        return "", Macro(""), start
    body, at = group(text, match.end())
    return match[1], Macro(body, min(match[2].count("#"), 9)), at
