# What --exclude skips is counted and shown, never silent; the option may be repeated.
. ./common.inc
benign a.pkl
mkdir old
malicious old/b.pkl
malicious c.tmp
expect 1 scan .
expect 0 scan --exclude 'old/*' --exclude '*.tmp' .
says "excluded"
expect 0 scan --exclude old --exclude=*.tmp --format json .
json 'r["summary"]["excluded"] == 2'
json 'len(r["artifacts"]) == 1'

# The store of the run itself, where it lies in what is scanned: said, and no gap.
mkdir own
benign own/a.pkl
expect 0 scan own --store own/store.db
expect 0 scan own --store own/store.db --format json
json 'len(r["artifacts"]) == 1'
json 'sorted(e["path"] for e in r["summary"]["not_scanned"]) == ["own/store.db", "own/store.db-shm", "own/store.db-wal"]'
json 'all(e["reason"] == "file of this program\x27s own store" for e in r["summary"]["not_scanned"])'
expect 0 discover own --store own/store.db
expect 3 scan own/store.db --store own/store.db
