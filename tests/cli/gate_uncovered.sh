# A package of a type that no feed speaks of was not looked up, and is undecided in the gate.
. ./common.inc
command -v python3 > /dev/null || skip "python3 is not here"
today=$(date -u +%Y-%m-%dT%H:%M:%SZ)
printf '{"id":"GHSA-1","modified":"%s","affected":[{"package":{"ecosystem":"PyPI","name":"other"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}' "$today" > osv.json
printf '{"title":"CISA Catalog of Known Exploited Vulnerabilities","catalogVersion":"1","dateReleased":"%s","count":1,"vulnerabilities":[{"cveID":"CVE-2020-1234","vendorProject":"x","product":"y","vulnerabilityName":"z","dateAdded":"2026-11-27","shortDescription":"s","requiredAction":"a","dueDate":"2026-12-20","knownRansomwareCampaignUse":"Unknown","notes":""}]}' "$today" > kev.json
"$BARTIZAN" feeds update osv.json kev.json > "$out" 2> "$err" || true
printf 'version = 1\n[[rule]]\nid = "no-kev"\ntitle = "none exploited"\nfacts = "vulnerability"\nwhen = { kev = true }\naction = "fail"\n' > gate.toml
bom() { # PURL
  printf '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{"type":"library","bom-ref":"x","name":"x","version":"1.0","purl":"%s"}]}' "$1" > bom.json
}
bom pkg:pypi/x@1.0
expect 0 gate --bom bom.json --policy gate.toml
for type in conan swift hex npm; do
  bom "pkg:$type/x@1.0"
  expect 3 gate --bom bom.json --policy gate.toml
  says "no feed says anything about packages of the type $type"
done
bom pkg:rpm/redhat/x@1.0
expect 3 gate --bom bom.json --policy gate.toml
