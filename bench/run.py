#!/usr/bin/env python3
"""Bartizan beside its peers: the same inputs, one machine, one run, warm page cache, medians.

usage: run.py [--runs N] [--quick] [--only INPUT]... [--no-peers] [--bartizan FILE] [--json FILE]
              [--write FILE]

Prints Markdown and writes JSON; `--write docs/benchmarks.md` puts the figures there, between the
marks. That page explains the configuration of each tool and why it is fair. `--quick`: three runs
of each tool, one of each peer.
"""

import argparse
import collections
import dataclasses
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make_inputs  # noqa: E402
import measure  # noqa: E402

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PEERS = os.path.join(PROJECT, "build/peers")
TIMEOUT = 300  # seconds for one run of one tool


@dataclasses.dataclass
class Tool:
    name: str
    command: list  # {} stands for the input
    depth: str = "-"
    inputs: tuple = None  # None: all
    slow: bool = False  # one run, whatever --runs says, when it needs more than SLOW seconds
    said: object = None  # (status, output) -> a few words


SLOW = 5.0


def said_bartizan(status, output):
    return {0: "clean", 1: "findings", 3: "incomplete"}.get(status, f"exit {status}")


def said_picklescan(status, output):
    if "could not parse" in output:
        return "not parsed, exit %d" % status
    found = re.search(r"Scanned files: (\d+)", output)
    if found and found[1] == "0":
        return "not looked at"
    return {0: "clean", 1: "findings"}.get(status, f"exit {status}")


def said_modelscan(status, output):
    skipped = re.search(r"Total skipped: (\d+)", output)
    words = {0: "clean", 1: "findings", 3: "nothing supported"}.get(status, f"exit {status}")
    return words + (f", {skipped[1]} skipped" if skipped else "")


def said_fickling(status, output):
    if "resource limits exceeded" in output:
        return "gave up: resource limits"
    if "failed to parse" in output:
        return "no verdict"
    return {0: "likely safe", 1: "findings"}.get(status, f"exit {status}")


def said_modelaudit(status, output):
    return {0: "clean", 1: "findings", 2: "errors"}.get(status, f"exit {status}")


def tools(arguments):
    def scan(depth):
        return [arguments.bartizan, "scan", "--no-cache", "--depth", depth, "--format", "json", "-o",
                "/dev/null", "{}"]

    big = ("torch-200.pt", "weights-200.safetensors", "blobs-200.pkl")
    found = [
        Tool("bartizan", scan("structure"), "structure", big, said=said_bartizan),
        Tool("bartizan", scan("content"), "content", None, said=said_bartizan),
        Tool("openssl dgst -sha256", ["openssl", "dgst", "-sha256", "{}"], "-", big,
             said=lambda *_: "a hash"),
    ]
    if not arguments.peers:
        return found

    def peer(name, command, said, inputs=None):
        binary = os.path.join(PEERS, name, "bin", name)
        if os.path.exists(binary):
            found.append(Tool(name, [binary, *command], "-", inputs, True, said))
        else:
            print(f"{name} is not installed: run bench/peers.sh", file=sys.stderr)

    files = tuple(name for name in make_inputs.INPUTS if name != "tree")
    peer("picklescan", ["-p", "{}"], said_picklescan)
    peer("modelscan", ["-p", "{}"], said_modelscan)
    # One file a call: it takes no folders.
    peer("fickling", ["--check-safety", "--json-output", "/dev/null", "{}"], said_fickling, files)
    peer("modelaudit", ["scan", "--no-cache", "--format", "json", "--output", "report.json",
                        "--timeout", str(TIMEOUT), "{}"], said_modelaudit)
    return found


def version(tool):
    if tool.name == "bartizan":
        return first_line([tool.command[0], "--version"])
    if tool.name.startswith("openssl"):
        return first_line(["openssl", "version"])
    python = os.path.join(os.path.dirname(tool.command[0]), "python")
    return tool.name + " " + first_line(
        [python, "-c", f"from importlib.metadata import version; print(version('{tool.name}'))"])


def first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "?"
    return (done.stdout.splitlines() or ["?"])[0]


def environment(home):
    # PROMPTFOO_DISABLE_TELEMETRY is modelaudit's switch; an empty home holds nobody's settings.
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8", "NO_COLOR": "1",
            "PROMPTFOO_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}


def warm(path):
    for folder, _, names in os.walk(path):
        for name in names:
            warm(os.path.join(folder, name))
    if os.path.isfile(path):
        with open(path, "rb") as data:
            while data.read(1 << 20):
                pass


def size_of(path):
    if os.path.isfile(path):
        return os.path.getsize(path), 1
    sizes = [os.path.getsize(os.path.join(folder, name))
             for folder, _, names in os.walk(path) for name in names]
    return sum(sizes), len(sizes)


