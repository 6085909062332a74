#!/usr/bin/env python3
"""How long the API takes for what each page of the dashboard asks, on a large estate.

usage: run.py BARTIZAN GENERATE_ESTATE [--store FILE] [--sizes 10000 1000000 100000] [--times 200]
              [--clients 2] [--writes]

Makes the store where it is not there yet (tools/generate_estate), starts `bartizan serve` on it,
signs in with a token and asks each address so many times, with so many clients at once, on
connections that stay open. Prints the median and the 99th percentile of each; --writes also sends
answers and exposures in between and says how long the first request after each takes. Exit code 1:
one of the pages takes more than 100 ms in the median, or more than 300 ms in 99 of 100.
"""
import argparse
import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

MEDIAN_MS, P99_MS = 100, 300
API = "/api/v1"


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bartizan")
    parser.add_argument("generate")
    parser.add_argument("--store", type=pathlib.Path)
    parser.add_argument("--sizes", nargs=3, default=["10000", "1000000", "100000"])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--writes", action="store_true")
    parser.add_argument("--only", default="", help="addresses that hold this text")
    return parser.parse_args()


class Server:
    def __init__(self, bartizan, store):
        self.bartizan, self.store = bartizan, store
        self.log = open(store.parent / "serve.log", "wb")
        start = time.monotonic()
        self.process = subprocess.Popen(
            [bartizan, "serve", "--store", store, "--root", store.parent, "--listen",
             "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.port, secret = None, None
        for line in self.process.stdout:
            port = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if port:
                self.port = int(port.group(1))
            found = re.search(r"welcome/([A-Za-z0-9_-]+)", line)
            if found:
                secret = found.group(1)
            if self.port and (secret or has_account(bartizan, store)):
                break
        self.started = time.monotonic() - start
        self.token = token(bartizan, store, self.port, secret)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(self, connection, path, method="GET", body=None):
        headers = {"Authorization": "Bearer " + self.token}
        data = None
        if body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        start = time.perf_counter()
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        text = answer.read()
        spent = (time.perf_counter() - start) * 1000
        if answer.status == 404 and method == "GET":
            return None, text
        if answer.status == 429:  # no person asks so quickly: what was refused does not count
            time.sleep(int(answer.headers.get("Retry-After", "1")))
            return self.ask(connection, path, method, body)
        if answer.status >= 400:
            sys.exit(f"{method} {path}: {answer.status} {text[:300]!r}")
        return spent, text

    def json(self, path):
        connection = self.connect()
        value = json.loads(self.ask(connection, path)[1])
        connection.close()
        return value

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def has_account(bartizan, store):
    done = subprocess.run([bartizan, "account", "list", "--store", store, "--format", "json"],
                          capture_output=True, text=True)
    return '"bench"' in done.stdout


def token(bartizan, store, port, secret):
    password = "river copper lamp and nine ducks"
    if secret:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", API + "/session/first",
                           json.dumps({"secret": secret, "name": "bench", "password": password}),
                           {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            sys.exit(f"first account: {answer.status} {text!r}")
    done = subprocess.run([bartizan, "token", "new", "--account", "bench", "--name",
                           f"bench-{time.time_ns()}", "--scope", "read", "--scope", "write",
                           "--store", store, "--format", "json"], capture_output=True, text=True)
    found = re.search(r'"token":\s*"([^"]+)"', done.stdout) or re.search(r"(bz[a-z]*_\S+)",
                                                                         done.stdout)
    if not found:
        sys.exit(f"no token: {done.stdout} {done.stderr}")
    return found.group(1)


def pages(server):
    """Each page with what it asks, of a system, a case and so on in the middle of the store."""
    systems = server.json(API + "/systems?found=yes&declared=yes&limit=500")["items"]
    system = systems[len(systems) // 2]["id"]
    owner = systems[len(systems) // 2]["owner"]
    case = server.json(API + "/clocks?limit=200")["items"][100]["case"]
    artifact = server.json(API + f"/artifacts?system={system}")["items"][0]["id"]
    return {
        "every page": ["/session", "/summary", "/posture"],
        "roadmap": ["/roadmap"],
        "systems": ["/systems", "/systems?sort=clock", "/systems?sort=-verdict&verdict=malicious",
                    "/systems?q=0423", f"/systems?owner={owner}", "/systems?cursor=9950",
                    "/systems?sort=-completeness&cursor=5000"],
        "system": [f"/systems/{system}", f"/systems/{system}/components?limit=100"],
        "artifacts": ["/artifacts", "/artifacts?sort=-size", "/artifacts?verdict=malicious",
                      "/artifacts?q=service-0042", f"/artifacts?system={system}",
                      "/artifacts?cursor=39000"],
        "artifact": [f"/artifacts/{artifact}"],
        "findings": ["/findings/causes", "/findings/causes?severity=critical",
                     "/findings?state=open", "/findings?state=open&q=service-0042",
                     "/findings?state=open&cursor=90000", "/findings/trend"],
        "vulnerabilities": ["/clocks?limit=200", "/clocks?limit=200&band=overdue",
                            f"/clocks?limit=200&system={system}", f"/cases/{case}", "/feeds"],
        "assessments": ["/frameworks", "/frameworks/guidelines", "/frameworks/roadmap",
                        f"/frameworks/guidelines?system={system}",
                        "/frameworks/guidelines/requirements/V1",
                        "/frameworks/guidelines/systems",
                        "/frameworks/guidelines/systems?q=service&status=unmet",
                        f"/frameworks/guidelines/requirements/V1?system={system}", "/actions"],
        "bill of materials": [f"/systems/{system}/bom", "/components", "/components?q=package-42",
                              "/components?kind=model"],
        "policy, posture, plan": ["/policy", "/readiness", "/risks", "/watched"],
        "reconcile": ["/reconcile?gap=shadow", "/reconcile?gap=ghost", "/reconcile?gap=drift",
                      "/reconcile?gap=shadow&q=service-0042",
                      "/reconcile?gap=shadow&cursor=2900"],
        "activity": ["/audit", "/jobs"],
    }


def measure(server, path, times, clients):
    spent, size = [], 0
    lock = threading.Lock()

    def run(count):
        nonlocal size
        connection = server.connect()
        own = []
        for _ in range(count):
            one, text = server.ask(connection, API + path)
            own.append(one)
        connection.close()
        with lock:
            spent.extend(own)
            size = len(text)

    threads = [threading.Thread(target=run, args=(max(times // clients, 1),))
               for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent.sort()
    return spent[len(spent) // 2], spent[min(len(spent) * 99 // 100, len(spent) - 1)], size


def measure_writes(server, times):
    """What was written is seen by the next request, which pays for it."""
    connection = server.connect()
    systems = server.json(API + "/systems?found=yes&declared=yes&limit=500")["items"]
    rows = {"PUT exposure": [], "the list of systems after it": [], "POST answer (a system)": [],
            "that framework after it": [], "POST answer (the organisation)": [],
            "that framework after it ": []}
    until = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 90 * 86400))
    for i in range(times):
        system = systems[i * len(systems) // times]
        exposed = system["exposure"] != "yes"
        rows["PUT exposure"].append(server.ask(
            connection, f"{API}/systems/{system['id']}/exposure", "PUT",
            {"exposed": exposed, "reason": "measured"})[0])
        spent, text = server.ask(connection, f"{API}/systems?q={system['id']}")
        rows["the list of systems after it"].append(spent)
        assert json.loads(text)["items"][0]["exposure"] == ("yes" if exposed else "no")
        for where, name, after in [({"system": system["id"]}, "POST answer (a system)",
                                    f"?system={system['id']}"),
                                   ({}, "POST answer (the organisation)", "")]:
            body = {"status": "partly", "reason": f"measured {i}", "expires": until, **where}
            rows[name].append(server.ask(
                connection, f"{API}/frameworks/guidelines/requirements/V1/answers", "POST",
                body)[0])
            spent, text = server.ask(connection, f"{API}/frameworks/guidelines{after}")
            rows["that framework after it" + ("" if after else " ")].append(spent)
            assert f"measured {i}" in text.decode(), "an answer is not there at once"
    measure_assignments(server, connection, rows, times)
    connection.close()
    for name, spent in rows.items():
        spent.sort()
        print(f"| {name.strip()} | {spent[len(spent) // 2]:.1f} | {spent[-1]:.1f} |")


def measure_assignments(server, connection, rows, times):
    """Each is taken back, so that the store stays as it was."""
    rows["POST assignment"], rows["the comparison after it"] = [], []
    shadows = server.json(f"{API}/reconcile?gap=shadow&limit=500")["items"]
    for i in range(times):
        one = shadows[i * len(shadows) // times]
        address = f"{API}/reconcile?gap=shadow&q={one['name']}"
        for use_case in (one["suggestions"][0]["use_case"], None):
            rows["POST assignment"].append(server.ask(
                connection, f"{API}/reconcile/assign", "POST",
                {"found": one["found"], "use_case": use_case})[0])
            spent, text = server.ask(connection, address)
            rows["the comparison after it"].append(spent)
            there = [item["found"] for item in json.loads(text)["items"]]
            assert (one["found"] in there) == (use_case is None), "it is not there at once"


def main():
    options = parse()
    folder = options.store.parent if options.store else pathlib.Path(tempfile.mkdtemp())
    store = options.store or folder / "estate.db"
    if not store.exists():
        subprocess.run([options.generate, store, *options.sizes], check=True)
    server = Server(options.bartizan, store)
    failed = []
    try:
        print(f"started after {server.started:.1f} s", file=sys.stderr)
        start = time.monotonic()
        server.json(API + "/summary")
        print(f"first counts {time.monotonic() - start:.1f} s later", file=sys.stderr)
        start = time.monotonic()
        server.json(API + "/roadmap")
        print(f"first roadmap {time.monotonic() - start:.1f} s later", file=sys.stderr)
        print("| page | asks | median ms | p99 ms | bytes |\n|---|---|---|---|---|")
        for page, paths in pages(server).items():
            for path in paths:
                if options.only not in path:
                    continue
                first, _ = server.ask(server.connect(), API + path)
                if first is None:
                    print(f"this version has no {path}", file=sys.stderr)
                    continue
                # What takes long is not asked so often.
                times = options.times if first < 1000 else 4
                median, p99, size = measure(server, path, times, options.clients)
                shown = re.sub(r"(found|system|case)_[a-z0-9]{20,}", r"\1_...", path)
                shown = re.sub(r"(/artifacts/)[A-Za-z0-9_-]{20,}", r"\1ID", shown)
                print(f"| {page} | `GET {shown}` | {median:.1f} | {p99:.1f} | {size} |", flush=True)
                if median > MEDIAN_MS or p99 > P99_MS:
                    failed.append(shown)
        if options.writes:
            print("\n| writes, and what they cost the next request | median ms | worst ms |"
                  "\n|---|---|---|")
            measure_writes(server, 20)
        memory = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
        print(re.search(r"VmHWM:\s*(.*)", memory).group(0), file=sys.stderr)
    finally:
        server.stop()
    for path in failed:
        print("too slow: " + path, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
