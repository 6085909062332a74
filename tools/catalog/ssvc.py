#!/usr/bin/env python3
"""Writes catalogs/lists/ssvc-*.toml: the SSVC decision tables as plain facts.

usage: ssvc.py FOLDER CHECKED     (decision_tables/*.json of github.com/CERTCC/SSVC; YYYY-MM-DD)

Keeps names, versions, keys of values and rows; no words that define them. The notation is
explained in docs/catalogs.md.
"""
import csv
import json
import pathlib
import re
import sys

SOURCE = "decision tables of the SSVC project (github.com/CERTCC/SSVC, data/)"
TABLES = {
    "bod-26-04": ("cisa_bod_26_04_1_0_0", "the remediation timelines of CISA BOD 26-04"),
    "cisa-coordinator": ("cisa_coordinator_2_0_3", "how CISA's coordinators rank a weakness"),
    "deployer": ("deployer_patch_application_priority_1_0_0", "when who runs a system applies a fix"),
    "supplier": ("supplier_patch_development_priority_1_0_0", "when who makes a product develops a fix"),
    "coordinator-triage": ("coordinator_triage_1_0_0", "whether a coordinator takes a report up"),
    "publish": ("coordinator_publish_decision_table_1_0_0", "whether a coordinator publishes"),
    "utility": ("utility_1_0_0", "what a weakness is worth to an attacker; derived"),
    "human-impact": ("human_impact_1_0_0", "what safety and mission come to; derived"),
    "public-safety-impact": ("public_safety_impact_1_0_0", "what safety comes to in public; derived"),
}


def kebab(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def point(known):
    values = "|".join(f"{v['name'].lower()}={v['key']}" for v in known["values"])
    return f"{kebab(known['name'])}|{known['name']}|" \
           f"{known['namespace']}:{known['key']}:{known['version']}|{values}"


def main():
    folder, checked = pathlib.Path(sys.argv[1]), sys.argv[2]
    out = pathlib.Path(__file__).parents[2] / "catalogs" / "lists"
    index = {}
    for table, (stem, what) in TABLES.items():
        known = json.load(open(folder / "decision_tables" / (stem + ".json")))
        with open(folder / "csv" / (stem + ".csv"), newline="") as file:
            head, *rows = list(csv.reader(file))
        points = {p["name"]: p for p in known["decision_points"].values()}
        columns = [points[re.sub(r" v[0-9.]+( \(cisa\))?$", "", h)] for h in head[1:]]
        index[table] = what
        lines = [f"# SSVC: {what}. Notation: docs/catalogs.md.",
                 f'source = "{SOURCE}"', f"checked = {checked}", 'verified = "primary"', "",
                 "[entries]",
                 f'"about" = "{known["name"]}|{known["namespace"]}:{known["key"]}:{known["version"]}'
                 f'|primary|{SOURCE}"']
        for i, column in enumerate(columns[:-1], 1):
            lines.append(f'"input {i}" = "{point(column)}"')
        lines.append(f'"outcome" = "{point(columns[-1])}"')
        for row in rows:
            lines.append(f'"row {int(row[0]):03}" = "{"|".join(row[1:])}"')
        (out / f"ssvc-{table}.toml").write_text("\n".join(lines) + "\n")
    lines = ["# The SSVC tables: id, then what it decides. Each is the list ssvc-<id>.",
             f'source = "{SOURCE}"', f"checked = {checked}", 'verified = "primary"', "", "[entries]"]
    lines += [f'"{table}" = "{what}"' for table, what in sorted(index.items())]
    (out / "ssvc-tables.toml").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
