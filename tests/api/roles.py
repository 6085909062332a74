#!/usr/bin/env python3
"""Who may ask for which address: every operation of the real server's own description, asked as
nobody, with a token of each role and each scope, and by a session without its proofs.

usage: roles.py BARTIZAN FOLDER

What an operation asks for is what its x-role and x-scope say, neither more nor less. Each request
carries a query parameter that no operation has, so that whoever may ask is told 400 before anything
happens, and nobody else gets that far. A new address is covered by being in the description.
Exit 0: so it is; 1: not.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from served import PASSWORD, ROLES, SCOPES, Rows, Served, bearer

SAFE = {"get"}
troubles = []
asked = 0


def expect(what, answer, *wanted):
    global asked
    asked += 1
    if answer.status not in wanted:
        troubles.append(f"{what}: {answer.status} instead of {wanted}: {answer.text[:200]}")
    elif answer.status >= 400 and answer.headers.get("content-type") != "application/problem+json":
        troubles.append(f"{what}: {answer.status} is {answer.headers.get('content-type')}")


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), re.sub(r"\{[^}]*\}", "x", path), operation


def check_tokens(server, table, tokens):
    """`tokens`: (role, scope or None for all) -> token."""
    for method, path, operation in table:
        role, scope = operation["x-role"], operation.get("x-scope")
        target = path + "?not-a-parameter=1"
        named = f"{method} {path}"
        expect(f"{named} as nobody", server.ask(method, target), 400 if role == "none" else 401)
        expect(f"{named} with a token that is none",
               server.ask(method, target, headers=bearer("bzt_" + "a" * 52)),
               400 if role == "none" else 401)
        for (own, only), token in tokens.items():
            may = role == "none" or (
                ROLES.index(own) >= ROLES.index(role) and (only is None or only == scope))
            expect(f"{named} as {own} with {only or 'every scope'}",
                   server.ask(method, target, headers=bearer(token)), 400 if may else 403)


def check_session(server, table, secret):
    """An admin in a browser: what proves that a request was meant, and came from here."""
    signed = server.ask("POST", "/api/v1/session/first", {"secret": secret, "password": PASSWORD})
    expect("the link", signed, 200)
    cookie = {"Cookie": signed.headers["set-cookie"].split(";")[0]}
    proof = {**cookie, "X-Bartizan-CSRF": signed.json()["csrf"]}
    own = {"Origin": server.url}
    for method, path, operation in table:
        target = path + "?not-a-parameter=1"
        named = f"{method} {path}"
        for host in ("evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "[::1", ""):
            expect(f"{named} of {host!r}", server.ask(method, target, headers=proof, host=host),
                   421, 400 if not host else 421)
        if method.lower() in SAFE:
            expect(f"{named} in a session", server.ask(method, target, headers=cookie), 400)
            continue
        expect(f"{named} without its proof", server.ask(method, target, headers=cookie), 403)
        wrong = {**cookie, "X-Bartizan-CSRF": proof["X-Bartizan-CSRF"][::-1]}
        expect(f"{named} with another proof", server.ask(method, target, headers=wrong), 403)
        expect(f"{named} with its proof", server.ask(method, target, headers=proof), 400)
        expect(f"{named} from here", server.ask(method, target, headers={**proof, **own}), 400)
        for origin in ("null", "https://evil.example", server.url + ".evil.example",
                       "http://localhost:1", server.url.replace("http", "ftp")):
            expect(f"{named} from {origin}",
                   server.ask(method, target, headers={**proof, "Origin": origin}), 403)
        for site in ("cross-site", "same-site"):
            expect(f"{named} {site}",
                   server.ask(method, target, headers={**proof, **own, "Sec-Fetch-Site": site}), 403)


server = Served(*sys.argv[1:3])
tokens = {}
links = {}
for role in ROLES:
    links[role] = server.account(f"the-{role}", role)
    # A token takes so many requests in a burst; these are fewer than that.
    tokens[role, None] = server.token(f"the-{role}")
    for scope in SCOPES:
        tokens[role, scope] = server.token(f"the-{role}", scope)
server.start()
try:
    document = server.ask("GET", "/api/v1/openapi.json").json()
    table = list(operations(document))
    for method, path, operation in table:
        if operation["x-role"] == "none" and "x-scope" in operation:
            troubles.append(f"{method} {path} asks for a scope of nobody")
    check_session(server, table, links["admin"])
    rows = Rows(server.store)
    before = rows.digest()
    check_tokens(server, table, tokens)
    after = rows.digest()
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        troubles.append(f"refused requests changed {', '.join(changed)}")
    if server.stop() != 0:
        troubles.append("the server did not stop well")
finally:
    server.stop()
for trouble in troubles[:50]:
    print(trouble)
print(f"{len(table)} operations, {asked} requests, {len(troubles)} troubles")
sys.exit(1 if troubles or not table else 0)
