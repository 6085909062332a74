#!/usr/bin/env python3
"""Many advisories out of some: make_advisories.py IN.jsonl[.gz] OUT [COUNT]

Repeats OSV records with ids, aliases and package names of their own, so that nothing of them is
shared but their shape. OUT ends with .jsonl, .json (an array), .jsonl.gz or .zip (one file each, as
osv.dev's buckets have them). The same input gives the same output.
"""
import gzip
import json
import sys
import zipfile


def records(path, count):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        given = [json.loads(line) for line in file if line.strip()]
    for number in range(count):
        record = json.loads(json.dumps(given[number % len(given)]))
        turn = number // len(given)
        if turn > 0:
            record["id"] += f"-{turn}"
            record["aliases"] = [f"{alias}-{turn}" for alias in record.get("aliases", [])]
            for affected in record.get("affected", []):
                if "package" in affected:
                    affected["package"]["name"] += f"-{turn}"
                # Lists of their own, so that the index cannot keep them once.
                affected["versions"] = [f"{version}.{turn}" for version in affected.get("versions", [])]
        yield record


def main():
    source, out = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 25_000
    lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records(source, count))
    if out.endswith(".zip"):
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, line in enumerate(lines):
                name = zipfile.ZipInfo(f"record-{number}.json", (1980, 1, 1, 0, 0, 0))
                name.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(name, line)
    elif out.endswith(".json"):
        with open(out, "w", encoding="utf-8") as file:
            file.write("[" + ",\n".join(lines) + "]\n")
    elif out.endswith(".gz"):
        with gzip.GzipFile(out, "wb", mtime=0) as file:
            for line in lines:
                file.write((line + "\n").encode())
    else:
        with open(out, "w", encoding="utf-8") as file:
            for line in lines:
                file.write(line + "\n")


if __name__ == "__main__":
    main()
