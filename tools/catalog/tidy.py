#!/usr/bin/env python3
"""Lays out catalogs/callables/*.toml and catalogs/lists/*.toml the way reviewers like to read them:
arrays sorted, without repetition, wrapped at 100 columns. Comments and order of entries stay.

    tidy.py FILE...
"""
import re
import sys


def wrap(key, items, width=100):
    line = f"{key} = [" + ", ".join(items) + "]"
    if len(line) <= width:
        return line
    lines, current = [f"{key} = ["], "  "
    for item in items:
        if len(current) + len(item) + 2 > width:
            lines.append(current.rstrip())
            current = "  "
        current += item + ", "
    lines.append(current.rstrip())
    return "\n".join(lines + ["]"])


def tidy(text):
    def lay_out(match):
        items = re.findall(r'"[^"]*"', match.group(2))
        return wrap(match.group(1), sorted(set(items)))

    return re.sub(r"^(module|names) = \[(.*?)\]$", lay_out, text, flags=re.S | re.M)


def main():
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(tidy(text))


if __name__ == "__main__":
    main()
