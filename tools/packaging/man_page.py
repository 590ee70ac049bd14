#!/usr/bin/env python3
"""Makes a manual page: `man_page.py docs/blockfold.1.md VERSION [PROGRAM] > blockfold.1`.

The text comes from the document; with a program, a section on commands from its own help. Of Markdown
it knows what the document uses, and fails for anything else rather than print it raw:

- `# name(section)`, then a paragraph `usage -- purpose; usage -- purpose.`: NAME and SYNOPSIS, which
  is the code behind it if that follows at once;
- paragraphs that begin with `**Word**` and a colon: sections of that name;
- other paragraphs, lists with `- `, code between fences, **bold**, *italic*, `code`, [links](to).
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_TITLE = re.compile(r"# ([a-z_-]+)\((\d)\)")
_SECTION = re.compile(r"\*\*([A-Z][a-z ]*)\*\*:\s*")
_INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<bold>[^*]+)\*\*|\*(?P<italic>[^*]+)\*|\[(?P<link>[^]]+)\]\([^)]*\)"
)


def escaped(text: str) -> str:
    """Plain text as troff takes it: a minus is one that can be copied, a first stop is no request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def inline(text: str) -> str:
    """A piece of a paragraph with its fonts."""
    out, at = [], 0
    for match in _INLINE.finditer(text):
        out.append(escaped(text[at : match.start()]))
        kind = str(match.lastgroup)
        font = {"code": "B", "bold": "B", "italic": "I", "link": "R"}[kind]
        out.append(f"\\f{font}{escaped(match[kind])}\\fR")
        at = match.end()
    out.append(escaped(text[at:]))
    return "".join(out)


def paragraphs(text: str) -> Iterator[str]:
    """Pieces between empty lines; code between fences stays whole."""
    for number, piece in enumerate(re.split(r"^```.*\n", text, flags=re.M)):
        if number % 2:
            yield "```\n" + piece
        else:
            yield from (p.strip("\n") for p in re.split(r"\n\s*\n", piece) if p.strip())


def literal(text: str) -> list[str]:
    """Lines as they are."""
    return [".EX", *escaped(text.rstrip()).splitlines(), ".EE"]


def block(paragraph: str) -> list[str]:
    """One paragraph, list or piece of code."""
    if paragraph.startswith("```\n"):
        return [".PP", *literal(paragraph[4:])]
    if paragraph.startswith(("#", "|", ">", "    ")):
        raise ValueError(f"man_page.py does not know how to write: {paragraph}")
    if paragraph.startswith("- "):
        items = re.split(r"^- ", paragraph, flags=re.M)[1:]
        return [line for item in items for line in (".IP \\(bu 2", inline(unwrapped(item)))]
    lines = []
    if section := _SECTION.match(paragraph):
        lines.append(f".SH {section[1].upper()}")
        paragraph = paragraph[section.end() :]
        paragraph = paragraph[0].upper() + paragraph[1:]
    else:
        lines.append(".PP")
    return [*lines, inline(unwrapped(paragraph))]


def unwrapped(text: str) -> str:
    """A paragraph on one line."""
    return " ".join(text.split())


def introduction(paragraph: str) -> list[str]:
    """NAME and SYNOPSIS."""
    names, purposes, usages = [], [], []
    for part in unwrapped(paragraph).rstrip(".").split(";"):
        usage, purpose = part.strip().split(" -- ")
        name = re.match(r"\*\*([a-z_-]+)\*\*", usage)
        if name is None:
            raise ValueError(f"a usage begins with the program's name in bold: {usage}")
        names.append(escaped(name[1]))
        purposes.append(escaped(purpose))
        usages += [".br", inline(usage)]
    summary = f"{', '.join(names)} \\- {'; '.join(purposes)}"
    return [".SH NAME", summary, ".SH SYNOPSIS", *usages[1:]]


def commands(program: str) -> list[str]:
    """The help of every command, without what is the same in all."""

    def help_of(*words: str) -> str:
        return subprocess.run([program, *words], capture_output=True, text=True, check=True).stdout

    listed = help_of("--help").split("Commands:\n")[1].split("\n\n")[0]
    lines = [".SH COMMANDS"]
    for command in (line.split()[0] for line in listed.splitlines()):
        text = help_of(command, "--help").split("\nExit status:")[0]
        lines += [f".SS {escaped(command)}", *literal(text.split(": ", 1)[1])]
    return lines


def page(document: str, version: str, program: str | None = None) -> str:
    """The whole page; it has no date, so that the same sources give the same bytes."""
    pieces = list(paragraphs(document))
    title = _TITLE.fullmatch(pieces[0])
    if title is None:
        raise ValueError("the first line is to be '# name(section)'")
    head = introduction(pieces[1])
    rest = pieces[2:]
    if rest[0].startswith("```\n"):
        head[head.index(".SH SYNOPSIS") + 1 :] = literal(rest.pop(0)[4:])
    body = [line for piece in rest for line in block(piece)]
    body[0] = ".SH DESCRIPTION"
    if program is not None:
        sections = [i for i, line in enumerate(body) if line.startswith(".SH ")] + [len(body)]
        body[sections[1] : sections[1]] = commands(program)
    first = f'.TH {title[1].upper()} {title[2]} "" "{title[1]} {version}"'
    return "\n".join([first, *head, *body]) + "\n"


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.stdout.write(page(Path(sys.argv[1]).read_text(), *sys.argv[2:]))
