# Weaknesses of a tree: looked up, decided, remembered. Advisories come from what was imported.
. ./common.inc
root=$(dirname "$0")/../..
case $0 in /*) ;; *) root=$OLDPWD/$root ;; esac
expect 2 vuln
complains 'say what to look up'
mkdir app
printf 'litellm==1.82.0\n' > app/requirements.txt
expect 2 vuln app --exposed yes
complains '--by NAME'
expect 2 vuln app --as-of yesterday
complains 'is no time'
# Without advisories nothing is called fine.
expect 3 vuln app
says 'not looked up'
says 'bartizan feeds update'
expect 2 vuln --system nobody
complains 'no system is called nobody'
# The examples' feeds are old, and that is said: 3 unless the gate fails.
"$BARTIZAN" feeds update "$root/examples/feeds" > /dev/null 2>&1 || true
"$BARTIZAN" feeds update "$root/examples/feeds/cve.json" "$root/examples/feeds/kev.json" \
  "$root/examples/feeds/osv.json" > /dev/null 2>&1 || true
expect 3 vuln app
says 'CVE-2026-42208'
says '3 days & forensic investigation'
says 'upgrade litellm to >= 1.83.7'
says 'feeds are stale'
expect 1 vuln app --gate
expect 3 vuln app --exposed no --by 'A. Person' --format json
json 'len(r["run"]["catalog"]) == 64 and r["run"]["catalog_version"] >= 0 and r["run"]["catalog_weakens"] == 0'
json '[w["decision"]["outcome"] for p in r["systems"][0]["packages"] for w in p["weaknesses"]
      if w["id"] == "CVE-2026-42271"] == ["14 days"]'
json '[w["decision"]["forensic"] for p in r["systems"][0]["packages"] for w in p["weaknesses"]
      if w["id"] == "CVE-2026-42208"] == [True]'
expect 3 vuln app --format sarif
json 'r["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1'
printf 'litellm==1.83.7\n' > app/requirements.txt
expect 3 vuln app --gate
says_not 'CVE-2026'
printf 'litellm==1.81.15\n' > app/requirements.txt
expect 3 vuln app
says 'CVE-2026-42271'
says_not 'CVE-2026-42208'
# As it was before KEV listed it: no clock of three days.
printf 'litellm==1.82.0\n' > app/requirements.txt
expect 0 vuln app --as-of 2026-05-01 --format json
json 'not any("kev" in w for p in r["systems"][0]["packages"] for w in p["weaknesses"])'
expect 0 vuln app --as-of 2026-05-09 --format json
json '[w["id"] for p in r["systems"][0]["packages"] for w in p["weaknesses"] if "kev" in w] == ["CVE-2026-42208"]'
# What the scan says of models counts, each by its own word.
cp -r "$root/examples/booby-trapped" traps
expect 1 vuln traps --gate --unfold
says 'the scan calls the model malicious'
says 'the scan calls the model suspicious'
says 'tokenizer_config.json'
expect 3 vuln traps --format json
json 'r["summary"]["malicious"] >= 5 and r["summary"]["suspicious"] >= 1'
expect 3 vuln traps --format sarif
# What a code scanning service sorts by follows the clock.
expect 3 vuln app --format sarif
json 'all(float(x["properties"]["security-severity"]) >= 9.0 for x in r["runs"][0]["tool"]["driver"]["rules"] if x["id"] == "CVE-2026-42208")'
