# Requirements are answered by evidence: what a changed byte takes back, and nothing else.
. ./common.inc
examples=$(dirname "$0")/../../examples
case $0 in /*) ;; *) examples=$OLDPWD/$examples ;; esac
expect 3 assess guidelines --format json
json 'r["totals"]["met"] == 0 and r["stale"]["of"] == 0'
json 'len(r["requirements"]) == 17 and all(q["why"] for q in r["requirements"])'
expect 2 assess guidlines
complains 'Did you mean guidelines?'

cp -r "$examples/clinic-triage" clinic
"$BARTIZAN" feeds update "$examples/feeds" > /dev/null 2>&1 || true
"$BARTIZAN" inventory import "$examples/inventory/clinic-2025.csv" > /dev/null 2>&1 || true
"$BARTIZAN" discover clinic > /dev/null 2>&1 || true
"$BARTIZAN" scan clinic > /dev/null 2>&1 || true
"$BARTIZAN" bom create clinic -o clinic.cdx.json > /dev/null 2>&1 || true
"$BARTIZAN" vuln clinic --exposed no --by 'A. Person' > /dev/null 2>&1 || true

# Each heading has a status and says what it stands on or what is missing.
expect 0 assess guidelines --system clinic
says 'Secure your supply chain'
says 'not affiliated with or endorsed by CISA or DHS'
expect 0 assess guidelines --system clinic --all
says ' scans of'
expect 0 assess guidelines --system clinic --format json
json 'len(r["requirements"]) == 17'
json 'all(q["evidence"] or q["status"] == "unknown" or any(c["why"] for c in q["checks"]) for q in r["requirements"])'
json 'sum(1 for q in r["requirements"] if q["evidence"]) >= 8'
json 'next(q for q in r["requirements"] if q["id"] == "D1")["status"] == "unknown"'
json 'r["stale"]["of"] > 0 and r["stale"]["not_reread"] == 0'

# People answer what only people know, with a reason and until a date.
soon=$(date -u -d '+90 days' +%F)
expect 2 answer add --framework guidelines --requirement D2 --system clinic --status met --by 'A. Person' --reason x --until 9999-01-01
complains 'a year at most'
expect 2 answer add --framework guidelines --requirement D2 --system clinic --status met --by 'A. Person' \
  --reason "$(head -c 120000 /dev/zero | tr '\0' x)" --until "$soon"
complains "--reason TEXT has 120000 bytes, more than the 2000 that are kept"
for id in D2 P1; do
  expect 0 answer add --framework guidelines --requirement $id --system clinic --status partly --by 'A. Person' \
    --reason 'looked at it' --until "$soon" --attachment clinic/README.md
  complains 'it holds until'
done
expect 0 answer add --framework guidelines --requirement D4 --system clinic --status partly --by 'A. Person' \
  --reason 'chosen for its size' --until "$soon"
expect 0 assess guidelines --system clinic --format json
cp "$out" "$work/before"
json 'all(q["answer"]["stands"] for q in r["requirements"] if q["id"] in ("D2", "P1", "D4"))'
bytes=$(($(wc -c < clinic/README.md)))
json "{q['id']: q['answer']['attachment_bytes'] for q in r['requirements'] if q['answer']} == {'D2': $bytes, 'P1': $bytes, 'D4': 0}"
expect 0 assess guidelines --system clinic --explain D4 --format json
json 'any(e["sha256"] for e in r["evidence"])'
json 'r["would_change"] and r["history"]'
expect 0 assess guidelines --system clinic --explain V1
says 'holds when'
says 'SHA-256'

# One byte of one model: exactly what stands on it changes.
model=$(ls clinic/models/*.gguf)
python3 - "$model" << 'END'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(-1, 2)
    last = f.read(1)[0]
    f.seek(-1, 2)
    f.write(bytes([last ^ 1]))
END
expect 0 assess guidelines --system clinic --format json
cp "$out" "$work/after"
python3 - "$work/before" "$work/after" "$(basename "$model")" << 'END' || fail "other answers changed than those that stand on the model"
import json, sys
before, after = (json.load(open(path)) for path in sys.argv[1:3])
name = sys.argv[3]
old = {q["id"]: q for q in before["requirements"]}
changed = {q["id"] for q in after["requirements"] if q["evidence"] != old[q["id"]]["evidence"]}
depends = set()
for q in before["requirements"]:
    gone = set(q["evidence"]) - set(e for p in after["requirements"] for e in p["evidence"])
    if gone:
        depends.add(q["id"])
print("changed:", sorted(changed), "depends:", sorted(depends))
assert depends and "V1" in depends and "D1" not in changed
assert changed == depends, (changed, depends)
for q in after["requirements"]:
    same = {k: v for k, v in q.items() if k not in ("expires",)}
    was = {k: v for k, v in old[q["id"]].items() if k not in ("expires",)}
    if q["id"] not in changed:
        for k in ("status", "why", "answer"):
            assert same[k] == was[k], (q["id"], k, was[k], same[k])
fallen = next(q for q in after["requirements"] if q["id"] == "D4")["answer"]
assert not fallen["stands"] and name in fallen["fallen"] and "SHA-256 was" in fallen["fallen"], fallen
assert next(q for q in after["requirements"] if q["id"] == "D2")["answer"]["stands"]
END
# The same bytes again: the answer counts again.
python3 - "$model" << 'END'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(-1, 2)
    last = f.read(1)[0]
    f.seek(-1, 2)
    f.write(bytes([last ^ 1]))
END
expect 0 assess guidelines --system clinic --format json
json 'next(q for q in r["requirements"] if q["id"] == "D4")["answer"]["stands"]'

# A list of answers reads again as assess does: a file that was merely touched takes nothing back.
touch "$model"
expect 0 answer list --system clinic
says '3 answers stand'
says_not 'fallen'
printf x >> "$model"
expect 0 answer list --system clinic
says 'changed: SHA-256 was'
python3 -c 'import os, sys; os.truncate(sys.argv[1], os.path.getsize(sys.argv[1]) - 1)' "$model"
expect 0 answer list --system clinic
says '3 answers stand'

# Without reading again, a changed file is said and counts no more.
printf x >> "$model"
expect 3 assess guidelines --system clinic --reread none
says '1 of '
says 'not read again'
expect 0 assess guidelines --system clinic

# Time alone takes evidence and answers back; nothing of another time is kept.
late=$(date -u -d '+30 days' +%F)
status=0; "$BARTIZAN" assess guidelines --system clinic --as-of "$late" --reread none --format json > "$out" 2> "$err" || status=$?
json 'next(q for q in r["requirements"] if q["id"] == "V1")["status"] != "met"'
json 'any("too long ago" in c["why"] for q in r["requirements"] for c in q["checks"])'
gone=$(date -u -d '+100 days' +%F)
status=0; "$BARTIZAN" assess guidelines --system clinic --as-of "$gone" --format json > "$out" 2> "$err" || status=$?
json 'next(q for q in r["requirements"] if q["id"] == "D2")["answer"]["fallen"].startswith("it expired on")'

# The plan, withdrawal, gate, exports.
expect 0 action add --what 'sign every model' --owner 'B. Person' --due "$soon" --by 'A. Person' \
  --framework guidelines --requirement V1 --system clinic
expect 0 action list
says 'sign every model'
expect 0 answer list --system clinic
says 'stands'
expect 0 answer list
says ': bartizan answer list --system '
id=$("$BARTIZAN" answer list --system clinic --format json | python3 -c '
import json, sys
print(next(a["answer"]["id"] for a in json.load(sys.stdin)["answers"] if a["answer"]["requirement"] == "D2"))')
expect 0 answer withdraw --id "$id" --by 'C. Person'
expect 2 answer withdraw --id "$id" --by 'C. Person'
expect 0 assess guidelines --system clinic --explain D2
says 'it was withdrawn on'
expect 1 assess guidelines --system clinic --gate
for format in csv html oscal-ar oscal-poam; do
  expect 0 assess guidelines --system clinic --format $format
  says 'Secure your supply chain'
  cp "$out" "$work/$format"
  expect 0 assess guidelines --system clinic --format $format --public
  says_not "$work"
  says_not 'A. Person'
  says_not 'B. Person'
  says_not 'models/'
  says_not '.gguf'
  case $format in oscal-*) says_not attachment ;; esac
done
sum=$(sha256sum < clinic/README.md | cut -c 1-64)
python3 - "$work/oscal-ar" README.md "$bytes" "$sum" << 'END' || fail "OSCAL does not say what is attached"
import json, sys
observations = json.load(open(sys.argv[1]))["assessment-results"]["results"][0]["observations"]
props = [{p["name"]: p["value"] for p in o.get("props", [])} for o in observations]
said = {tuple(p.get("attachment" + end) for end in ("", "-bytes", "-sha256")) for p in props}
sys.exit(0 if tuple(sys.argv[2:]) in said else 1)
END
expect 0 assess guidelines --system clinic --format csv
says ",README.md,$bytes,$sum,"
expect 0 assess guidelines --system clinic --format html
says 'Attached: README.md ('
expect 0 assess guidelines --system clinic --format html --public
says_not Attached
expect 0 assess guidelines --system clinic --since 2020-01-01
says "$(date -u +%F)"
expect 0 assess
says 'guidelines'
