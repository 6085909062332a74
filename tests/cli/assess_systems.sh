# Every system against every requirement: the weakest counts, and what was answered for systems counts for the organisation.
. ./common.inc
examples=$(dirname "$0")/../../examples
case $0 in /*) ;; *) examples=$OLDPWD/$examples ;; esac
expect 3 assess guidelines --all-systems
says 'no system is known'
expect 3 assess guidelines --all-systems --format json
json 'r["systems"] == [] and all(q["status"] == "unknown" for q in r["requirements"])'
expect 2 assess cpg-2.0 --all-systems
complains 'asked of the organisation'
expect 2 assess guidelines --all-systems --explain D1
expect 2 assess guidelines --all-systems --format oscal-ar
expect 2 assess --all-systems
complains 'name the framework'

cp -r "$examples/clinic-triage" clinic
cp -r "$examples/llm-gateway" gateway
for place in clinic gateway; do "$BARTIZAN" discover $place > /dev/null 2>&1 || true; done
"$BARTIZAN" scan clinic > /dev/null 2>&1 || true

# A system that only calls hosted models was read, though it has no model files.
expect 0 assess guidelines --system gateway
says 'no scan of a model file stands behind it'
expect 0 assess guidelines --system gateway --all
says 'it only calls hosted models'

expect 0 assess guidelines --all-systems --no-remember
says 'All systems'
says '? unknown'
expect 0 assess guidelines --all-systems --format json
json 'len(r["systems"]) == 2 and len(r["requirements"]) == 17'
json 'all(len(s["statuses"]) == 17 and sum(s["counts"].values()) == 17 for s in r["systems"])'
json 'all(s["read"] and not s["assessed"] for s in r["systems"] if s["name"] != "gateway")'
json 'r["systems"][0]["counts"]["unmet"] >= r["systems"][1]["counts"]["unmet"]'
json 'r["requirements"][0]["why"].startswith("unknown for 2 of 2 systems: ")'
cp "$out" "$work/table"
expect 0 assess guidelines --all-systems --format json
json 'all(s["assessed"] for s in r["systems"])'

# The table, an assessment of each system and that of the organisation agree.
for place in clinic gateway; do
  expect 0 assess guidelines --system $place --format json
  cp "$out" "$work/one"
  python3 - "$work/table" "$work/one" << 'END' || fail "the table says otherwise of $place"
import json, sys
table, one = (json.load(open(path)) for path in sys.argv[1:3])
row = next(s for s in table["systems"] if s["id"] == one["system"]["id"])
for q in one["requirements"]:
    assert q["systems"] is None
    assert row["statuses"][q["id"]] == q["status"], (q["id"], q["status"], row["statuses"][q["id"]])
END
done
expect 0 assess guidelines --format json
cp "$out" "$work/whole"
python3 - "$work/table" "$work/whole" << 'END' || fail "the organisation stands otherwise than its systems"
import json, sys
table, whole = (json.load(open(path)) for path in sys.argv[1:3])
order = ["unmet", "unknown", "partly", "met", "not-applicable"]
for q, t in zip(whole["requirements"], table["requirements"]):
    weakest = min((s["statuses"][q["id"]] for s in table["systems"]), key=order.index)
    assert q["systems"]["status"] == t["status"] == weakest, (q["id"], t, weakest)
    assert q["systems"]["counts"] == t["counts"]
    assert q["status"] == weakest or (q["status"], weakest) == ("partly", "met"), q
    assert q["checks"][0]["id"] == "systems-meet"
END

# What is answered for one of two leaves it unknown, for both it is met; an expired answer takes that back.
soon=$(date -u -d '+90 days' +%F)
expect 0 answer add --framework guidelines --requirement D1 --system clinic --status met --by 'A. Person' \
  --reason 'learned in May' --until "$soon"
expect 0 assess guidelines --explain D1
says 'unknown for 1 of 2 systems'
expect 0 answer add --framework guidelines --requirement D1 --system gateway --status met --by 'A. Person' \
  --reason 'learned in June' --until "$soon"
expect 0 assess guidelines --explain D1
says 'met for 2 of 2 systems'
says 'Each system meets it'
says 'how 2 systems stand in guidelines D1'
expect 0 assess guidelines --all-systems --format csv
says 'all systems'
[ "$(wc -l < "$out")" -eq 4 ] || fail 'not one row for each system, the head and all of them'
expect 0 assess guidelines --all-systems --format html
says '<tfoot>'
says_not '<script'
late=$(date -u -d '+100 days' +%F)
status=0; "$BARTIZAN" assess guidelines --as-of "$late" --format json > "$out" 2> "$err" || status=$?
json 'r["requirements"][0]["status"] == "unknown"'
json '"no longer counts" in r["requirements"][0]["why"]'
expect 1 assess guidelines --all-systems --gate

# Published, no system is named.
expect 0 assess guidelines --format json --public
says_not 'clinic'
says_not 'gateway'

# A declared use case is called as everywhere.
"$BARTIZAN" inventory import "$examples/inventory/clinic-2025.csv" > /dev/null 2>&1 || true
expect 0 readiness record critical-asset --system 'Risk of readmission' --what 'plans beds' --by 'A. Person'
expect 0 risk add --sector healthcare-and-public-health --category failures --scenario 'beds run out' --system 'Risk of readmission' --by 'A. Person'
expect 3 assess guidelines --system 'Risk of readmission'
expect 2 readiness record critical-asset --system 'Risk of nothing' --what x --by 'A. Person'
complains 'no system is called Risk of nothing'
