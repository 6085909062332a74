#!/usr/bin/env python3
"""How long `bartizan find` takes over an estate of a million components.

  find.py --bartizan PATH [--components N] [--keep DIR]

Makes BOMs of 50,000 components each (the same for the same N), imports them with `bartizan bom import`, then asks
several questions and times whole commands. docs/benchmarks.md has the figures.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

PER_BOM = 50_000
NAMES = 4_000
QUESTIONS = ["litellm<1.83.7", "package-17", "package-17>=3", "meta-llama/Llama-3.1-8B", "no-such-thing",
             ["--by", "hash", f"{17:064x}"], ["--by", "licence", "cc0-1.0"]]
RUNS = 9


def component(i):
    if i % 5_000 == 0:
        return {"type": "library", "name": "litellm", "version": f"1.{80 + i // 5_000 % 8}.{i // 5_000 % 10}",
                "purl": f"pkg:pypi/litellm@1.{80 + i // 5_000 % 8}.{i // 5_000 % 10}"}
    if i % 5_000 == 1:
        return {"type": "machine-learning-model", "name": "meta-llama/Llama-3.1-8B",
                "hashes": [{"alg": "SHA-256", "content": f"{i:064x}"}]}
    name, version = f"package-{i % NAMES}", f"{i // NAMES % 7}.{i % 10}.0"
    made = {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}",
            "hashes": [{"alg": "SHA-256", "content": f"{i:064x}"}]}
    # One licence that many have and one that few have.
    made["licenses"] = [{"license": {"id": "CC0-1.0" if i % 100_003 == 7 else "Apache-2.0"}}]
    return made


def bom(first, count):
    return {"bomFormat": "CycloneDX", "specVersion": "1.6",
            "serialNumber": f"urn:uuid:{first:08x}-0000-4000-8000-000000000000", "version": 1, "components": [dict(component(i), **{"bom-ref": f"c{i}"}) for i in range(first, first + count)]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bartizan", required=True)
    parser.add_argument("--components", type=int, default=1_000_000)
    parser.add_argument("--keep", help="use and keep the store in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or scratch
        os.makedirs(folder, exist_ok=True)
        store = os.path.join(folder, "estate.db")
        if not os.path.exists(store):
            began = time.monotonic()
            for first in range(0, options.components, PER_BOM):
                path = os.path.join(folder, "bom.json")
                with open(path, "w", encoding="ascii") as out:
                    json.dump(bom(first, min(PER_BOM, options.components - first)), out)
                done = subprocess.run([options.bartizan, "bom", "import", "--store", store, "-q", path], check=False)
                if done.returncode not in (0, 3):
                    sys.exit(f"import failed with {done.returncode}")
            print(f"imported {options.components:,} components in {time.monotonic() - began:.1f} s, "
                  f"{os.path.getsize(store) / 2**20:.0f} MiB")
        for question in QUESTIONS:
            words = question if isinstance(question, list) else [question]
            command = [options.bartizan, "find", "--store", store, "--format", "json", *words]
            times = []
            for _ in range(RUNS):
                began = time.monotonic()
                done = subprocess.run(command, capture_output=True, check=True)
                times.append((time.monotonic() - began) * 1000)
            hits = len(json.loads(done.stdout)["components"])
            print(f"{' '.join(words):<72} {hits:>6} components  {min(times):6.1f} {statistics.median(times):6.1f} "
                  f"{max(times):6.1f} ms")


if __name__ == "__main__":
    main()
