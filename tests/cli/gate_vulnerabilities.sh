# gate: a weakness with a clock of three days fails, until it is gone or somebody answers for it.
. ./common.inc
mkdir tree
printf 'litellm==1.82.0\n' > tree/requirements.txt
printf 'import litellm\n' > tree/app.py
today=$(date -u +%Y-%m-%dT%H:%M:%SZ)
cat > osv.json << END
{"id": "GHSA-xxxx", "aliases": ["CVE-2026-42208"], "modified": "$today", "summary": "SQL injection",
 "database_specific": {"severity": "CRITICAL"},
 "affected": [{"package": {"ecosystem": "PyPI", "name": "litellm"},
 "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.81.16"}, {"fixed": "1.83.7"}]}]}]}
END
cat > kev.json << END
{"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": "2026.11.27",
 "dateReleased": "$today", "count": 1, "vulnerabilities": [{"cveID": "CVE-2026-42208",
 "vendorProject": "BerriAI", "product": "LiteLLM", "vulnerabilityName": "z", "dateAdded": "2026-05-08",
 "shortDescription": "s", "requiredAction": "a", "dueDate": "2026-05-20",
 "knownRansomwareCampaignUse": "Unknown", "notes": ""}]}
END
"$BARTIZAN" feeds update osv.json kev.json > "$out" 2> "$err" || true
expect 1 gate tree
says "urgent-weakness"
says "CVE-2026-42208 in litellm 1.82.0"
says "upgrade litellm to 1.83.7"
says "tree/requirements.txt:1"
expect 1 gate tree --format json --explain urgent-weakness
json 'any(j["fact"]["fields"]["forensic"] == ["yes"] and j["fact"]["fields"]["days"] == ["3"] for r in r["rules"] if r["id"] == "urgent-weakness" for j in r["judged"])'
expect 0 gate tree --preset observe
says "urgent-weakness"

# Somebody answers for it, rule by rule.
expect 0 gate --print-preset default
cp "$out" gate.toml
for rule in urgent-weakness overdue-weakness known-weakness; do
  cat >> gate.toml << END

[[exception]]
rule = "$rule"
component = "pkg:pypi/litellm"
advisory = "CVE-2026-42208"
owner = "ML platform"
reason = "not started"
expires = 2999-01-31
END
done
expect 0 gate tree --policy gate.toml
says "by ML platform, until 2999-01-31: not started"
sed -i 's/CVE-2026-42208/CVE-2026-42209/' gate.toml
expect 1 gate tree --policy gate.toml

# As a BOM of somebody else's.
expect 0 bom create tree -o bom.json
expect 1 gate --bom bom.json
says "CVE-2026-42208 in litellm 1.82.0"

# Gone.
printf 'litellm==1.83.7\n' > tree/requirements.txt
expect 0 gate tree

# A BOM does not excuse itself, and one without components is nothing to judge.
cat > excused.json << END
{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
 "components": [{"type": "library", "bom-ref": "l", "name": "litellm", "version": "1.82.0",
 "purl": "pkg:pypi/litellm@1.82.0"}],
 "vulnerabilities": [{"id": "CVE-2026-42208", "affects": [{"ref": "l"}],
 "analysis": {"state": "not_affected", "justification": "code_not_reachable"}}]}
END
expect 1 gate --bom excused.json
says "CVE-2026-42208 in litellm 1.82.0"
cat > nothing.json << END
{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
 "metadata": {"component": {"type": "application", "bom-ref": "a", "name": "a", "version": "1"}},
 "components": []}
END
expect 3 gate --bom nothing.json
says "the BOM lists no component"
expect 3 gate --bom nothing.json --preset observe

# What no advisory can name was not looked up. What was left out is told.
for purl in '' ', "purl": "pkg:generic/thing@1"'; do
  printf '{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components":
   [{"type": "library", "bom-ref": "l", "name": "thing", "version": "1"%s}]}' "$purl" > unnamed.json
  expect 3 gate --bom unnamed.json
  says "cannot be looked up among advisories"
done
expect 0 gate tree --exclude '*.none'
printf 'x' > tree/left.none
expect 0 gate tree --exclude '*.none'
says "1 path not looked at"

# A feed is not fresh because it was imported today: its data are of last winter.
sed 's/"dateReleased": "[^"]*"/"dateReleased": "2026-01-01T00:00:00Z"/' kev.json > kev-old.json
"$BARTIZAN" feeds update kev-old.json --name kev > "$out" 2> "$err" || true
expect 3 gate tree
says "fresh-feeds"
says "data of 2026-01-01"
