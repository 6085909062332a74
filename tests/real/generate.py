#!/usr/bin/env python3
"""Writes small model files with the real libraries, for tests/real_test.cc.

    generate.py [FILES_FOLDER]      (default: files/ beside this script)

Run it under every interpreter whose libraries should write: it writes what it can import, under
files/<library>-<version>/, replaces the rows of these folders in manifest.csv and says what it
skipped. Nothing here is trained to be useful: the smallest thing that has the real structure.
"""
import csv
import hashlib
import importlib
import shutil
import sys
import warnings
from collections import OrderedDict
from pathlib import Path

from writers import standard_library, arrays, estimators, networks, tensors  # noqa: F401 (they register)
from writers.registry import WRITERS, writer

HERE = Path(__file__).resolve().parent

# A function carries the module that it was made in: these two stand here, and not among the writers,
# because it is to be the program itself, as in a person's script.


@writer("dill")
def dill_files(folder, dill):
    (folder / "values.dill").write_bytes(dill.dumps({"a": [1, 2.0], "b": OrderedDict(c=None)}))
    (folder / "function.dill").write_bytes(dill.dumps(lambda x: x + 1))
    return {"values.dill": "clean", "function.dill": "suspicious"}


@writer("cloudpickle")
def cloudpickle_files(folder, cloudpickle):
    (folder / "values.pkl").write_bytes(cloudpickle.dumps({"a": [1, 2.0], "b": OrderedDict(c=None)}))
    (folder / "function.pkl").write_bytes(cloudpickle.dumps(lambda x: x + 1))
    return {"values.pkl": "clean", "function.pkl": "suspicious"}


def version_of(name, library):
    if library is None:
        return ".".join(map(str, sys.version_info[:3]))
    version = getattr(library, "__version__", None)
    if version is None:
        version = importlib.import_module("importlib.metadata").version(name)
    return version.split("+")[0]


def read_manifest(path):
    if not path.exists():
        return {}
    with path.open(newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def main():
    warnings.simplefilter("ignore")
    files = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "files"
    manifest = files.parent / "manifest.csv"
    rows = read_manifest(manifest)
    for name, make in WRITERS:
        try:
            library = None if name == "python" else importlib.import_module(name)
        except ImportError:
            print(f"skipped {name}: not installed here")
            continue
        version = version_of(name, library)
        folder = files / f"{name}-{version}"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            made = make(folder, library)
        except Exception as error:  # an old or a new version that lacks something: say so, go on
            print(f"skipped {name} {version}: {type(error).__name__}: {error}")
            shutil.rmtree(folder)
            continue
        prefix = folder.name + "/"
        rows = {path: row for path, row in rows.items() if not path.startswith(prefix)}
        for file, expected in made.items():
            digest = hashlib.sha256((folder / file).read_bytes()).hexdigest()
            rows[prefix + file] = {"path": prefix + file, "sha256": digest, "writer": name,
                                   "version": version, "expected": expected}
        print(f"{folder.name}: {len(made)} files")
    with manifest.open("w", newline="") as file:
        out = csv.DictWriter(file, ["path", "sha256", "writer", "version", "expected"],
                             lineterminator="\n")
        out.writeheader()
        out.writerows(rows[path] for path in sorted(rows))


if __name__ == "__main__":
    main()
