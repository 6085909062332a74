#!/usr/bin/env python3
"""Holds what others subscribe to against other people's readers: the Atom feed of notices and calendars.

usage: feeds.py BARTIZAN FOLDER EXAMPLES

The feed is read by feedparser without a complaint and has what RFC 4287 asks for; calendars are read
by icalendar without an error, keep the lines of RFC 5545 and come back equal. Packages are pinned and
installed below FOLDER. Exit 0: all of it; 1: not; 77: no packages.
"""
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from served import Served, bearer
from venv_packages import environment

PACKAGES = ["feedparser==6.0.14", "icalendar==6.3.1"]
ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# A name that would end an element, a line or a document elsewhere.
NAME = 'a<b>&"\'; DTSTAMP,\\n ü ]]>.pkl'
EXECUTED = b"\x80\x02cposix\nsystem\nX\x04\x00\x00\x00echo\x85R."


def fail(why):
    print(f"FAILED: {why}")
    sys.exit(1)


def one(element, name):
    """Its only child of that name, with text in it."""
    found = element.findall(ATOM + name)
    if len(found) != 1 or not (found[0].text or "").strip():
        fail(f"{element.tag} has {len(found)} {name}")
    return found[0].text


def check_atom(text):
    """RFC 4287, 4.1.1 and 4.1.2: what must be there once, and only once."""
    feed = xml.fromstring(text)
    if feed.tag != ATOM + "feed":
        fail(f"the root is {feed.tag}")
    authors = len(feed.findall(f"{ATOM}author/{ATOM}name"))
    ids = [one(feed, "id")]
    one(feed, "title")
    updated = [one(feed, "updated")]
    entries = feed.findall(ATOM + "entry")
    for entry in entries:
        ids.append(one(entry, "id"))
        one(entry, "title")
        updated.append(one(entry, "updated"))
        if not authors and not entry.findall(f"{ATOM}author/{ATOM}name"):
            fail("an entry has no author, and neither has the feed")
        links = entry.findall(ATOM + "link")
        kinds = [(link.get("type"), link.get("hreflang")) for link in links
                 if link.get("rel", "alternate") == "alternate"]
        if len(kinds) != len(set(kinds)):
            fail("an entry has two links of one kind")
        if not entry.findall(ATOM + "content") and not kinds:
            fail("an entry has neither content nor a link")
    if len(set(ids)) != len(ids):
        fail("two things have one id")
    if any(":" not in one for one in ids):
        fail("an id is no IRI")
    if not all(DATE.fullmatch(time) for time in updated):
        fail(f"a date is none of RFC 3339: {updated}")
    if not entries:
        fail("nothing was told")
    return len(entries)


def read(programs, code, text):
    done = subprocess.run([str(programs / "python"), "-c", code], input=text, capture_output=True, timeout=60)
    if done.returncode != 0:
        fail(done.stderr.decode() or done.stdout.decode())
    return done.stdout.decode().strip()


FEEDPARSER = """
import feedparser, sys
feed = feedparser.parse(sys.stdin.buffer.read())
if feed.bozo: sys.exit(f"feedparser complains: {feed.bozo_exception}")
if feed.version != "atom10": sys.exit(f"it is {feed.version}")
for entry in feed.entries:
    if not (entry.id and entry.title and entry.updated_parsed): sys.exit(f"an entry lacks something: {entry}")
print(len(feed.entries), *(f"{entry.title} {entry.get('summary', '')}" for entry in feed.entries), sep="\\n")
"""
ICALENDAR = """
import icalendar, sys
text = sys.stdin.buffer.read()
for line in text.split(b"\\r\\n"):
    if b"\\n" in line or b"\\r" in line: sys.exit(f"a line does not end with CRLF: {line}")
    if len(line) > 75: sys.exit(f"a line is not folded: {line}")
calendar = icalendar.Calendar.from_ical(text)
if calendar.errors: sys.exit(str(calendar.errors))
if not calendar.get("VERSION") or not calendar.get("PRODID"): sys.exit("VERSION or PRODID is not there")
uids = []
for part in calendar.walk():
    if part.errors: sys.exit(f"{part.name}: {part.errors}")
    if part.name in ("VEVENT", "VTODO"):
        if not (part.get("UID") and part.get("DTSTAMP") and part.get("SUMMARY")): sys.exit(f"{part} lacks something")
        if part.name == "VEVENT" and part.get("DTSTART") is None: sys.exit("an event has no start")
        uids.append(str(part["UID"]))
if len(set(uids)) != len(uids): sys.exit("two events have one UID")
again = icalendar.Calendar.from_ical(calendar.to_ical())
if again.to_ical() != calendar.to_ical(): sys.exit("it does not come back equal")
print(len(uids))
"""


def main():
    bartizan, folder, examples = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    programs = environment(folder / "venv", PACKAGES)
    server = Served(bartizan, folder / "served")
    server.fill(examples)
    server.run("notify", "send")  # what is found from now on is told
    (server.folder / "models").mkdir()
    (server.folder / "models" / NAME).write_bytes(EXECUTED)
    server.run("scan", "models", codes=None)
    server.run("notify", "send")
    server.account("ada", "viewer")
    token = server.token("ada", "read")
    server.start()
    try:
        answer = server.ask("GET", "/api/v1/feed.atom", headers=bearer(token))
    finally:
        server.stop()
    if answer.status != 200 or not answer.headers["content-type"].startswith("application/atom+xml"):
        fail(f"{answer.status} {answer.headers.get('content-type')}")
    entries = check_atom(answer.text)
    seen = read(programs, FEEDPARSER, answer.text).split("\n")
    if int(seen[0]) != entries:
        fail(f"{entries} entries, and feedparser sees {seen[0]}")
    if not any("echo" in line or ".pkl" in line for line in seen):
        fail("what was found is not told: " + "\n".join(seen))
    for words in (["clock", "--format", "ics"], ["inventory", "deadlines", "--format", "ics"]):
        server.run(*words, "-o", "dates.ics", codes=None)
        events = int(read(programs, ICALENDAR, (server.folder / "dates.ics").read_bytes()))
        if events == 0:
            fail(f"{words} has no date")
        print(f"{' '.join(words)}: {events} dates")
    print(f"feed.atom: {entries} entries")


main()
