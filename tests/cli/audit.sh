# The audit log shows what was changed, removed, cut off or replaced, and where.
. ./common.inc
store=$XDG_DATA_HOME/bartizan/store.db
sql() {
  python3 - "$store" "$1" << 'PY'
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
for name, in c.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
    c.execute("DROP TRIGGER " + name)
c.executescript(sys.argv[2])
c.commit()
PY
}
copy() { rm -rf saved; cp -r "$XDG_DATA_HOME/bartizan" saved; }
back() { rm -rf "$XDG_DATA_HOME/bartizan"; cp -r saved "$XDG_DATA_HOME/bartizan"; }

expect 3 audit verify
says "the log is empty"
for name in ada bob carol dave; do expect 0 account add "$name" --role admin; done
expect 3 audit verify
says "4 entries, 1 to 4"
expect 0 audit anchor
expect 0 account role bob viewer
expect 0 audit verify
says "1 signed head, the last one at entry 4"
says "1 entry since"
expect 0 audit anchor
expect 0 audit anchor
complains "nothing new"
expect 0 audit list --what account.role --format json
json 'len(r["entries"]) == 1 and r["entries"][0]["detail"] == "bob: admin to viewer"'
expect 0 audit list --search carol
says "account.add"
expect 2 audit list --since yesterday
expect 2 audit verify --anchor nowhere.jsonl
copy

# Through the program or through SQL, nobody changes an entry that is there.
python3 - "$store" << 'PY' || fail "the log let itself be changed"
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
for sql in ["UPDATE audit SET detail = 'x'", "DELETE FROM audit", "REPLACE INTO audit SELECT * FROM audit"]:
    try:
        c.execute(sql)
    except sqlite3.IntegrityError:
        continue
    sys.exit(1)
PY

sql "UPDATE audit SET detail = 'nothing' WHERE number = 3"
expect 1 audit verify
says "entry 3 was changed"
says_not "cut off"  # a head signed behind it vouches for what is still there
back
sql "UPDATE audit SET detail = 'nothing' WHERE number = 1"
expect 1 audit verify
says "entry 1 was changed"
says_not "another log"
back
sql "DELETE FROM audit WHERE number = 2"
expect 1 audit verify --format json
json 'r["problems"][0] == "entry 2 is missing" and not r["ok"]'
back
sql "DELETE FROM audit WHERE number > 3"
expect 1 audit verify
says "cut off behind entry 3: 2 more were written"
back
# Without a trace in the database: only the head that was signed knows.
sql "DELETE FROM audit WHERE number > 3; UPDATE sqlite_sequence SET seq = 3"
expect 1 audit verify
says "ends at entry 3 now: its tail was cut off"
back
# Another database in the place of this one.
rm -f "$store" "$store-wal" "$store-shm"
for name in ada bob carol dave eve; do expect 0 account add "$name" --role admin; done
expect 1 audit verify
says "another log now"
back

# Heads and key kept elsewhere: what lies beside the database may be lost.
expect 0 key export-public --name audit -o audit.pub
cp "$XDG_DATA_HOME/bartizan/audit-anchors.jsonl" elsewhere.jsonl
rm -r "$XDG_DATA_HOME/bartizan/audit-anchors.jsonl" "$XDG_DATA_HOME/bartizan/keys"
expect 0 audit verify --anchor elsewhere.jsonl --key audit.pub
says "2 signed heads"
# Whole, and nobody who is known here says so.
expect 3 audit verify --anchor elsewhere.jsonl
says "2 signed heads up to entry 5 are by a key that is not known here"
says "audit verify --key audit.pub"
says_not "✗"
expect 3 audit verify --anchor elsewhere.jsonl --format json
json 'r["ok"] and r["anchors"]["checked"] == 0 and r["anchors"]["unknown"] == 2'
sed 's/"number":4/"number":3/' elsewhere.jsonl > forged.jsonl
expect 1 audit verify --anchor forged.jsonl --key audit.pub
says "its signature is not by the key that it names"
