#!/usr/bin/env python3
"""Scores `bartizan discover` against hand-made labels of real packages.

  evaluate.py --labels DIR --trees DIR --bartizan PATH [--verbose] [--json FILE] [--min-certainty low|medium|high]

--labels is one folder of label files, or a folder that holds several splits (dev/labels, heldout/labels).
--trees holds the unpacked packages (fetch.py makes it); a label file names its own tree.

A detection is scored as (path, kind, name). Only files that a label file names are scored. A label's name may give
alternatives, separated by `|`. A label with the hint `ambiguous` is neutral: found or not, it counts neither way.
Line and provider are reported, not scored. Exit status: 0; 2 bad arguments; 77 when no tree is there.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import time

RANK = {"low": 0, "medium": 1, "high": 2}


class Labels:
    def __init__(self, path, split):
        self.file, self.split = path, split
        self.head, self.files, self.rows = {}, set(), []
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                line = line.rstrip("\n")
                if line.startswith("#"):
                    key, _, value = line[1:].strip().partition(": ")
                    if key == "file":
                        self.files.add(value)
                    elif value:
                        self.head[key] = value
                    continue
                if not line:
                    continue
                cells = (line.split("\t") + [""] * 6)[:6]
                if not cells[1].isdigit() or cells[0] not in self.files:
                    raise SystemExit(f"{path}:{number}: bad label")
                self.rows.append((cells[0], int(cells[1]), cells[2], cells[3].split("|"), cells[4], cells[5]))
        self.package = os.path.basename(path)[:-4]


def find_labels(root):
    found = []
    for folder, _, names in sorted(os.walk(root)):
        parts = os.path.normpath(os.path.abspath(folder)).split(os.sep)
        split = parts[-2] if parts[-1] == "labels" else parts[-1]
        for name in sorted(names):
            if name.endswith(".tsv") and name != "split.tsv":
                found.append(Labels(os.path.join(folder, name), split))
    return found


def discover(binary, tree):
    began = time.monotonic()
    done = subprocess.run([binary, "discover", tree, "--format", "json"], capture_output=True, check=False)
    took = time.monotonic() - began
    try:
        answer = json.loads(done.stdout.decode("utf-8", "replace"))
    except ValueError:
        sys.stderr.write(done.stderr.decode("utf-8", "replace")[-2000:])
        raise SystemExit(f"{tree}: exit {done.returncode}, and what it wrote is not JSON")
    root = os.path.abspath(tree) + os.sep
    rows = []
    for d in answer["detections"]:
        path = d.get("path", "")
        if path.startswith(root):
            path = path[len(root):]
        while path.startswith("./"):
            path = path[2:]
        base = os.path.basename(os.path.abspath(tree)) + "/"
        rows.append((path, base, d))
    return rows, took


def paths_of(rows, files):
    """Paths may be given relative to the tree or with the tree's own name in front."""
    for path, base, d in rows:
        if path in files:
            yield path, d
        elif path.startswith(base) and path[len(base):] in files:
            yield path[len(base):], d


def score(labels, rows, least):
    wanted, neutral = {}, {}
    for path, line, kind, names, provider, hint in labels.rows:
        table = neutral if hint == "ambiguous" else wanted
        for name in names:
            table.setdefault((path, kind, name), (path, line, kind, names[0], provider))
    seen = collections.OrderedDict()
    for path, d in paths_of(rows, labels.files):
        if RANK.get(d.get("certainty", "high"), 2) < least:
            continue
        seen.setdefault((path, d["kind"], d["name"]), []).append(d)
    hits, wrong, skipped = {}, [], 0
    for key, ds in seen.items():
        if key in wanted:
            hits.setdefault(wanted[key], []).extend(ds)
        elif key in neutral:
            skipped += 1
        else:
            wrong.append((key, ds[0]))
    labels_all = set(wanted.values())
    return hits, wrong, sorted(labels_all - set(hits)), skipped, len(labels_all)


class Tally:
    def __init__(self):
        self.hit = collections.Counter()
        self.wrong = collections.Counter()
        self.want = collections.Counter()
        self.exact = self.near = self.lines = 0
        self.provider_same = self.provider_known = 0
        self.files = self.neutral = 0
        self.seconds = 0.0

    def add(self, other):
        for name in ("hit", "wrong", "want"):
            getattr(self, name).update(getattr(other, name))
        for name in ("exact", "near", "lines", "provider_same", "provider_known", "files", "neutral", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self, kind=None):
        pick = (lambda c: sum(c.values())) if kind is None else (lambda c: c[kind])
        hit, wrong, want = pick(self.hit), pick(self.wrong), pick(self.want)
        precision = hit / (hit + wrong) if hit + wrong else None
        recall = hit / want if want else None
        return want, hit, wrong, want - hit, precision, recall


