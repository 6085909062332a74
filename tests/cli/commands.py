"""Commands in texts: whether each has a verb that the program knows, and options that the verb has.

commands.py VERBS least < TEXT: the text is what people are told, one command a line behind "bartizan ".
Ends with 1 and names what is wrong, or that fewer than `least` verbs occur.
"""
import os
import re
import subprocess
import sys


def check(verbs, text):
    helps, wrong, seen = {}, set(), set()
    nouns = [verb.split()[:1] for verb in verbs]
    for command in re.findall(r"\bbartizan ([a-z](?:(?!bartizan [a-z])[^\n\"`|])+)", text):
        words = [word.rstrip(".,;:)") for word in command.split()]
        verb = next((v for n in (3, 2, 1) if (v := " ".join(words[:n])) in verbs), None)
        if verb is None and (words[0] == "help" or words in nouns):
            continue
        if verb is None:
            wrong.add("no such command: bartizan " + command)
            continue
        seen.add(verb)
        if verb not in helps:
            asked = [os.environ["BARTIZAN"], *verb.split(), "--help"]
            helps[verb] = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        options = re.findall(r"(?<![\w-])--[a-z][a-z-]*", command)
        known = set(re.findall(r"--[a-z][a-z-]*", helps[verb]))
        wrong.update(f"{verb} has no {option}: bartizan {command}" for option in options if option not in known)
    return wrong, seen


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        verbs = {line.strip() for line in file} - {""}
    wrong, seen = check(verbs, sys.stdin.buffer.read().decode(errors="replace"))
    if len(seen) < int(sys.argv[2]):
        wrong.add(f"only {len(seen)} commands occur: {sorted(seen)}")
    for line in sorted(wrong):
        print(line)
    return 1 if wrong else 0


sys.exit(main())
