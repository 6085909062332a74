# Five lines of effort with measures from a store of known content; this installation's own goals.
. ./common.inc
examples=$(dirname "$0")/../../examples
case $0 in /*) ;; *) examples=$OLDPWD/$examples ;; esac
expect 3 roadmap
says 'unknown'
says 'bartizan inventory import FILE'
# What this program brings along says nothing about the organisation.
expect 3 roadmap --format json
json 'all(l["measure"]["value"] is None for l in r["lines"])'
expect 0 self-check --format json
json 'all(r["goals"][i]["state"] == "unknown" for i in (0, 1, 6))'
"$BARTIZAN" inventory import "$examples/inventory/clinic-2025.csv" > /dev/null 2>&1 || true
cp -r "$examples/clinic-triage" clinic
"$BARTIZAN" discover clinic > /dev/null 2>&1 || true
"$BARTIZAN" scan clinic > /dev/null 2>&1 || true
expect 0 roadmap
says 'Responsibly use AI'
says 'not affiliated with or endorsed by CISA or DHS'

expect 0 roadmap --format json
json 'len(r["lines"]) == 5 and sum(len(l["objectives"]) for l in r["lines"]) == 24'
json 'r["lines"][0]["measure"]["denominator"] >= 2 and r["lines"][0]["measure"]["value"] is not None'
json 'r["lines"][1]["measure"]["denominator"] == 1 and r["lines"][1]["measure"]["value"] == 0'
json '"no bill of materials" in r["lines"][1]["worst"][0]["why"]'
json 'r["lines"][4]["measure"]["value"] is None and "records no labs" in r["lines"][4]["measure"]["note"]'
json 'all(l["next"]["command"] for l in r["lines"])'
json 'len(r["lines"][1]["trend"]) == 1'
"$BARTIZAN" bom create clinic -o bom.json > /dev/null 2>&1 || true
"$BARTIZAN" feeds update "$examples/feeds" > /dev/null 2>&1 || true
"$BARTIZAN" vuln clinic --exposed no --by 'A. Person' > /dev/null 2>&1 || true
expect 0 roadmap --all
says 'formula'
expect 0 self-check --format json
json 'len(r["goals"]) == 7 and all(g["why"] for g in r["goals"])'
json 'r["goals"][1]["state"] == "unknown" and r["goals"][6]["state"] == "met"'
json 'any("seccomp" in s for s in r["goals"][2]["seen"]) or r["goals"][2]["state"] != "met"'
expect 0 self-check --all
says 'goals met'
