#!/usr/bin/env python3
"""Fetches the pinned packages of the label files with pip and npm, checks their SHA-256 and unpacks them.

  fetch.py --labels DIR --trees DIR [--cache DIR]

Archives already in --cache with the right hash are not fetched again. pip builds a source package's metadata before
it saves it, so its build backend runs; use a throw-away environment. Exit status: 0 all there; 1 a hash differs;
77 when a registry cannot be reached (offline).
"""
import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile


def heads(root):
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if not name.endswith(".tsv") or name == "split.tsv":
                continue
            head = {}
            with open(os.path.join(folder, name), encoding="utf-8") as lines:
                for line in lines:
                    if not line.startswith("#"):
                        break
                    key, _, value = line[1:].strip().partition(": ")
                    if value and key != "file":
                        head[key] = value
            yield head


def sha256(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        for block in iter(lambda: f.read(1 << 20), b""):
            h.update(block)
    return h.hexdigest()


def download(head, cache):
    spec = f"{head['package']}{'==' if head['registry'] == 'pypi' else '@'}{head['version']}"
    with tempfile.TemporaryDirectory() as scratch:
        if head["registry"] == "pypi":
            commands = [[sys.executable, "-m", "pip", "download", "--quiet", "--no-binary", ":all:", "--no-deps", *more, spec]
                        for more in ([], ["--no-build-isolation"])]
        else:
            commands = [["npm", "pack", "--silent", spec]]
        note = ""
        for command in commands:
            try:
                done = subprocess.run(command, cwd=scratch, capture_output=True, timeout=300, check=False)
            except (OSError, subprocess.TimeoutExpired) as error:
                note = str(error)
                continue
            found = [n for n in os.listdir(scratch) if n == head["archive"]]
            if done.returncode == 0 and found:
                shutil.copy(os.path.join(scratch, found[0]), os.path.join(cache, head["archive"]))
                return ""
            note = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        return note or "no archive"


def unpack(archive, registry, tree):
    if os.path.isdir(tree):
        return
    staging = tree + ".part"
    shutil.rmtree(staging, ignore_errors=True)
    os.makedirs(staging)
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if not (member.isfile() or member.isdir()):
                continue
            parts = [p for p in member.name.split("/") if p not in ("", ".")]
            if ".." in parts or len(parts) < 2:
                continue
            target = os.path.join(staging, *parts[1:])
            if member.isdir():
                os.makedirs(target, exist_ok=True)
                continue
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with tar.extractfile(member) as source, open(target, "wb") as out:
                shutil.copyfileobj(source, out)
    os.rename(staging, tree)


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--labels", required=True)
    parse.add_argument("--trees", required=True)
    parse.add_argument("--cache")
    args = parse.parse_args()
    cache = args.cache or os.path.join(args.trees, ".archives")
    os.makedirs(cache, exist_ok=True)
    os.makedirs(args.trees, exist_ok=True)
    offline, differs = [], []
    for head in heads(args.labels):
        archive = os.path.join(cache, head["archive"])
        if not os.path.exists(archive):
            note = download(head, cache)
            if note:
                offline.append(head["package"])
                print(f"{head['package']}: not fetched: {note}", file=sys.stderr)
                continue
        if sha256(archive) != head["sha256"]:
            differs.append(head["package"])
            print(f"{head['package']}: {head['archive']} is not the archive that was labelled", file=sys.stderr)
            continue
        unpack(archive, head["registry"], os.path.join(args.trees, head["tree"]))
        print(f"{head['package']} {head['version']} ok")
    if differs:
        return 1
    if offline:
        print("registry not there for: " + " ".join(offline), file=sys.stderr)
        return 77
    return 0


if __name__ == "__main__":
    sys.exit(main())
