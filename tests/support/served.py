"""`bartizan serve` over a store of its own, for tests that speak to it as any program would.

What it is: the folder, the commands that fill the store from examples/, accounts and tokens of every
role, the process, and one request over HTTP. What it is not: a client of any one test. Nothing here
needs a package or a network.
"""
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import time

ROLES = ["viewer", "analyst", "approver", "admin"]
SCOPES = ["read", "scan", "write", "admin"]
PASSWORD = "rotkehlchen im herbst 26"
# What a person or a program did last with a credential: written by reading, and no news.
USE_COLUMNS = {("account_token", "last_used"), ("account_session", "seen"), ("account", "last_login"),
               ("account_passkey", "last_used")}
# What the server writes by itself, in the background, whoever asks for what: notices, what they have
# told, and the digests of systems.
OWN_TABLES = {"notice", "notice_delivery", "system_digest"}
OWN_ROWS = {"watch_setting": "key <> 'findings-told'"}


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.text = response.read()

    def json(self):
        return json.loads(self.text)


class Served:
    """One store below `folder`, and the server on it while it runs."""

    def __init__(self, bartizan, folder):
        self.bartizan = str(pathlib.Path(bartizan).resolve())
        self.folder = pathlib.Path(folder).resolve()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.environment = {**os.environ, "HOME": str(self.folder), "NO_COLOR": "1",
                            "XDG_DATA_HOME": str(self.folder / "data"),
                            "XDG_CONFIG_HOME": str(self.folder / "config")}
        self.store = self.folder / "data/bartizan/store.db"
        self.log = self.folder / "server.log"
        self.process = None
        self.port = None

    def run(self, *words, codes=(0,)):
        """What a command prints; None for codes: whatever it ends with."""
        done = subprocess.run([self.bartizan, *words], env=self.environment, cwd=self.folder,
                              capture_output=True, text=True, timeout=120)
        if codes is not None and done.returncode not in codes:
            raise SystemExit(f"bartizan {' '.join(words)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def fill(self, examples):
        """Takes in what examples/ has; stale feeds and found harm end with other codes than 0."""
        shutil.copytree(examples, self.folder / "examples")
        for words in (["inventory", "import", "examples/inventory/clinic-2025.csv"],
                      ["scan", "examples/clinic-triage", "examples/booby-trapped"],
                      ["discover", "examples/clinic-triage", "examples/llm-gateway"],
                      ["feeds", "update", "examples/feeds/osv.json", "examples/feeds/cve.json",
                       "examples/feeds/kev.json"],
                      ["vuln", "examples/llm-gateway"]):
            self.run(*words, codes=None)

    def account(self, name, role):
        """The secret of its one-time link."""
        made = json.loads(self.run("account", "add", name, "--role", role, "--format", "json"))
        return made["link"].rsplit("/", 1)[1]

    def token(self, account, *scopes, name="test"):
        words = [word for scope in scopes or SCOPES for word in ("--scope", scope)]
        made = self.run("token", "new", "--account", account, "--name", name, *words, "--format", "json")
        return json.loads(made)["tokens"][0]["token"]

    def start(self, *words):
        with open(self.log, "ab") as log:
            said = self.folder / "said"
            with open(said, "wb") as out:
                self.process = subprocess.Popen(
                    [self.bartizan, "serve", "--listen", "127.0.0.1:0", *words], env=self.environment,
                    cwd=self.folder, stdout=out, stderr=log)
            for _ in range(300):
                found = re.search(r"^Bartizan is at http://127\.0\.0\.1:(\d+)/$", said.read_text(), re.M)
                if found:
                    self.port = int(found[1])
                    return
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise SystemExit(f"the server does not start:\n{self.log.read_text()[-4000:]}")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Its exit status after SIGTERM."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.process.terminate()
        return self.process.wait(timeout=30)

    def ask(self, method, path, body=None, headers=None, host=None):
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            sent = dict(headers or {})
            sent.setdefault("Host", host or f"127.0.0.1:{self.port}")
            if isinstance(body, (dict, list)):
                body = json.dumps(body)
                sent.setdefault("Content-Type", "application/json")
            connection.request(method, path, body, sent)
            return Answer(connection.getresponse())

    def wait_for_jobs(self, token, seconds=60):
        """Until the server has nothing to do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            busy = 0
            for state in ("queued", "running"):
                answer = self.ask("GET", f"/api/v1/jobs?state={state}", headers=bearer(token))
                busy += len(answer.json()["items"])
            if busy == 0:
                return
            time.sleep(0.05)
        raise SystemExit("the server's work does not end")


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


class Rows:
    """Every row of the store, read beside the server."""

    def __init__(self, store):
        self.connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30,
                                          check_same_thread=False)

    def version(self):
        """Another number after each commit of somebody else."""
        return self.connection.execute("PRAGMA data_version").fetchone()[0]

    def tables(self):
        return [name for (name,) in self.connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " ORDER BY name")]

    def digest(self, without=()):
        """Of each table, by its name; of no column that only says when something was used."""
        found = {}
        for table in self.tables():
            if table in without or table in OWN_TABLES:
                continue
            columns = [row[1] for row in self.connection.execute(f'PRAGMA table_info("{table}")')]
            wanted = ", ".join(f'"{name}"' for name in columns if (table, name) not in USE_COLUMNS)
            rows = self.connection.execute(
                f'SELECT {wanted} FROM "{table}" WHERE {OWN_ROWS.get(table, "true")} ORDER BY {wanted}')
            found[table] = hash(tuple(rows))
        return found

    def entries(self):
        return self.connection.execute("SELECT coalesce(max(number), 0) FROM audit").fetchone()[0]
