#!/usr/bin/env python3
"""A folder that is scanned by the server is read for systems, and read again once it has changed.

usage: scanned.py BARTIZAN FOLDER

Exit 0: it is; 1: not.
"""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from served import Served, bearer

PATIENCE_S = 60


def fail(why):
    print(f"FAILED: {why}")
    sys.exit(1)


def items(server, token, path):
    answer = server.ask("GET", "/api/v1" + path, headers=bearer(token))
    if answer.status != 200:
        fail(f"GET {path}: {answer.status}")
    return answer.json()["items"]


def names(server, token, path):
    return [item["name"] for item in items(server, token, path)]


def main():
    server = Served(sys.argv[1], sys.argv[2])
    folder = server.folder / "ai" / "triage"
    (folder / ".bartizan").mkdir(parents=True)
    (folder / ".bartizan" / "system.toml").write_text('version = 1\n[[system]]\nname = "Triage"\n')
    (folder / "requirements.txt").write_text("torch==2.6.0\n")
    server.account("ada", "analyst")
    token = server.token("ada", "read", "scan")
    server.start("--root", str(server.folder / "ai"))
    try:
        if names(server, token, "/systems"):
            fail("there is a system before anything was read")
        scan = server.ask("POST", "/api/v1/scans", {"path": str(server.folder / "ai")},
                          headers=bearer(token))
        if scan.status != 202:
            fail(f"the scan: {scan.status} {scan.text}")
        server.wait_for_jobs(token)
        if names(server, token, "/systems") != ["Triage"]:
            fail(f"systems after the scan: {names(server, token, '/systems')}")
        jobs = items(server, token, "/jobs")
        if jobs[0]["summary"].get("systems") != 1:
            fail(f"the job says {jobs[0]['summary']}")
        if "vllm" in names(server, token, "/components"):
            fail("a package is there that nobody wrote down")
    finally:
        server.stop()

    # A later scan of a folder above or below makes no second system of it.
    time.sleep(1.1)
    (folder / "requirements.txt").write_text("torch==2.6.0\nvllm==0.6.0\n")
    server.start("--root", str(server.folder / "ai"))
    try:
        end = time.monotonic() + PATIENCE_S
        while "vllm" not in names(server, token, "/components"):
            if time.monotonic() > end:
                fail("the changed folder was not read again")
            time.sleep(0.2)
        server.ask("POST", "/api/v1/scans", {"path": str(folder)}, headers=bearer(token))
        server.wait_for_jobs(token)
        if names(server, token, "/systems") != ["Triage"]:
            fail(f"systems after a scan of its folder: {names(server, token, '/systems')}")
    finally:
        server.stop()



def fallen():
    """An answer that fell is so on the page of its system and in the history, once a scan of that
    folder has ended; and the log says who asked for that scan."""
    server = Served(sys.argv[1], sys.argv[2] + "-fallen")
    folder = server.folder / "ai" / "triage"
    (folder / ".bartizan").mkdir(parents=True)
    (folder / ".bartizan" / "system.toml").write_text('version = 1\n[[system]]\nname = "Triage"\n')
    (folder / "requirements.txt").write_text("torch==2.6.0\n")
    server.account("ada", "analyst")
    token = server.token("ada")
    server.start("--root", str(server.folder / "ai"))
    try:
        scan(server, token, folder)
        system = items(server, token, "/systems")[0]["id"]
        address = "/api/v1/frameworks/guidelines/requirements/P2"
        said = {"system": system, "status": "met", "reason": "seen", "expires": expires()}
        answered = server.ask("POST", address + "/answers", said, headers=bearer(token))
        if answered.status != 200:
            fail(f"the answer: {answered.status} {answered.text}")

        def stands():
            listed = items(server, token, f"/systems/{system}/answers?q=P2")
            one = server.ask("GET", f"{address}?system={system}", headers=bearer(token)).json()
            return ([x["status"] for x in listed if x["id"] == "P2"],
                    one["requirement"]["status"], one["history"])

        listed, status, _ = stands()
        if listed != ["met"] or status != "met":
            fail(f"the answer does not count: {listed}, {status}")
        time.sleep(1.1)
        (folder / "requirements.txt").write_text("torch==2.6.0\nvllm==0.6.0\n")
        scan(server, token, folder)
        listed, status, history = stands()
        if status == "met" or listed != [status]:
            fail(f"the system's page says {listed}, the requirement's {status}")
        if history[-1]["status"] != status or not history[-1]["why"]:
            fail(f"the history ends with {history[-1]}")
        log = items(server, token, "/audit")
        if any(entry["via"] == "command" or entry["name"].startswith("os:")
               for entry in log if entry["what"] == "inventory.declare"):
            fail(f"a scan of the dashboard is said to be a command: {log}")
    finally:
        server.stop()


def scan(server, token, folder):
    begun = server.ask("POST", "/api/v1/scans", {"path": str(folder)}, headers=bearer(token))
    if begun.status != 202:
        fail(f"the scan: {begun.status} {begun.text}")
    server.wait_for_jobs(token)


def expires():
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 90 * 86400))


main()
fallen()
