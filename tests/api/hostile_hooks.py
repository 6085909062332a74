"""What tests/api/hostile.py adds to Schemathesis: a token in every request, ids that exist in those
that are meant to fit, and a look at the store after those that were refused.

BARTIZAN_HOSTILE names a JSON file: url, store, tokens, ids (path -> values of its parameters),
lists (name of a parameter -> ids), and the files to which troubles and the operations that were
answered well are appended, one a line.
"""
import itertools
import json
import os
import pathlib
import sys
import time
import urllib.request

import schemathesis

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from served import Rows

plan = json.loads(pathlib.Path(os.environ["BARTIZAN_HOSTILE"]).read_text())
tokens = itertools.cycle(plan["tokens"])
turn = itertools.count()
SAFE = {"GET", "HEAD", "OPTIONS"}
# Whoever erases an account or a token of the test ends it: there are others for that.
SPARE = {"/api/v1/accounts/{id}": "accounts", "/api/v1/accounts/{id}/reset": "accounts",
         "/api/v1/tokens/{id}": "tokens"}
# Failed attempts to sign in are noted and counted; that is no change that was refused.
ATTEMPTS = {"account_lockout", "audit", "audit_chain", "audit_name"}
SIGN_IN = ("/api/v1/session", "/api/v1/me/")

rows = Rows(plan["store"])
settled = rows.digest()
seen = rows.version()


answered = set()


def note(kind, text):
    with open(plan[kind], "a") as out:
        out.write(text + "\n")


def get(path):
    request = urllib.request.Request(plan["url"] + path)
    request.add_header("Authorization", f"Bearer {next(tokens)}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def settle():
    """What a request asked for may still be under way."""
    while any(get(f"/api/v1/jobs?state={state}")["items"] for state in ("queued", "running")):
        pass
    get("/healthz")  # writes what waits to be written


def times_of(schema):
    """Names of members that are times: the form of one does not make a date of it."""
    members = (schema.get("properties") or {}).items() if isinstance(schema, dict) else ()
    return {name for name, part in members if str(part.get("pattern", "")).startswith("^[0-9]{4}-")}


def fit(values, times):
    for name in list(values):
        known = plan["lists"].get(name)
        if name in times and values[name] is not None:
            values[name] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
        elif known and isinstance(values[name], str):
            values[name] = known[next(turn) % len(known)]


@schemathesis.hook
def before_call(context, case, kwargs):
    case.headers["Authorization"] = f"Bearer {next(tokens)}"
    if not case.meta or not case.meta.generation.mode.is_positive or next(turn) % 3 == 0:
        return
    path = case.operation.path
    known = plan["ids"].get(path)
    if case.method.upper() not in SAFE and path in SPARE:
        known = plan["spare"][SPARE[path]]
    if known:
        case.path_parameters.update(known[next(turn) % len(known)])
    definition = case.operation.definition.raw
    if case.query:
        fit(case.query, {one["name"] for one in definition["parameters"]
                         if times_of({"properties": {"": one["schema"]}})})
    if isinstance(case.body, dict):
        content = definition["requestBody"]["content"]
        fit(case.body, times_of(content.get("application/json", {}).get("schema")))


@schemathesis.hook
def after_call(context, case, response):
    global settled, seen
    method = case.method.upper()
    if response.status_code < 400 and case.operation.label not in answered:
        answered.add(case.operation.label)
        note("answered", case.operation.label)
    now = rows.version()
    if now == seen and response.status_code >= 400:
        return
    if response.status_code < 400:
        if method not in SAFE:
            settle()
            settled = rows.digest()
        seen = rows.version()
        return
    settle()
    found = rows.digest()
    seen = rows.version()
    allowed = ATTEMPTS if case.operation.path.startswith(SIGN_IN) else set()
    changed = {name for name in found if found[name] != settled.get(name)} - allowed
    settled = found
    if changed:
        note("troubles", f"{method} {case.formatted_path}: {response.status_code}, and yet "
                         f"{', '.join(sorted(changed))} changed")