def percent(value):
    return "     -" if value is None else f"{100 * value:5.1f}%"


def show(title, tally):
    print(f"\n== {title}: {tally.files} files, {sum(tally.want.values())} labels, "
          f"{tally.neutral} detections on neutral labels, {tally.seconds:.2f} s")
    print(f"{'kind':<14}{'labels':>7}{'hit':>6}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>9}")
    for kind in sorted(set(tally.want) | set(tally.wrong)) + [None]:
        want, hit, wrong, missed, p, r = tally.row(kind)
        print(f"{kind or 'all':<14}{want:>7}{hit:>6}{wrong:>7}{missed:>8}{percent(p):>11}{percent(r):>9}")
    if tally.lines:
        print(f"line exact {percent(tally.exact / tally.lines)}, within 3 {percent(tally.near / tally.lines)}", end="")
        if tally.provider_known:
            print(f"; provider agrees {percent(tally.provider_same / tally.provider_known)} "
                  f"of {tally.provider_known}", end="")
        print()


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--labels", required=True)
    parse.add_argument("--trees", required=True)
    parse.add_argument("--bartizan", required=True)
    parse.add_argument("--verbose", action="store_true")
    parse.add_argument("--json", help="write the figures to this file too")
    parse.add_argument("--min-certainty", choices=RANK, default="low")
    parse.add_argument("--package", action="append", help="only this package (may be repeated)")
    args = parse.parse_args()
    every = [l for l in find_labels(args.labels) if not args.package or l.package in args.package]
    if not every:
        parse.error(f"no label files in {args.labels}")
    splits, packages, absent = {}, {}, []
    for labels in every:
        tree = os.path.join(args.trees, labels.head["tree"])
        if not os.path.isdir(tree):
            absent.append(labels.package)
            continue
        rows, took = discover(args.bartizan, tree)
        hits, wrong, missed, skipped, _ = score(labels, rows, RANK[args.min_certainty])
        tally = Tally()
        tally.files, tally.neutral, tally.seconds = len(labels.files), skipped, took
        for (path, line, kind, name, provider), ds in hits.items():
            tally.hit[kind] += 1
            tally.want[kind] += 1
            tally.lines += 1
            off = min(abs(int(d.get("line") or 0) - line) for d in ds)
            tally.exact += off == 0
            tally.near += off <= 3
            given = {d.get("provider") or "" for d in ds} - {""}
            if provider and given:
                tally.provider_known += 1
                tally.provider_same += provider in given
        for key in missed:
            tally.want[key[2]] += 1
        for (path, kind, name), _ in wrong:
            tally.wrong[kind] += 1
        splits.setdefault(labels.split, Tally()).add(tally)
        packages[labels.package] = (labels.split, tally)
        show(f"{labels.split} {labels.package} {labels.head.get('version', '')}", tally)
        if args.verbose:
            for (path, kind, name), d in sorted(wrong, key=lambda w: w[0]):
                print(f"  wrong   {path}:{d.get('line')}\t{kind}\t{name}\t{d.get('signal', '')}\t{d.get('certainty', '')}")
            for path, line, kind, name, provider in missed:
                print(f"  missed  {path}:{line}\t{kind}\t{name}\t{provider}")
    if not packages:
        print(f"no tree of any package in {args.trees}; run fetch.py", file=sys.stderr)
        return 77
    for split in sorted(splits):
        show(f"split {split}", splits[split])
    if absent:
        print(f"\nwithout a tree, not scored: {' '.join(absent)}")
    if args.json:
        def figures(t):
            return {str(k or "all"): dict(zip(("labels", "hit", "wrong", "missed", "precision", "recall"), t.row(k)))
                    for k in sorted(set(t.want) | set(t.wrong)) + [None]}
        with open(args.json, "w", encoding="utf-8") as out:
            json.dump({"splits": {s: figures(t) for s, t in splits.items()},
                       "packages": {p: dict(split=s, figures=figures(t)) for p, (s, t) in packages.items()}},
                      out, indent=1, sort_keys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