def measure_input(name, path, all_tools, arguments, folder, env):
    """Round after round over the tools, so that noise of the machine falls on all of them."""
    rows = []
    taking_part = [t for t in all_tools if t.inputs is None or name in t.inputs]
    runs = collections.defaultdict(list)
    warm(path)
    for round_number in range(arguments.runs + 1):  # round 0 warms up
        for i, tool in enumerate(taking_part):
            slow = tool.slow and runs[i] and runs[i][0].wall > SLOW
            if round_number > 0 and slow:
                continue  # its first run counts
            if tool.slow and round_number > arguments.peer_runs:
                continue
            command = [part.replace("{}", path) for part in tool.command]
            result = measure.run(command, env, folder, TIMEOUT)
            if round_number == 1 and len(runs[i]) == 1:
                runs[i].clear()  # the warm-up was fast: it does not count
            runs[i].append(result)
    for i, tool in enumerate(taking_part):
        command = [part.replace("{}", path) for part in tool.command]
        # A slow tool's memory comes from a second run of it, which --quick saves.
        cost = (None if arguments.quick and tool.slow and runs[i][0].wall > SLOW
                else measure.memory(command, env, folder, TIMEOUT))
        walls = [r.wall for r in runs[i]]
        rows.append({
            "input": name, "tool": tool.name, "depth": tool.depth, "runs": len(walls),
            "wall": measure.median(walls), "wall_min": min(walls), "wall_max": max(walls),
            "cpu": measure.median([r.cpu for r in runs[i]]),
            "timeout": runs[i][-1].status is None,
            "rss_largest": cost and cost.largest, "rss_together": cost and cost.together,
            "processes": cost and cost.processes,
            "said": ("timeout" if runs[i][-1].status is None
                     else tool.said(runs[i][-1].status, runs[i][-1].output)),
        })
        if tool.name == "bartizan" and tool.depth == "structure":
            rows[-1]["bytes_read"] = measure.bytes_read(command, env, folder, path)
        print(".", end="", file=sys.stderr, flush=True)
    return rows


def start_up(arguments, folder, env):
    small = os.path.join(folder, "one.pkl")
    with open(small, "wb") as out:
        out.write(b"\x80\x04N.")
    rows = []
    for what, command in (
            ("bartizan --version", [arguments.bartizan, "--version"]),
            ("bartizan scan, one file of 4 bytes",
             [arguments.bartizan, "scan", "--no-cache", "--format", "json", "-o", "/dev/null", small])):
        walls = [measure.run(command, env, folder, TIMEOUT).wall for _ in range(max(10, arguments.runs))]
        rows.append({"what": what, "wall": measure.median(walls), "wall_min": min(walls),
                     "wall_max": max(walls)})
    return rows


def seconds(value):
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def mib(value):
    return "-" if value is None else f"{value / (1 << 20):.{0 if value > 10 << 20 else 1}f} MiB"


class Results:
    def __init__(self, rows, starts):
        self._rows = rows
        self._starts = starts

    def one(self, name, tool, depth=None):
        for row in self._rows:
            if row["input"] == name and row["tool"] == tool and depth in (None, row["depth"]):
                return row
        return None

    def targets(self):
        """(what, target, figure, met) of everything docs/benchmarks.md promises."""
        found = []

        def add(what, target, figure, met):
            found.append({"what": what, "target": target, "figure": figure, "met": met})

        dense = self.one("dense-20.pkl", "bartizan")
        if dense:
            for peer in ("picklescan", "modelscan", "fickling", "modelaudit"):
                row = self.one("dense-20.pkl", peer)
                if not row:
                    continue
                factor = row["wall"] / dense["wall"]
                least = 50 if peer == "picklescan" else 1
                note = "" if row["said"] in ("clean", "findings") else f" ({row['said']})"
                add(f"opcode-dense pickle: times faster than {peer}", f">= {least}" if least > 1 else "> 1",
                    f"{factor:.0f}{note}", factor >= least)
        largest = [r for r in self._rows if r["tool"] == "bartizan" and r["rss_largest"]]
        if largest:
            row = max(largest, key=lambda r: r["rss_largest"])
            add("largest resident set of one process", "<= 64 MiB",
                f"{mib(row['rss_largest'])} ({row['input']}, {row['depth']})",
                row["rss_largest"] <= 64 << 20)
        small = self.one("dense-5.pkl", "bartizan")
        if small and dense:
            growth = (dense["rss_largest"] - small["rss_largest"]) / (
                dense["bytes"] - small["bytes"])
            add("growth of memory per MB of dense pickle", "stated", f"{growth:.2f} MB", None)
        for name in ("torch-200.pt", "weights-200.safetensors"):
            row = self.one(name, "bartizan", "structure")
            if row:
                add(f"{name}, structure", "< 20 ms", seconds(row["wall"]), row["wall"] < 0.020)
                if row.get("bytes_read") is not None:
                    add(f"{name}, structure, bytes of the file read", "kilobytes",
                        f"{row['bytes_read'] / 1024:.0f} KiB", row["bytes_read"] < 1 << 20)
        for name in ("torch-200.pt", "weights-200.safetensors", "blobs-200.pkl"):
            row, hashed = self.one(name, "bartizan", "content"), self.one(name, "openssl dgst -sha256")
            if row and hashed:
                over = row["wall"] / hashed["wall"] - 1
                add(f"{name}, content, over SHA-256 alone", "<= 15 %",
                    f"{over * 100:+.0f} % ({seconds(row['wall'])} against {seconds(hashed['wall'])}; "
                    f"CPU {seconds(row['cpu'])} against {seconds(hashed['cpu'])})", over <= 0.15)
        row = self.one("tree", "bartizan")
        if row:
            rate = row["files"] / row["wall"]
            add("tree of 2,000 small files", ">= 2,000 files/s", f"{rate:.0f} files/s", rate >= 2000)
        for row in self._starts:
            add(f"start-up: {row['what']}", "< 10 ms", seconds(row["wall"]), row["wall"] < 0.010)
        return found


