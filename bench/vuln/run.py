#!/usr/bin/env python3
"""How long it takes to import 25,000 advisories and to match 1,000 packages with them.

    bench/vuln/run.py --bartizan FILE --records RECORDS [--osv-scanner FILE] [--count N]
                      [--packages N] [--runs N]

RECORDS is a file of OSV records, one a line, plain or gzip (BARTIZAN_TEST_DATA has one:
vulnerabilities/pypa/osv.jsonl.gz); bench/make_advisories.py makes N distinct ones of them. Half of the
packages have advisories, the versions are of their lists, the other half has none. Whole commands, in
rounds one after the other, warm cache, medians; memory from a run of its own, the sum over all
processes at the worst moment and the largest single one. osv-scanner gets the same records as its
offline database and no network.
"""
import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import measure  # noqa: E402

TIMEOUT = 300


def packages(path, count, seed):
    """Names with a version each: half of them are in the records."""
    chance = random.Random(seed)
    known = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            for affected in record.get("affected", []):
                if affected.get("versions"):
                    known.setdefault(affected["package"]["name"], affected["versions"])
    names = chance.sample(sorted(known), count // 2)
    hit = [f"{name}=={chance.choice(known[name])}" for name in names]
    return sorted(hit + [f"no-such-package-{i}==1.{i % 20}.0" for i in range(count - len(hit))])


def bom(lines):
    parts = [line.split("==") for line in lines]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "components": [{"type": "library", "name": n, "version": v, "bom-ref": n,
                            "purl": f"pkg:pypi/{n}@{v}"} for n, v in parts]}


def show(milliseconds):
    return f"{milliseconds:.0f} ms" if milliseconds < 10_000 else f"{milliseconds / 1000:.1f} s"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bartizan", required=True, type=os.path.abspath)
    parser.add_argument("--records", required=True)
    parser.add_argument("--osv-scanner", type=os.path.abspath)
    parser.add_argument("--count", type=int, default=25_000)
    parser.add_argument("--packages", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        feed = work / "osv.jsonl"
        subprocess.run([sys.executable, HERE.parent / "make_advisories.py", options.records, feed,
                        str(options.count)], check=True)
        lines = packages(feed, options.packages, 7)
        tree = work / "tree"
        tree.mkdir()
        (tree / "requirements.txt").write_text("\n".join(lines) + "\n")
        (work / "bom.json").write_text(json.dumps(bom(lines)))
        env = dict(os.environ, HOME=folder, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder, NO_COLOR="1",
                   OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY=str(work / "db"))
        store = ["--store", str(work / "store.db")]
        commands = {
            "bartizan feeds update": [options.bartizan, "feeds", "update", str(feed), *store],
            "bartizan vuln, a list of requirements": [
                options.bartizan, "vuln", str(tree), "--no-remember", "--exposed", "no", "--by", "bench",
                "--format", "json", "-o", str(work / "vuln.json"), *store],
            "bartizan vuln, a BOM": [
                options.bartizan, "vuln", "--bom", str(work / "bom.json"), "--no-remember", "--exposed",
                "no", "--by", "bench", "--format", "json", "-o", str(work / "vuln-bom.json"), *store],
        }
        if options.osv_scanner:
            database = work / "db" / "osv-scanner" / "PyPI"
            database.mkdir(parents=True)
            with zipfile.ZipFile(database / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                for number, line in enumerate(feed.read_text().splitlines()):
                    archive.writestr(f"{number}.json", line)
            commands["osv-scanner, a list of requirements"] = [
                options.osv_scanner, "scan", "source", "--offline", "--offline-vulnerabilities",
                "--no-resolve", "--format", "json", "-L", str(tree / "requirements.txt")]
        print(f"{options.count} advisories, {feed.stat().st_size / 1e6:.1f} MB; "
              f"{len(lines)} packages, half of them known; load before "
              f"{os.getloadavg()[0]:.1f}; {options.runs} runs")
        times = {name: [] for name in commands}
        processor = {name: [] for name in commands}
        for turn in range(options.runs + 1):
            for name, command in commands.items():
                run = measure.run(command, env, folder, TIMEOUT)
                if run.status not in (0, 1, 3):
                    sys.exit(f"{name}: exit {run.status}\n{run.output[:2000]}")
                if turn > 0:
                    times[name].append(run.wall * 1000)
                    processor[name].append(run.cpu * 1000)
        print("\n| command | wall (min to max) | processor | largest process | together |\n|---|---|---|---|---|")
        for name, command in commands.items():
            memory = measure.memory(command, env, folder, TIMEOUT)
            print(f"| {name} | {show(statistics.median(times[name]))} ({show(min(times[name]))} to "
                  f"{show(max(times[name]))}) | {show(statistics.median(processor[name]))} | "
                  f"{memory.largest / 2**20:.0f} MiB | {memory.together / 2**20:.0f} MiB |")


if __name__ == "__main__":
    main()
