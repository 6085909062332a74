# What was to be kept and cannot be is a 4 with one sentence, whichever command found it; a file that
# is to be fixed stays a 1.
. ./common.inc
benign good.pkl
mkdir bad
malicious bad/model.pkl
printf 'agency,use_case_name\nClinic,Triage\n' > inventory.csv
expect 0 scan good.pkl --store "$work/home/empty.db"

# A store whose log is longer than any file may become: as full as a disk can be. SIGXFSZ is ignored,
# so that write() says it.
python3 - "$work/home" << 'END'
import shutil, sqlite3, sys
store, full = sys.argv[1] + "/empty.db", sys.argv[1] + "/full0.db"
open_store = sqlite3.connect(store)
open_store.execute("CREATE TABLE filler(x)")
open_store.execute("INSERT INTO filler VALUES(zeroblob(60000))")
open_store.execute("DROP TABLE filler")
open_store.commit()
shutil.copy(store, full)
shutil.copy(store + "-wal", full + "-wal")
END
full() {
  wanted=$1
  shift
  cp "$work/home/full0.db" "$work/home/full.db"
  cp "$work/home/full0.db-wal" "$work/home/full.db-wal"
  rm -f "$work/home/full.db-shm"
  status=0
  (trap '' XFSZ; ulimit -f 72; exec "$BARTIZAN" "$@" --store "$work/home/full.db") \
    > "$out" 2> "$err" || status=$?
  [ "$status" -eq "$wanted" ] || fail "exit code $status instead of $wanted: bartizan $*"
  [ "$(grep -c 'disk\|room' "$err")" -eq 1 ] || fail "not one sentence: bartizan $*"
}
full 4 scan good.pkl --no-cache
full 1 scan bad --no-cache
full 4 discover .
full 4 gate good.pkl
full 4 bom create .
full 4 vuln .
full 4 verify good.pkl
full 4 inventory import inventory.csv
full 4 watch add .
full 4 answer add --framework guidelines --requirement O1 --status met --by ada --reason seen \
  --until "$(date -u -d '+30 days' +%F)"

# A feed whose index finds no room is not one that was not read.
python3 - << 'END'
import json
row = {"modified": "2024-01-02T03:04:05Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "a"}}]}
open("osv.jsonl", "w").writelines(json.dumps({"id": f"X-{i}", **row}) + "\n" for i in range(2000))
END
full 4 feeds update osv.jsonl --name osv

# Not even the store can be made.
wholly() {
  rm -rf "$work/home/none"
  status=0
  (trap '' XFSZ; ulimit -f 0; exec "$BARTIZAN" "$@" --store "$work/home/none/store.db") \
    2>&1 > /dev/null | cat > "$err" || true
  grep -q 'disk\|room' "$err" || fail "no sentence: bartizan $*"
  (trap '' XFSZ; ulimit -f 0; exec "$BARTIZAN" "$@" --store "$work/home/none/store.db") \
    > /dev/null 2>&1 || status=$?
  [ "$status" -eq 4 ] || fail "exit code $status instead of 4: bartizan $*"
}
wholly verify good.pkl
wholly watch add .
wholly notify add syslog udp:127.0.0.1:9 --name log
wholly scan good.pkl

# What is no place to write at all is a note, and no failure of what was asked.
expect 0 bom create . -o bom.json --store /proc/self/nothing/store.db
# Nothing half is left beside a report that could not be written.
status=0
(trap '' XFSZ; ulimit -f 0; exec "$BARTIZAN" bom create . -o full.json) > "$out" 2> "$err" || status=$?
[ "$status" -eq 4 ] || fail "exit code $status instead of 4"
[ ! -e full.json ] && [ ! -e full.json.partial ] || fail "something half was left"
