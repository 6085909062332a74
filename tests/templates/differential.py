#!/usr/bin/env python3
"""Compares the template parser with jinja2: whatever jinja2 accepts must be accepted.

usage: differential.py PROGRAM DIR [SEED]

Takes each template below DIR and some mutations of it (a piece dropped, doubled, swapped or put in
from another one). The other direction is counted and not judged: the parser knows no scopes and no
loop around break, and accepts filters that jinja2 does not have. Exit 77 without jinja2.
"""
import pathlib
import random
import re
import subprocess
import sys
import tempfile

try:
    import jinja2
    from jinja2 import nodes
    from jinja2.ext import Extension
except ImportError:
    print("SKIPPED: jinja2 is not installed")
    sys.exit(77)

PIECES = re.compile(r"\{[{%#][-+]?|[-+]?[}%#]\}|\w+|\s+|'[^'\n]*'|\"[^\"\n]*\"|.", re.S)
MUTATIONS = 4


class Generation(Extension):
    """The tag that transformers adds."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.Scope(body, lineno=line)


ENVIRONMENT = jinja2.Environment(
    trim_blocks=True, lstrip_blocks=True,
    extensions=["jinja2.ext.loopcontrols", "jinja2.ext.do", Generation])


def accepted(text):
    try:
        ENVIRONMENT.parse(text)
        return True
    except (jinja2.TemplateSyntaxError, RecursionError, ValueError, AssertionError):
        return False


def mutate(text, other, dice):
    pieces, more = PIECES.findall(text), PIECES.findall(other)
    for _ in range(dice.randint(1, 3)):
        if not pieces:
            break
        at = dice.randrange(len(pieces))
        choice = dice.randrange(4)
        if choice == 0:
            del pieces[at]
        elif choice == 1:
            pieces.insert(at, pieces[at])
        elif choice == 2 and at + 1 < len(pieces):
            pieces[at], pieces[at + 1] = pieces[at + 1], pieces[at]
        elif more:
            pieces.insert(at, dice.choice(more))
    return "".join(pieces)


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    originals = [p.read_text() for p in sorted(folder.rglob("*.jinja"))]
    texts = list(originals)
    for text in originals:
        texts += [mutate(text, dice.choice(originals), dice) for _ in range(MUTATIONS)]
    with tempfile.TemporaryDirectory() as scratch:
        paths = []
        for i, text in enumerate(texts):
            path = pathlib.Path(scratch) / f"{i}.jinja"
            path.write_text(text)
            paths.append(str(path))
        lines = subprocess.run([program, "--parse", *paths], capture_output=True, text=True,
                               check=True).stdout.splitlines()
    stricter = lenient = agreed = 0
    for text, line in zip(texts, lines, strict=True):
        theirs, ours = accepted(text), line == "ok"
        agreed += theirs == ours
        lenient += ours and not theirs
        if theirs and not ours:
            stricter += 1
            offset = int(line.split()[1])
            print("refused:", line, repr(text.encode()[max(0, offset - 60):offset + 40]))
    print(len(texts), "texts,", agreed, "agreed,", lenient, "accepted only here,", stricter,
          "refused only here")
    sys.exit(1 if stricter else 0)


if __name__ == "__main__":
    main()
