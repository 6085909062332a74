#!/usr/bin/env python3
"""Holds OSCAL documents against NIST's JSON schemas, and looks that no reference leads nowhere.

usage: validate.py VENV FILE...

jsonschema from PyPI, pinned, in a virtual environment VENV that is made when it is not there; schemas
1.1.3 and 1.2.1 below BARTIZAN_TEST_DATA. Exit 0: all hold; 1: some do not; 77: not to be had.
"""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from venv_packages import environment

# Checked 2026-11-28.
PACKAGES = ["jsonschema[format]==4.26.0", "rfc3339-validator==0.1.4"]
KINDS = {"assessment-results": "assessment-results", "plan-of-action-and-milestones": "poam"}


def schema(version, kind):
    path = pathlib.Path(os.environ["BARTIZAN_TEST_DATA"], "schemas", f"oscal-{version}",
                        f"oscal_{kind}_schema.json")
    # Python's regular expressions know no Unicode classes; what is written here is ASCII.
    text = path.read_text().replace("\\\\p{L}", "A-Za-z").replace("\\\\p{N}", "0-9")
    text = text.replace("(A-Za-z|", "([A-Za-z]|").replace("|0-9|", "|[0-9]|").replace("(A-Za-z)",
                                                                                     "([A-Za-z])")
    return json.loads(text)


def references(document):
    """UUIDs that are defined, and those that are pointed at."""
    defined, used = set(), set()

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "uuid":
                    assert value not in defined, f"{value} is defined twice"
                    defined.add(value)
                elif key.endswith("-uuid"):
                    used.add(value)
                elif key == "href" and value.startswith("#"):
                    used.add(value[1:])
                walk(value)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk(document)
    return defined, used


def main(files):
    from jsonschema import Draft7Validator, FormatChecker

    bad = 0
    for name in files:
        document = json.loads(pathlib.Path(name).read_text())
        kind = KINDS[next(iter(document))]
        errors = []
        for version in ("1.1.3", "1.2.1"):
            validator = Draft7Validator(schema(version, kind), format_checker=FormatChecker())
            errors += [f"{version} {list(e.absolute_path)} {e.message[:200]}"
                       for e in validator.iter_errors(document)]
        try:
            defined, used = references(document)
            errors += [f"nothing has the UUID {uuid}" for uuid in sorted(used - defined)]
        except AssertionError as error:
            errors.append(str(error))
        print(("bad  " if errors else "good ") + name)
        for error in errors[:20]:
            print("     " + error)
        bad += bool(errors)
    return 1 if bad or not files else 0


if __name__ == "__main__":
    if sys.argv[1] == "--inside":
        sys.exit(main(sys.argv[2:]))
    python = environment(pathlib.Path(sys.argv[1]), PACKAGES) / "python"
    os.execv(str(python), [str(python), __file__, "--inside", *sys.argv[2:]])
