# Every command that decides something says so in the audit log, with who; others change nothing but
# what reading leaves behind. audited.txt has a line for each: a new command cannot be forgotten.
here=$PWD
. ./common.inc
grep -v '^#' "$here/audited.txt" > "$work/table"
sed 's/ *|.*//' "$work/table" | sort > "$work/listed"
sort "$here/verbs.txt" | diff - "$work/listed" > "$out" || fail "audited.txt does not list every command once"

store=$XDG_DATA_HOME/bartizan/store.db
soon=$(date -u -d '+ 30 days' +%Y-%m-%d)
mkdir app models feed
benign models/good.pkl
printf 'import openai\nopenai.OpenAI().chat.completions.create(model="gpt-4o", messages=[])\n' > app/main.py
echo 'litellm==1.1' > app/requirements.txt
mkdir app/.bartizan
printf 'use_case_name = "Declared"\nagency = "A"\n' > app/.bartizan/system.toml
printf 'Agency,Use Case ID,Use Case Name,Stage of Development\nA,A-1,sorter,Pilot\n' > one.csv
printf 'id,chapter,section,level,requirement\nv1.0-C6.1.1,C6,C6.1,1,words\n' > copy.csv
printf '{"id":"CVE-2026-42208","modified":"2024-01-02T03:04:05Z","affected":[{"package":{"ecosystem":"PyPI","name":"litellm"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.2"}]}]}]}' > feed/osv.json
cat > vendor.json << 'END'
{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.invalid/1", "author": "Vendor",
 "timestamp": "2026-01-08T18:02:03Z", "version": 1, "statements": [
  {"vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:pypi/a"}], "status": "not_affected",
   "justification": "component_not_present"}]}
END

# world: what was decided, a line for each row and file, and the entries of the log.
cat > "$work/world.py" << 'END'
import hashlib, os, sqlite3, sys
# What reading leaves behind, and what can be read again.
READ = """scan artifact sighting coverage finding cache exception place component component_attribute
occurrence relation system system_component system_use_case system_declared system_digest evidence
evidence_fact evidence_span standing weakness weakness_change content notice notice_delivery""".split()
# Of these, what people set, beside marks of when it was looked at.
COLUMNS = {"watch_place": "path, interval, rate", "notify_target": "id, kind, name, address"}
store, world, log = sys.argv[1:]
connection = sqlite3.connect(store)
with open(log, "w") as out:
    for row in connection.execute("SELECT number, what, who, via FROM audit ORDER BY number"):
        print(*row, file=out)
sys.stdout = open(world, "w")
tables = [name for name, in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
for table in sorted(tables):
    # Looking at watched places and telling people leave marks of their own.
    skip = READ + ["sqlite_sequence", "sqlite_stat1", "audit", "audit_chain", "audit_name", "watch_setting"]
    if table in skip or "_fts" in table or table.startswith("use_case_words"): continue
    for row in connection.execute(f"SELECT {COLUMNS.get(table, '*')} FROM {table}"):
        print(table, hashlib.sha256(repr(row).encode()).hexdigest())
folder = os.path.dirname(store)
for path, _, files in os.walk(folder):
    for name in files:
        # The log's own heads and their key.
        if name.startswith(("store.db", "audit")): continue
        data = open(os.path.join(path, name), "rb").read()
        print(os.path.relpath(os.path.join(path, name), folder), hashlib.sha256(data).hexdigest())
END
id() {
  python3 -c '
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(f"SELECT id FROM {sys.argv[2]}")
print(rows.fetchall()[-1][0])' "$store" "$1"
}
sql() { python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1], isolation_level=None).executescript(sys.argv[2])' "$store" "$1"; }
# What it takes to run one of them.
prepare() {
  prepared=yes
  case $1 in
    "account role") "$BARTIZAN" account add bob --role analyst ;;
    "key rotate") "$BARTIZAN" scan models ;;
    "action drop") "$BARTIZAN" action add --what other --owner bob --due "$soon" --by ada ;;
    "inventory undo") printf 'Agency,Use Case ID,Use Case Name\nA,A-2,reader\n' > two.csv
      "$BARTIZAN" inventory import two.csv ;;
    "allow withdraw") sql "INSERT INTO acceptance VALUES(1, 'exception_seed', 'suppression', 'BZ-PKL-003', '',
      'acme', 'Scaler', 'ada', '', 'ours', 1, 9999999999999, 0, '')" ;;
    purge) sql "UPDATE cache SET used = 1" ;;
    *) prepared= ;;
  esac > /dev/null 2>&1 || true
}
while IFS='|' read -r verb said line; do
  verb=$(echo $verb) said=$(echo $said) line=$(echo "$line" | sed 's/^ *//')
  case $line in
    *.sh)
      [ "$said" = - ] || grep -qF "audit list --what $said" "$here/$line" || fail "$line does not see $said"
      continue ;;
  esac
  prepare "$verb"
  [ -e "$store" ] || "$BARTIZAN" audit list > /dev/null
  # As the last command left it, where nothing was prepared since.
  if [ -e "$work/after" ] && [ -z "$prepared" ]; then
    mv "$work/after" "$work/before"
    mv "$work/log_after" "$work/log_before"
  else
    python3 "$work/world.py" "$store" "$work/before" "$work/log_before"
  fi
  eval "set -- $line"
  code=0
  "$BARTIZAN" "$@" > "$out" 2> "$err" < /dev/null || code=$?
  [ "$code" -ne 2 ] && [ "$code" -ne 4 ] || fail "exit code $code: bartizan $line"
  python3 "$work/world.py" "$store" "$work/after" "$work/log_after"
  # What was restored has a log that ended before.
  [ "$verb" != restore ] || sed '$d' "$work/log_after" > "$work/log_before"
  tail -n "+$(($(wc -l < "$work/log_before") + 1))" "$work/log_after" > "$work/new"
  if [ "$said" = - ]; then
    diff "$work/before" "$work/after" || fail "$verb changed something and says nothing"
    [ ! -s "$work/new" ] || fail "$verb says $(cat "$work/new")"
  else
    grep -q "^[0-9]* $said person_[a-z0-9]* command\$" "$work/new" || fail "$verb does not say $said: $(cat "$work/new")"
  fi
done < "$work/table"
expect 0 audit verify
