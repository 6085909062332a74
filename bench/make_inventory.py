#!/usr/bin/env python3
"""A large inventory: the rows of a CSV over and over, each with an id and a name of its own.

usage: make_inventory.py OUT.csv [--rows 111110] [--from examples/inventory/clinic-2025.csv]

The same bytes on every machine.
"""
import argparse
import csv
import pathlib

EXAMPLE = pathlib.Path(__file__).parent.parent / "examples/inventory/clinic-2025.csv"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=111_110)
    parser.add_argument("--from", dest="example", type=pathlib.Path, default=EXAMPLE)
    options = parser.parse_args()
    with options.example.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        headers, rows = reader.fieldnames, list(reader)
    with options.out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, headers)
        writer.writeheader()
        for i in range(options.rows):
            row = dict(rows[i % len(rows)])
            row["id"] = f"{row['id']}-{i:06}"
            row["use_case_name"] += f" {i}"
            writer.writerow(row)


if __name__ == "__main__":
    main()
