#!/usr/bin/env python3
"""Schemathesis over the description of the real server, on a store filled from examples/.

usage: hostile.py BARTIZAN FOLDER EXAMPLES

With a token of each role it sends what fits and what does not to every operation of
/api/v1/openapi.json: no answer is 5xx or undocumented, answers have the form that the document
promises, what does not fit is refused, and what was refused changed nothing in the store. New
addresses are covered by being there. The package is pinned and installed into a virtual environment
below FOLDER. Exit 0: so it is; 1: not; 77: no package.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "support"))
from served import ROLES, Served, bearer
from venv_packages import environment

CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_headers_conformance", "response_schema_conformance", "negative_data_rejection"]
# Each token takes 50 requests a second; more tokens than one client needs.
TOKENS = 12
EXAMPLES = {"viewer": 4, "analyst": 8, "approver": 8, "admin": 20}


# Things whose list stands elsewhere.
OTHERWISE = {"/api/v1/cases": "/api/v1/clocks"}


def has_json(operation):
    return "application/json" in operation["responses"].get("200", {}).get("content", {})


def answered(server, path, token):
    answer = server.ask("GET", path, headers=bearer(token))
    is_json = answer.headers.get("content-type") == "application/json"
    return answer.json() if answer.status == 200 and is_json else None


def ids_under(value, name):
    """Ids of the list called `name`, wherever it stands in the answer."""
    found = []
    if isinstance(value, dict):
        for key, part in value.items():
            if key == name and isinstance(part, list):
                found += [one["id"] for one in part if isinstance(one, dict) and "id" in one]
            found += ids_under(part, name)
    elif isinstance(value, list):
        for part in value:
            found += ids_under(part, name)
    return found


def known_ids(server, document, token):
    """path -> values of its parameters that exist; a thing's list stands where its id is cut off."""
    known = {}

    def values(path):
        if "{" not in path:
            return [{}]
        if path not in known:
            before, name = path[: path.rindex("{") - 1], path[path.rindex("{") + 1 : path.rindex("}")]
            known[path] = found = []
            parent = before.rstrip("/")
            over = parent[: parent.rindex("/")]
            for outer in values(parent)[:3]:
                place = OTHERWISE.get(parent, parent).format(**outer)
                ids = ids_under(answered(server, place, token), "items")
                if not ids:
                    ids = ids_under(answered(server, over.format(**outer), token),
                                    parent.rsplit("/", 1)[1])
                found += [{**outer, name: one} for one in ids[:4]]
        return known[path]

    whole = {path: values(path) for path in document["paths"] if "{" in path}
    return {path: found for path, found in whole.items() if found}


def spare_things(server, role):
    """Accounts and tokens that may be changed, erased and revoked."""
    accounts = []
    for i in range(len(ROLES)):
        name = f"spare-{role}-{i}"
        server.account(name, ROLES[i])
        accounts.append(name)
    listed = json.loads(server.run("account", "list", "--format", "json"))["accounts"]
    tokens = []
    for i in range(len(ROLES)):
        server.token(f"the-{role}", name=f"spare-{i}")
    for one in json.loads(server.run("token", "list", "--format", "json"))["tokens"]:
        if one["name"].startswith("spare-") and one["account"] == f"the-{role}":
            tokens.append({"id": one["id"]})
    return {"accounts": [{"id": one["id"]} for one in listed if one["name"] in accounts],
            "tokens": tokens}


def run(server, programs, folder, document, role, names):
    tokens = [server.token(f"the-{role}", name=f"{role}-{i}") for i in range(TOKENS)]
    plan = {"url": server.url, "store": str(server.store), "tokens": tokens,
            "ids": known_ids(server, document, tokens[0]), "lists": names,
            "spare": spare_things(server, role),
            "troubles": str(folder / f"{role}.troubles"), "answered": str(folder / "answered")}
    pathlib.Path(plan["troubles"]).write_text("")
    (folder / f"{role}.json").write_text(json.dumps(plan))
    words = [str(programs / "schemathesis"), "--config-file", str(here / "schemathesis.toml"),
             "run", str(folder / "openapi.json"), "--url", server.url, "--no-color",
             "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
             "--max-examples", str(EXAMPLES[role]), "--workers", "1", "--seed", "20261128",
             "--generation-deterministic", "--no-shrink", "--warnings", "off",
             "--continue-on-failure", "--request-timeout", "30"]
    # A stream does not end by itself.
    for path, methods in document["paths"].items():
        for operation in methods.values():
            if any("text/event-stream" in answer.get("content", {})
                   for answer in operation["responses"].values()):
                words += ["--exclude-path", path]
    log = folder / f"{role}.log"
    started = time.monotonic()
    with open(log, "wb") as out:
        code = subprocess.run(words, cwd=folder, stdout=out, stderr=subprocess.STDOUT, timeout=900,
                              env={**os.environ, "BARTIZAN_HOSTILE": str(folder / f"{role}.json"),
                                   "SCHEMATHESIS_HOOKS": str(here / "hostile_hooks.py")}).returncode
    said = log.read_text(errors="replace")
    print(f"== {role}: {time.monotonic() - started:.0f} s")
    if code != 0:
        print(said[-20000:])
    else:
        print("\n".join(line for line in said.splitlines() if "enerated" in line or "passed" in line))
    troubles = pathlib.Path(plan["troubles"]).read_text()
    print(troubles[:4000], end="")
    return code == 0 and not troubles


def main():
    bartizan, folder, examples = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
    folder.mkdir(parents=True, exist_ok=True)
    programs = environment(folder / "venv", ["schemathesis==4.32.5"])
    server = Served(bartizan, folder / "state")
    server.fill(examples)
    (folder / "answered").write_text("")
    for role in ROLES:
        server.account(f"the-{role}", role)
    server.start("--root", "examples")
    good = True
    try:
        document = server.ask("GET", "/api/v1/openapi.json").json()
        (folder / "openapi.json").write_text(json.dumps(document))
        token = server.token("the-admin")
        # Where there is a list of things, a parameter called as one of them takes its id.
        names = {"path": [str(server.folder / "examples/booby-trapped"),
                          str(server.folder / "examples/clinic-triage/models/risk_forest.pkl")]}
        for path, methods in document["paths"].items():
            name = path.rsplit("/", 1)[1]
            if has_json(methods.get("get", {"responses": {}})) and name.endswith("s") and "{" not in path:
                found = ids_under(answered(server, path, token), "items")
                if found:
                    names[name[:-1]] = found[:4]
        names["found"] = names.get("system", [])
        for role in ROLES:
            good = run(server, programs, folder, document, role, names) and good
        well = set((folder / "answered").read_text().splitlines())
        print("only refused:", ", ".join(sorted(
            f"{method.upper()} {path}" for path, methods in document["paths"].items()
            for method in methods if f"{method.upper()} {path}" not in well)))
        server.wait_for_jobs(server.token("the-admin"))
        if server.stop() != 0:
            print("the server did not stop well")
            good = False
    finally:
        server.stop()
    verified = server.run("audit", "verify", codes=None)
    if "nothing was changed" not in verified:
        print(verified)
        good = False
    return 0 if good else 1


sys.exit(main())
