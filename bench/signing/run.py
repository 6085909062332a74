#!/usr/bin/env python3
"""Signing and verifying beside model-signing, and hashing beside openssl speed, in one run.

usage: run.py --bartizan FILE --peer PYTHON [--size GB] [--files N] [--runs N] [--folder DIR]

PYTHON is the interpreter of a virtual environment with model-signing (tests/signing/interop.py makes
one). Writes N files of random bytes, warms the page cache, and takes the median of wall and processor
time of each command, which take turns. "of openssl speed" is bytes a processor second, user and system
time together, over what `openssl speed -evp sha256` gives on one core in the same run.
"""
import argparse
import os
import pathlib
import re
import resource
import statistics
import subprocess
import tempfile
import time

PEER = """
import sys
from model_signing import hashing, signing, verifying
what, model, signature, key = sys.argv[1:]
how = hashing.Config().use_file_serialization()
if what == "sign":
    signing.Config().use_elliptic_key_signer(private_key=key).set_hashing_config(how).sign(model, signature)
else:
    verifying.Config().use_elliptic_key_verifier(public_key=key).verify(model, signature)
"""


def timed(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def openssl_rate():
    done = subprocess.run(["openssl", "speed", "-evp", "sha256", "-bytes", "262144", "-seconds", "3"],
                          capture_output=True, text=True, check=True)
    return float(re.search(r"sha256\s+([0-9.]+)k", done.stdout)[1]) * 1000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bartizan", required=True, type=pathlib.Path)
    parser.add_argument("--peer", type=pathlib.Path)
    parser.add_argument("--size", type=float, default=3.0)
    parser.add_argument("--files", type=int, default=6)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        work = pathlib.Path(folder)
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
        model = work / "model"
        model.mkdir()
        each = int(args.size * 1e9 / args.files)
        for i in range(args.files):
            with open(model / f"weights-{i}.bin", "wb") as out:
                left = each
                while left:
                    left -= out.write(os.urandom(min(left, 1 << 24)))
        total = each * args.files
        for one in model.iterdir():
            with open(one, "rb") as file:
                while file.read(1 << 24):
                    pass
        subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out",
                        work / "k.pem"], check=True)
        subprocess.run(["openssl", "pkey", "-in", work / "k.pem", "-pubout", "-out", work / "k.pub"],
                       check=True, capture_output=True)
        bartizan, key, pub = args.bartizan.resolve(), work / "k.pem", work / "k.pub"
        commands = {
            "Bartizan sign": [bartizan, "sign", model, "--key", key, "-o", work / "ours.sig", "-q"],
            "Bartizan verify": [bartizan, "verify", model, "--key", pub, "--signature",
                                work / "ours.sig", "-q"],
            "Bartizan sign, one thread": [bartizan, "sign", model, "--key", key, "-o",
                                          work / "ours.sig", "-q", "--jobs", "1"],
            "openssl dgst -sha256": ["openssl", "dgst", "-sha256", *sorted(model.iterdir())],
        }
        if args.peer:
            commands["model-signing sign"] = [args.peer, "-c", PEER, "sign", model,
                                              work / "theirs.sig", key]
            commands["model-signing verify"] = [args.peer, "-c", PEER, "verify", model,
                                                work / "theirs.sig", pub]
        rates = [openssl_rate()]
        times = {name: [] for name in commands}
        for _ in range(args.runs):
            for name, command in commands.items():
                times[name].append(timed(command))
            rates.append(openssl_rate())
        rate = statistics.median(rates)
        print(f"{total / 1e9:.1f} GB in {args.files} files; openssl speed {rate / 1e9:.2f} GB/s a "
              f"core; load {os.getloadavg()[0]:.1f}; {args.runs} runs, medians\n")
        print("| command | wall | GB/s | processor | of openssl speed |\n|---|---|---|---|---|")
        for name, all_of_it in times.items():
            wall = statistics.median(one[0] for one in all_of_it)
            cpu = statistics.median(one[1] for one in all_of_it)
            print(f"| {name} | {wall:.2f} s | {total / wall / 1e9:.2f} | {cpu:.2f} s | "
                  f"{100 * total / cpu / rate:.0f} % |")


if __name__ == "__main__":
    main()
