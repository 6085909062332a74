#!/usr/bin/env python3
"""kill -9 while people and programs write: what was acknowledged is there afterwards.

usage: killed.py BARTIZAN FOLDER EXAMPLES [ROUNDS]

Each round starts the server on the same store, has four clients send answers, exposures, postures and
uploads as fast as they are taken, kills it at a moment drawn from a fixed seed, and then looks for
everything that was answered with 2xx: the row with its reason, and the audit entry with its number.
The audit chain verifies against its signed heads, SQLite finds the file whole, no upload is left
after the next start, and the next round goes on from there. Exit 0: so it is; 1: not.
"""
import datetime
import http.client
import pathlib
import random
import sqlite3
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from served import Served, bearer

ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 25
FRAMEWORK = "guidelines"
troubles = []


class Client(threading.Thread):
    """One program that writes until nobody answers any more."""

    def __init__(self, server, token, number, targets):
        super().__init__()
        self.server, self.token, self.number = server, token, number
        self.targets = targets
        self.kept = []  # (what kind, its reason or name, number of the audit entry)

    def write(self, turn):
        system, requirement = self.targets
        mark = f"round {self.number} turn {turn} {random.random()}"
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)
        until = until.strftime("%Y-%m-%dT%H:%M:%SZ")
        kind = ("answer", "exposure", "posture", "upload")[turn % 4]
        headers = bearer(self.token)
        if kind == "answer":
            answer = self.server.ask(
                "POST", f"/api/v1/frameworks/{FRAMEWORK}/requirements/{requirement}/answers",
                {"system": system, "status": "met", "reason": mark, "expires": until}, headers)
        elif kind == "exposure":
            answer = self.server.ask("PUT", f"/api/v1/systems/{system}/exposure",
                                     {"exposed": turn % 8 < 4, "reason": mark}, headers)
        elif kind == "posture":
            answer = self.server.ask("POST", "/api/v1/posture", {"until": until, "reason": mark}, headers)
        else:
            mark = mark.replace(" ", "-") + ".pkl"
            headers["Content-Type"] = "application/octet-stream"
            answer = self.server.ask("POST", f"/api/v1/uploads?name={mark}", mark.encode() * 500, headers)
        if answer.status in (200, 201, 202):
            self.kept.append((kind, mark, answer.json().get("audit")))
        elif answer.status not in (429, 503):
            troubles.append(f"{kind}: {answer.status} {answer.text[:300]}")
            return False
        return True

    def run(self):
        turn = self.number
        while True:
            try:
                if not self.write(turn):
                    return
            except (OSError, ValueError, http.client.HTTPException):
                return  # killed, or killed in the midst of an answer
            turn += 1


def look(store, kept):
    """What of it is missing in the file that the killed server left."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30)
    for statement in ("PRAGMA integrity_check", "PRAGMA foreign_key_check"):
        found = connection.execute(statement).fetchall()
        if found not in ([("ok",)], []):
            troubles.append(f"{statement}: {found[:5]}")
    reasons = {kind: {reason for (reason,) in connection.execute(f"SELECT reason FROM {kind}")}
               for kind in ("answer", "exposure", "posture")}
    entries = dict(connection.execute("SELECT number, subject || ' ' || detail FROM audit"))
    answers = dict(connection.execute("SELECT answer.reason, max(audit.number) FROM answer JOIN audit"
                                      " ON audit.subject = answer.id GROUP BY answer.reason"))
    for kind, mark, audit in kept:
        if kind in reasons and mark not in reasons[kind]:
            troubles.append(f"lost: {kind} {mark}")
        audit = audit or answers.get(mark)
        number = None if audit is None else int(str(audit).removeprefix("audit_"))
        if number not in entries:
            troubles.append(f"lost: entry {audit} of {kind} {mark}")
        elif kind == "upload" and mark not in entries[number]:
            troubles.append(f"entry {audit} is not of {mark}")
    connection.close()


def uploads_end(folder, seconds=20):
    """Whether what was accepted before is read, and its bytes are gone."""
    until = time.monotonic() + seconds
    while any(path.is_file() for path in folder.rglob("*")):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def main():
    random.seed(20261128)
    server = Served(sys.argv[1], sys.argv[2])
    server.fill(sys.argv[3])
    server.account("ada", "approver")
    tokens = [server.token("ada", name=f"client-{i}") for i in range(8)]
    kept, targets, longest = [], None, 0.0
    for number in range(ROUNDS):
        started = time.monotonic()
        server.start("--root", "examples")
        longest = max(longest, time.monotonic() - started)
        if not uploads_end(server.store.parent / "uploads"):
            troubles.append("uploads of the killed server are still there")
        if targets is None:
            ask = lambda path: server.ask("GET", path, headers=bearer(tokens[0])).json()
            systems = ask("/api/v1/systems")["items"]
            framework = ask(f"/api/v1/frameworks/{FRAMEWORK}?system={systems[0]['id']}")
            targets = (systems[0]["id"], first_requirement(framework))
        clients = [Client(server, tokens[(number + i) % len(tokens)], number * 4 + i, targets)
                   for i in range(4)]
        for client in clients:
            client.start()
        time.sleep(random.uniform(0.05, 0.9))
        server.kill()
        for client in clients:
            client.join()
            kept += client.kept
        look(server.store, kept)
        verified = server.run("audit", "verify", codes=None)
        if "nothing was changed" not in verified:
            troubles.append(f"round {number}: {verified}")
        if troubles:
            break
    server.start("--root", "examples")
    if server.ask("GET", "/healthz").status != 200 or server.stop() != 0:
        troubles.append("the last server is not well")
    kinds = {kind: sum(1 for one in kept if one[0] == kind) for kind, _, _ in kept}
    for trouble in troubles[:20]:
        print(trouble)
    print(f"{number + 1} rounds, {len(kept)} acknowledged {kinds}, {len(troubles)} troubles, "
          f"slowest start {longest:.1f} s")
    # Rounds in which nothing was written would prove nothing.
    return 0 if not troubles and len(kinds) == 4 and len(kept) > ROUNDS * 4 else 1


def first_requirement(value):
    """An id of a requirement, wherever the form has its list."""
    if isinstance(value, dict):
        for one in value.get("requirements") or []:
            return one["id"]
        value = list(value.values())
    for part in value if isinstance(value, list) else []:
        found = first_requirement(part)
        if found:
            return found
    return None


sys.exit(main())
