#!/usr/bin/env python3
"""Checks the API's description with openapi-spec-validator from PyPI.

usage: validate.py BARTIZAN FOLDER

The package is pinned and installed into a virtual environment below FOLDER. Exit 0: valid OpenAPI
3.1; 1: not; 77: no package.
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from venv_packages import environment

bartizan, folder = sys.argv[1], pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
programs = environment(folder / "venv", ["openapi-spec-validator==0.7.1"])
document = folder / "openapi.json"
document.write_bytes(subprocess.run([bartizan, "serve", "--openapi"], check=True,
                                    capture_output=True, timeout=60).stdout)
sys.exit(subprocess.run([str(programs / "openapi-spec-validator"), str(document)]).returncode)
