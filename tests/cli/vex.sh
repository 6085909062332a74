# Statements of others: what is refused is named with its line, the rest is kept.
. ./common.inc
cat > vendor.json << 'END'
{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.invalid/1", "author": "Vendor",
 "timestamp": "2026-01-08T18:02:03-06:00", "version": 1, "statements": [
  {"vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:pypi/a"}], "status": "not_affected",
   "justification": "component_not_present"},
  {"vulnerability": {"name": "CVE-2026-2"}, "products": [{"@id": "pkg:pypi/a"}], "status": "not_affected"}]}
END
expect 3 vex import vendor.json
complains 'vendor.json:5 a statement says that CVE-2026-2'
expect 0 vex list --format json
json 'len(r["statements"]) == 1 and r["statements"][0]["at"].startswith("2026-01-09")'
expect 3 vex import vendor.json
expect 0 vex list
says 'not affected  CVE-2026-1'
says '1 statement'
printf '{"document": {"csaf_version": "2.0"}}' > csaf.json
expect 3 vex import csaf.json
complains 'CSAF VEX is not read yet'
expect 3 vex import nowhere.json
expect 3 vex export
complains 'no weakness was looked for'
expect 2 vex remove --id vex_none
