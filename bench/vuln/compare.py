#!/usr/bin/env python3
"""Compares what `bartizan vuln` and others say about bench/vuln/*.txt, from the same advisories.

    bench/vuln/compare.py BARTIZAN RECORDS [OSV_SCANNER]

RECORDS is a file of OSV records, one a line, plain or gzip (BARTIZAN_TEST_DATA has one:
vulnerabilities/pypa/osv.jsonl.gz). The others are a direct evaluation with PyPI's own `packaging`, and
osv-scanner where its program is named; it gets the same records as its local database and no network.
Every difference is printed. Exit code 1 when there is one.
"""
import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import zipfile

from packaging.version import InvalidVersion, Version


def key(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def version(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def read_records(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def in_range(events, own):
    """OSV schema 1.7.5, "evaluation": events sorted by version, the last one at or below decides."""
    ordered = []
    for event in events:
        for kind, text in event.items():
            at = Version("0.dev0") if text == "0" else version(text)
            if at is None:
                return False
            ordered.append((at, kind == "introduced", kind))
    inside = False
    for at, _, kind in sorted(ordered):
        if kind == "introduced" and own >= at:
            inside = True
        elif kind == "fixed" and own >= at:
            inside = False
        elif kind == "last_affected" and own > at:
            inside = False
    return inside


def affects(affected, text):
    own = version(text)
    public = Version(own.public) if own else None
    for listed in affected.get("versions") or []:
        if listed == text or (own and version(listed) in (own, public)):
            return True
    if own is None:
        return False
    return any(
        r["type"] != "GIT" and in_range(r["events"], public) for r in affected.get("ranges") or []
    )


def by_packaging(records, wanted):
    known = {}
    for record in records:
        if record.get("withdrawn"):
            continue
        for affected in record["affected"]:
            known.setdefault(key(affected["package"]["name"]), []).append((record["id"], affected))
    return {
        (key(name), id_)
        for name, text in wanted
        for id_, affected in known.get(key(name), [])
        if affects(affected, text)
    }


def by_bartizan(bartizan, store, folder):
    began = time.monotonic()
    out = subprocess.run(
        [bartizan, "vuln", folder, "--no-remember", "--format", "json", "--store", store],
        capture_output=True, text=True, check=False,
    )
    took = time.monotonic() - began
    if out.returncode not in (0, 3):
        sys.exit(out.stderr)
    sure, possible = set(), set()
    for system in json.loads(out.stdout)["systems"]:
        for package in system["packages"]:
            for weakness in package["weaknesses"]:
                target = sure if weakness["fit"] == "yes" else possible
                for advisory in weakness["advisories"]:
                    target.add((key(package["name"]), advisory["id"]))
    return sure, possible, took


def by_osv_scanner(program, records, folder, work):
    database = pathlib.Path(work, "db", "osv-scanner", "PyPI")
    if not database.exists():
        database.mkdir(parents=True)
        with zipfile.ZipFile(database / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for record in records:
                archive.writestr(record["id"] + ".json", json.dumps(record))
    environment = dict(os.environ, OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY=str(pathlib.Path(work, "db")))
    began = time.monotonic()
    out = subprocess.run(
        [program, "scan", "source", "--offline", "--offline-vulnerabilities", "--no-resolve",
         "--format", "json", "-L", str(pathlib.Path(folder, "requirements.txt"))],
        capture_output=True, text=True, check=False, env=environment,
    )
    took = time.monotonic() - began
    if not out.stdout.strip():
        sys.exit("osv-scanner: " + out.stderr)
    found = set()
    for result in json.loads(out.stdout).get("results") or []:
        for package in result["packages"]:
            for one in package.get("vulnerabilities") or []:
                found.add((key(package["package"]["name"]), one["id"]))
    return found, took


def differences(title, ours, theirs, possible):
    missed, more = sorted(theirs - ours), sorted(ours - theirs)
    print(f"  {title}: {len(theirs)}, the same {len(ours & theirs)}, "
          f"only there {len(missed)}, only here {len(more)}")
    for one in missed:
        print("    only there:", *one, "(possible here)" if one in possible else "")
    for one in more:
        print("    only here:", *one)
    return len(missed) + len(more)


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    bartizan = os.path.abspath(sys.argv[1])
    records = read_records(sys.argv[2])
    here = pathlib.Path(__file__).parent
    wrong = 0
    with tempfile.TemporaryDirectory() as work:
        store = str(pathlib.Path(work, "store.db"))
        subprocess.run([bartizan, "feeds", "update", os.path.abspath(sys.argv[2]), "--store", store],
                       check=False, capture_output=True)
        for which in sorted(here.glob("*.txt")):
            folder = pathlib.Path(work, which.stem)
            folder.mkdir()
            text = which.read_text()
            (folder / "requirements.txt").write_text(text)
            wanted = [line.split("==", 1) for line in text.splitlines() if "==" in line]
            ours, possible, took = by_bartizan(bartizan, store, str(folder))
            print(f"{which.name}: {len(wanted)} packages, bartizan {len(ours)} in {took:.2f} s")
            wrong += differences("packaging", ours, by_packaging(records, wanted), possible)
            if len(sys.argv) == 4:
                theirs, took = by_osv_scanner(sys.argv[3], records, str(folder), work)
                wrong += differences(f"osv-scanner in {took:.2f} s", ours, theirs, possible)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
