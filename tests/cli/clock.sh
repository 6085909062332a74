# From advisories to a clock: exposure decides anew, steps and states are kept, calendars are written.
. ./common.inc
examples=$(dirname "$0")/../../examples
case $0 in /*) ;; *) examples=$OLDPWD/$examples ;; esac
expect 3 clock
complains 'no weakness was looked for yet'
"$BARTIZAN" feeds update "$examples/feeds" > /dev/null 2>&1 || true
cp -r "$examples/llm-gateway" gateway
"$BARTIZAN" vuln gateway --exposed yes --by 'A. Person' > "$out" 2> "$err" || true
expect 0 clock --format json
json 'any(c["advisory"] == "CVE-2026-42208" and c["forensic"] and c["overdue"] for c in r["cases"])'
json 'all(c["decision"]["inputs"][1]["source"].startswith("A. Person") for c in r["cases"])'
case=$(python3 -c '
import json, sys
r = json.load(open(sys.argv[1]))
print(next(c["id"] for c in r["cases"] if c["advisory"] == "CVE-2026-42271" and "pypi" in c["component"]))' "$out")
expect 0 clock
says 'overdue by'
says 'not verified in the primary text'
# A raised posture asks for it earlier, and moves no date.
expect 0 posture raise --for 2d --reason drill --by 'A. Person'
expect 0 clock
says 'the posture is raised'
expect 0 clock --format json
json 'all(c["start"] < c["target"] <= c["due"] for c in r["cases"] if c["due"] and c["state"] == "open")'
expect 0 posture lower --reason over --by 'A. Person'
expect 0 clock
says_not 'the posture is raised'
expect 0 exposure set --system gateway --exposed no --by 'B. Person'
complains 'decided anew'
expect 0 clock show --case "$case"
says '14 days  CISA BOD 26-04'
says 'B. Person'
expect 0 clock show --case "$case" --format json
json 'any(h["what"] == "outcome" and h["by"] == "B. Person" for h in r["history"])'
expect 2 clock mark --case "$case" --step scope --by A --reason x
complains 'asks for no forensic steps'
expect 2 clock mark --case "$case" --state accepted --by A --reason x
complains '--until'
expect 2 clock mark --case "$case" --state accepted --until 9999-12-31 --by A --reason x
complains 'more than a year away'
expect 2 clock mark --case "$case" --state not-affected --by A --reason x
complains 'bartizan vex add'
expect 2 clock mark --case nothing --state fixed --by A --reason x
complains 'there is no case nothing'
expect 0 clock mark --case "$case" --state fixed --by 'C. Person' --reason upgraded
expect 0 clock --all
says 'fixed  CVE-2026-42271'
# What is still there opens again, with its first clock.
"$BARTIZAN" vuln gateway > "$out" 2> "$err" || true
expect 0 clock show --case "$case" --format json
json 'r["state"] == "open" and r["history"][-1]["reason"] == "seen again"'
expect 0 clock --format ics
says 'BEGIN:VEVENT'
says "UID:$case@bartizan"
expect 0 clock --format csv
says 'case,system,'
# VEX excuses it, and taking it back opens it again.
expect 2 vex add --vulnerability CVE-2026-42271 --status not_affected --product pkg:pypi/litellm --by A
complains 'needs a justification'
expect 0 vex add --vulnerability CVE-2026-42271 --status not_affected --product pkg:pypi/litellm --system gateway \
  --justification vulnerable_code_not_in_execute_path --by 'A. Person'
complains '1 case changed'
expect 0 clock show --case "$case"
says 'not affected'
expect 0 vex export --author 'Clinic IT'
json 'r["@context"].startswith("https://openvex.dev/ns") and r["author"] == "Clinic IT"'
json 'any(s["status"] == "not_affected" and s["justification"] for s in r["statements"])'
json 'any(s["status"] == "affected" and s["action_statement"] for s in r["statements"])'
expect 0 vex export --format cyclonedx -o vex.cdx.json
expect 0 bom validate vex.cdx.json
expect 2 vex remove --id vex_
complains 'Say --yes'
expect 0 vex remove --id vex_ --yes
expect 0 clock show --case "$case" --format json
json 'r["state"] == "open"'
