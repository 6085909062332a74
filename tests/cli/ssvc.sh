# Tables are listed, decide, and ask for what is missing by name.
. ./common.inc
expect 0 ssvc
says 'coordinator-triage  Coordinator Triage 1.0.0, 192 rows'
expect 0 ssvc --format json
json 'len(r["tables"]) == 9 and sum(t["rows"] for t in r["tables"]) == 403'
expect 0 ssvc --table bod-26-04 --set in-kev=Yes --set publicly-exposed=no --set automatable=Y --set technical-impact=total
says '3 days & forensic investigation  CISA BOD 26-04'
says '(not verified)'
expect 2 ssvc --table bod-26-04 --set in-kev=yes
complains '--set technical-impact=VALUE, one of partial | total'
expect 2 ssvc --table bod-26-04 --set in-kev=maybe
complains 'in-kev is no | yes'
expect 2 ssvc --table bod-26-04 --set exploitation=active
complains 'has no point exploitation'
expect 2 ssvc --table bod-22-01
complains 'Tables are bod-26-04'
expect 2 ssvc --set in-kev=yes
complains '--table'
# A derived point by its own inputs, as a selection list.
expect 0 ssvc --table deployer --set exploitation=poc --set system-exposure=open --set automatable=yes \
  --set safety-impact=critical --set mission-impact=degraded --vulnerability CVE-2026-1 --format json --reproducible
json 'r["schemaVersion"] == "2.0.0" and r["target_ids"] == ["CVE-2026-1"] and len(r["selections"]) == 5'
json '[s["values"][0]["key"] for s in r["selections"] if s["key"] == "HI"] == ["M"]'