def markdown(rows, starts, facts):
    out = [f"{facts['date']} · {facts['cpu']}, {facts['cores']} cores, {facts['kernel']} · "
           + " · ".join(facts["versions"]), "",
           f"load before the run {facts['load']}; median of {facts['runs']} runs (peers "
           f"{facts['peer_runs']}, one when slower than {SLOW:.0f} s), warm cache, timeout {TIMEOUT} s", ""]
    out += ["| target | wanted | measured | met |", "|---|---|---|---|"]
    for t in Results(rows, starts).targets():
        met = {True: "yes", False: "**no**", None: "-"}[t["met"]]
        out.append(f"| {t['what']} | {t['target']} | {t['figure']} | {met} |")
    out += ["", "| input | tool | depth | wall (min-max) | CPU | largest process | together | answer |",
            "|---|---|---|---|---|---|---|---|"]
    for r in rows:
        out.append(f"| {r['input']} | {r['tool']} | {r['depth']} | "
                   f"{seconds(r['wall'])} ({seconds(r['wall_min'])}-{seconds(r['wall_max'])}) | "
                   f"{seconds(r['cpu'])} | {mib(r['rss_largest'])} | {mib(r['rss_together'])} | "
                   f"{r['said']} |")
    return "\n".join(out)


def put_between_marks(path, text):
    with open(path) as page:
        before, rest = page.read().split("<!-- figures -->\n", 1)
    after = rest[rest.index("<!-- end of figures -->"):]
    with open(path, "w") as page:
        page.write(before + "<!-- figures -->\n" + text + "\n" + after)


def cpu_name():
    with open("/proc/cpuinfo") as info:
        for line in info:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--peer-runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", choices=list(make_inputs.INPUTS))
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    parser.add_argument("--bartizan", default=os.path.join(PROJECT, "build/release/bartizan"))
    parser.add_argument("--inputs", default=os.path.join(PROJECT, "build/bench/inputs"))
    parser.add_argument("--write", metavar="FILE")
    parser.add_argument("--json", default=os.path.join(PROJECT, "build/bench/results.json"))
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.runs, arguments.peer_runs = 3, 1
    arguments.bartizan = os.path.abspath(arguments.bartizan)
    if not os.path.exists(arguments.bartizan):
        sys.exit(f"{arguments.bartizan} is missing: cmake --build --preset release --target bartizan, "
                 "or name it with --bartizan")
    make_inputs.main([arguments.inputs])

    all_tools = tools(arguments)
    facts = {
        "date": datetime.date.today().isoformat(), "cpu": cpu_name(), "cores": os.cpu_count(),
        "kernel": platform.system() + " " + platform.release(),
        "load": "%.1f" % os.getloadavg()[0], "runs": arguments.runs,
        "peer_runs": arguments.peer_runs,
        "versions": list(dict.fromkeys(version(tool) for tool in all_tools)),
    }
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        env = environment(folder)
        for name in arguments.only or make_inputs.INPUTS:
            path = os.path.abspath(os.path.join(arguments.inputs, name))
            size, files = size_of(path)
            for row in measure_input(name, path, all_tools, arguments, folder, env):
                rows.append({**row, "bytes": size, "files": files})
        starts = start_up(arguments, folder, env)
    print(file=sys.stderr)
    print(markdown(rows, starts, facts))
    if arguments.write:
        put_between_marks(arguments.write, markdown(rows, starts, facts))
    os.makedirs(os.path.dirname(os.path.abspath(arguments.json)), exist_ok=True)
    with open(arguments.json, "w") as out:
        json.dump({"facts": facts, "rows": rows, "start_up": starts,
                   "targets": Results(rows, starts).targets()}, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
