#!/usr/bin/env python3
"""Runs bartizan and npm @cyclonedx/cdxgen's `aibom` side by side on the same trees and prints what each found.

  compare.py --labels DIR --trees DIR --cdxgen DIR [--bartizan PATH] [--extra NAME=DIR ...] [--whole] [--json FILE]

--cdxgen is a folder with cdxgen in node_modules; it is installed there with npm (version pinned below) when missing.
Each labelled package is reduced to its labelled files first, so that every name either tool writes can be judged; --whole
takes the whole trees instead (then a name without a label is counted as unjudged, not as wrong). --extra adds trees
without labels, for hashes and licences of real model files. Nothing may use the network: both run under `unshare -n`
where that works. Peak memory is the largest single process (`/usr/bin/time -v`). Exit: 0; 77 cdxgen cannot be had.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import unquote

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from evaluate import find_labels  # noqa: E402

CDXGEN = "12.8.4"


def offline():
    """Words that cut a command off from the network, and the environment that does it where they are not allowed."""
    words = ["unshare", "-n"]
    if shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
        return words, {}
    dead = "http://127.0.0.1:9"
    return [], {"HTTP_PROXY": dead, "HTTPS_PROXY": dead, "http_proxy": dead, "https_proxy": dead}


def timed(command, limit):
    words, extra = offline()
    with tempfile.NamedTemporaryFile(mode="r") as report:
        run = ["/usr/bin/time", "-v", "-o", report.name, *words, *command]
        try:
            done = subprocess.run(run, capture_output=True, timeout=limit, check=False, env={**os.environ, **extra})
            code, out = done.returncode, done.stdout
            err = done.stderr.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            return {"exit": "timeout", "seconds": limit, "mib": None}, b"", ""
        text = report.read()
    clock = re.search(r"Elapsed \(wall clock\).*: ((?:\d+:)?\d+:[\d.]+)", text)
    memory = re.search(r"Maximum resident set size \(kbytes\): (\d+)", text)
    seconds = 0.0
    for part in clock[1].split(":") if clock else ():
        seconds = 60 * seconds + float(part)
    return {"exit": code, "seconds": round(seconds, 2), "mib": round(int(memory[1]) / 1024) if memory else None}, out, err


def read_bom(data):
    """What a CycloneDX document says of models: name candidates per component, and filled fields."""
    models, hashes, licences, data_sets = [], 0, 0, 0

    def walk(parts):
        nonlocal hashes, licences, data_sets
        for part in parts or []:
            if part.get("type") == "machine-learning-model":
                names = {part.get("name", "")}
                if part.get("group"):
                    names.add(part["group"] + "/" + part.get("name", ""))
                purl = re.match(r"pkg:[\w.+-]+/([^@?#]+)", part.get("purl", ""))
                if purl:
                    names.add(unquote(unquote(purl[1])))
                models.append({"name": part.get("name", ""), "names": sorted(names)})
                hashes += bool(part.get("hashes"))
                licences += bool(part.get("licenses"))
            elif part.get("type") == "data":
                data_sets += 1
            walk(part.get("components"))

    walk(data.get("components"))
    main = data.get("metadata", {}).get("component")
    if main and main.get("type") == "machine-learning-model":
        walk([main])
    return {"models": models, "hashes": hashes, "licences": licences, "data sets": data_sets,
            "components": len(data.get("components") or []), "services": len(data.get("services") or [])}


def judge(models, labels):
    """Names against the labels of a package: right, neutral, wrong; and the labelled names nobody gave. Names are
    compared without paths, whole or by their last part, so that an owner in front is forgiven."""
    if labels is None:
        return None
    want, neutral = {}, set()
    for _, _, kind, names, _, hint in labels.rows:
        if kind != "model":
            continue
        if hint == "ambiguous":
            neutral.update(n.lower() for n in names)
        else:
            for n in names:
                want[n.lower()] = names[0]
    short = {n.rsplit("/", 1)[-1]: v for n, v in want.items()}
    right, wrong, skipped = set(), set(), set()
    for m in models:
        tries = {t.lower() for t in m["names"]}
        tries |= {t.rsplit("/", 1)[-1] for t in tries}
        hit = next((want.get(t) or short.get(t) for t in sorted(tries) if t in want or t in short), None)
        if hit:
            right.add(hit)
        elif tries & (neutral | {n.rsplit("/", 1)[-1] for n in neutral}):
            skipped.add(m["name"])
        else:
            wrong.add(m["name"])
    every = set(want.values())
    return {"labelled": len(every), "right": len(right), "wrong": sorted(wrong), "neutral": len(skipped),
            "missed": sorted(every - right)}


def run_cdxgen(binary, tree, scratch, limit, *more):
    out = os.path.join(scratch, "cdxgen.json")
    if os.path.exists(out):
        os.unlink(out)
    cost, _, err = timed([binary, "--no-install-deps", "--spec-version", "1.6", *more, "--output", out, tree], limit)
    try:
        with open(out, encoding="utf-8") as f:
            return cost, read_bom(json.load(f))
    except (OSError, ValueError) as error:
        return cost, {"error": f"{error}; {err[-300:]}"}


def run_bartizan(binary, tree, limit):
    cost, out, err = timed([binary, "discover", tree, "--format", "json"], limit)
    try:
        found = json.loads(out)["detections"]
        models = {d["name"]: {"name": d["name"], "names": [d["name"]]} for d in found if d["kind"] == "model"}
    except (ValueError, KeyError) as error:
        return cost, {"error": f"discover: {error}; {err[-300:]}"}, None, None
    second, out, err = timed([binary, "bom", "create", tree, "--format", "cyclonedx-1.6"], limit)
    try:
        bom = read_bom(json.loads(out))
    except ValueError as error:
        bom = {"error": f"bom create: {error}; {err[-300:]}"}
    return cost, {"models": list(models.values()), "detections": len(found)}, second, bom


def reduce(tree, labels, target, rename=False):
    for name in labels.files:
        place = name
        if rename:
            *folders, last = name.split("/")
            place = "/".join([*("x" + f.strip(".") for f in folders), last])
        place = os.path.join(target, place)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copyfile(os.path.join(tree, name), place)


def line(tool, cost, facts, verdict):
    if "error" in facts:
        print(f"  {tool:<18} failed: {facts['error'][:200]}")
        return
    says = f"{len(facts['models'])} models"
    if verdict:
        says += f", right {verdict['right']}/{verdict['labelled']}, wrong {len(verdict['wrong'])}, neutral {verdict['neutral']}"
    if "hashes" in facts:
        says += f", hashes {facts['hashes']}, licences {facts['licences']}, data sets {facts['data sets']}"
    print(f"  {tool:<18} {cost['seconds']:6.2f} s {cost['mib'] or 0:5d} MiB  exit {cost['exit']}  {says}")


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--labels", required=True)
    parse.add_argument("--trees", required=True)
    parse.add_argument("--cdxgen", required=True, help="folder for npm's node_modules")
    parse.add_argument("--bartizan")
    parse.add_argument("--extra", action="append", default=[], metavar="NAME=DIR")
    parse.add_argument("--whole", action="store_true")
    parse.add_argument("--limit", type=int, default=300, help="seconds per run")
    parse.add_argument("--verbose", action="store_true")
    parse.add_argument("--json")
    args = parse.parse_args()
    binary = os.path.join(args.cdxgen, "node_modules", ".bin", "aibom")
    if not os.path.exists(binary):
        os.makedirs(args.cdxgen, exist_ok=True)
        try:
            subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", args.cdxgen, f"@cyclonedx/cdxgen@{CDXGEN}"],
                           capture_output=True, timeout=600, check=False)
        except (OSError, subprocess.TimeoutExpired):
            pass
        if not os.path.exists(binary):
            print("cdxgen cannot be installed here (no npm or no registry)", file=sys.stderr)
            return 77
    jobs = []
    for labels in find_labels(args.labels):
        tree = os.path.join(args.trees, labels.head["tree"])
        if os.path.isdir(tree):
            jobs.append((f"{labels.split} {labels.package}", tree, labels))
    for extra in args.extra:
        name, _, tree = extra.partition("=")
        jobs.append((name, tree, None))
    results, sums = [], {}
    for title, tree, labels in jobs:
        with tempfile.TemporaryDirectory() as scratch:
            root = tree
            if labels is not None and not args.whole:
                root = os.path.join(scratch, "tree")
                reduce(tree, labels, root)
            print(f"\n{title} ({sum(len(n) for _, _, n in os.walk(root))} files)")
            rows = []
            cost, facts = run_cdxgen(binary, root, scratch, args.limit)
            rows.append(("cdxgen aibom", cost, facts))
            if labels is not None and not args.whole:
                # It passes over folders called tests, examples and the like, with --no-ignore too, and those count
                # here: so a second run on the same files with such folders renamed.
                plain = os.path.join(scratch, "plain")
                reduce(tree, labels, plain, rename=True)
                cost, facts = run_cdxgen(binary, plain, scratch, args.limit, "--no-ignore")
                rows.append(("cdxgen, renamed", cost, facts))
            if args.bartizan:
                cost, facts, cost2, bom = run_bartizan(args.bartizan, root, args.limit)
                rows.append(("bartizan discover", cost, facts))
                if bom is not None:
                    rows.append(("bartizan bom", cost2, bom))
            for tool, cost, facts in rows:
                verdict = judge(facts["models"], labels) if "models" in facts and labels is not None else None
                line(tool, cost, facts, verdict)
                if args.verbose and verdict:
                    print("    wrong: " + " · ".join(verdict["wrong"][:60]))
                    print("    missed: " + " · ".join(verdict["missed"][:60]))
                results.append({"tree": title, "tool": tool, "cost": cost, "verdict": verdict,
                                "facts": {k: (len(v) if k == "models" else v) for k, v in facts.items()}})
                s = sums.setdefault(tool, dict(trees=0, failed=0, models=0, labelled=0, right=0, wrong=0, hashes=0,
                                               licences=0, seconds=0.0, mib=0))
                s["trees"] += 1
                s["seconds"] += cost["seconds"]
                s["mib"] = max(s["mib"], cost["mib"] or 0)
                if "error" in facts:
                    s["failed"] += 1
                    continue
                s["models"] += len(facts["models"])
                s["hashes"] += facts.get("hashes", 0)
                s["licences"] += facts.get("licences", 0)
                if verdict:
                    s["labelled"] += verdict["labelled"]
                    s["right"] += verdict["right"]
                    s["wrong"] += len(verdict["wrong"])
    print(f"\n{'in all':<18}{'trees':>6}{'failed':>7}{'models':>7}{'right':>7}{'of':>5}{'wrong':>7}{'hashes':>7}"
          f"{'licences':>9}{'seconds':>9}{'peak MiB':>9}")
    for tool, s in sums.items():
        print(f"{tool:<18}{s['trees']:>6}{s['failed']:>7}{s['models']:>7}{s['right']:>7}{s['labelled']:>5}{s['wrong']:>7}"
              f"{s['hashes']:>7}{s['licences']:>9}{s['seconds']:>9.2f}{s['mib']:>9}")
    if args.json:
        with open(args.json, "w", encoding="utf-8") as out:
            json.dump({"cdxgen": CDXGEN, "whole": args.whole, "sums": sums, "runs": results}, out, indent=1, sort_keys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
