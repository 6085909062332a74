# Feeds: what is read, what is refused and said, and that the old one stays when the new one fails.
. ./common.inc
command -v python3 > /dev/null || skip "python3 is not here"
osv() { # ID [DATE]
  printf '{"id":"%s","modified":"%s","aliases":["CVE-2024-%s"],"affected":[{"package":{"ecosystem":"PyPI","name":"Lite_LLM"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.2"}]}]}]}' \
    "$1" "${2:-2024-01-02T03:04:05Z}" "$(printf '%s' "$1" | cksum | cut -c1-5)"
}
feeds=$XDG_DATA_HOME/bartizan/store.feeds
expect 3 feeds list
says 'no advisories are here yet'
expect 2 feeds update
complains 'no feed is known yet'
expect 2 feeds update missing.json
complains 'there is no missing.json'

# JSON lines with one broken line: the rest is kept, the broken one is named.
mkdir db
{ osv GHSA-1; echo; echo '{"id":"GHSA-2","modif'; osv GHSA-3; echo; } > db/lines.jsonl
expect 3 feeds update db/lines.jsonl --name lines --format json
json 'r["feeds"][0]["updated"] and r["feeds"][0]["feed"]["records"] == 2'
json 'r["feeds"][0]["refused"] == 1 and "record 2" in r["feeds"][0]["refusals"][0]["place"]'
expect 3 feeds list --format json
json 'r["feeds"][0]["id"] == "lines" and r["feeds"][0]["stale"]'
json 'r["feeds"][0]["data_date"] == "2024-01-02T03:04:05.000Z"'
# Fresh as it may be: what misses records is not whole.
{ osv GHSA-1 "$(date -u +%Y-%m-%dT00:00:00Z)"; echo; echo '{"id":"GHSA-2","modif'; } > db/fresh.jsonl
expect 3 feeds update db/fresh.jsonl --name fresh
expect 0 feeds remove --name lines
expect 3 feeds list --format json
json 'not r["feeds"][0]["stale"] and r["feeds"][0]["refused"] == 1'
expect 3 feeds list
says '1 not whole'
expect 0 feeds remove --name fresh
expect 3 feeds update db/lines.jsonl --name lines

# A folder: each file for itself, its files and their hashes in one hash.
mkdir tree tree/.git tree/sub
osv GHSA-4 > tree/sub/a.json
osv GHSA-5 > tree/b.json
printf 'id: PYSEC-2024-1\nmodified: 2024-01-01T00:00:00Z\naffected:\n- package:\n    name: torch\n    ecosystem: PyPI\n  versions:\n  - 2.0.1\n' > tree/c.yaml
printf '{"name": "no advisory"}' > tree/package.json
printf '{' > tree/half.json
printf '{' > tree/.git/half.json
expect 3 feeds update tree
says '3 records'
says 'half.json: does not end'
says '1 that are no advisories'

# Nothing that can be read: the old one stays.
printf 'PK\003\004 no archive' > db/lines.jsonl
cp "$feeds/lines.feed" "$work/before"
expect 3 feeds update --name lines
says 'not updated'
says 'lines, 2 records'
cmp -s "$feeds/lines.feed" "$work/before" || fail 'the old index is gone'

# Checksums: asked for, beside the file, wrong.
osv GHSA-6 > db/one.json
sum=$(sha256sum db/one.json | cut -d' ' -f1)
wrong=$(printf '%064d' 0)
expect 3 feeds update db/one.json --name one --sha256 "$wrong"
says "its SHA-256 is $sum"
[ ! -e "$feeds/one.feed" ] || fail 'a feed with a wrong hash was kept'
expect 0 feeds update db/one.json --name one --sha256 "$sum"
says 'as was offered'
(cd db && sha256sum one.json > SHA256SUMS)
expect 0 feeds update db/one.json --name one
says 'as was offered'
osv GHSA-7 > db/one.json
expect 3 feeds update db/one.json --name one
says 'SHA256SUMS says'

# Far fewer records than before are kept and said.
rm db/SHA256SUMS
for i in 1 2 3 4 5; do osv GHSA-1$i; done > db/one.json
expect 0 feeds update db/one.json --name one
says '5 records'
osv GHSA-11 > db/one.json
expect 3 feeds update db/one.json --name one
says 'had 5 before'
# The future is no fresh date.
osv GHSA-12 2999-01-01T00:00:00Z > db/one.json
expect 3 feeds update db/one.json --name one --format json
json 'r["feeds"][0]["feed"]["stale"] and "future" in r["feeds"][0]["feed"]["stale_reason"]'

# Archives, with a damaged member and with one that unpacks to far more than it may.
python3 - << 'END_OF_PYTHON'
import json, zipfile
def osv(i): return json.dumps({"id": "GHSA-z%d" % i, "modified": "2024-01-01T00:00:00Z", "affected": []})
with zipfile.ZipFile("all.zip", "w", zipfile.ZIP_DEFLATED) as z:
    for i in range(50): z.writestr("GHSA-z%d.json" % i, osv(i))
    z.writestr("README.md", "hello")
with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("a.json", osv(1))
    z.writestr("b.json", '{"id":"' + "A" * 300_000_000 + '"}')
    z.writestr("c.json", osv(3))
bytes_ = bytearray(open("all.zip", "rb").read())
with zipfile.ZipFile("all.zip") as z: at = z.getinfo("GHSA-z7.json").header_offset
for i in range(at + 45, at + 80): bytes_[i] = 0xff
open("hurt.zip", "wb").write(bytes_)
open("cut.zip", "wb").write(bytes_[:3000])
events = ",".join('{"introduced":"%d"}' % i for i in range(100_000))
open("range.jsonl", "w").write(osv(1) + '\n{"id":"GHSA-r","modified":"2024-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"x"},"ranges":[{"type":"SEMVER","events":[' + events + ']}]}]}\n' + osv(2) + '\n')
END_OF_PYTHON
expect 0 feeds update all.zip --name zip
says '50 records'
expect 3 feeds update hurt.zip --name hurt
says '49 records'
says 'GHSA-z7.json'
expect 3 feeds update cut.zip --name zip
says 'not updated'
expect 3 feeds update bomb.zip --name bomb
says '2 records'
says 'b.json'
expect 3 feeds update range.jsonl --name range
says '2 records'
says '100000 events; at most 10000 are read'

# Killed in the middle: what was there is still there.
python3 -c '
import json
with open("many.jsonl", "w") as f:
    for i in range(20000):
        f.write(json.dumps({"id": "GHSA-m%d" % i, "modified": "2024-01-01T00:00:00Z", "details": "x" * 2000, "affected": [{"package": {"ecosystem": "npm", "name": "p%d" % i}, "versions": ["1.%d" % k for k in range(50)]}]}) + "\n")'
cp all.zip source.any
expect 0 feeds update source.any --name kept
cp many.jsonl source.any
"$BARTIZAN" feeds update source.any --name kept > /dev/null 2>&1 &
child=$!
sleep 0.3
kill -9 $child
wait $child 2> /dev/null || true
expect 3 feeds list --format json
json 'next(f for f in r["feeds"] if f["id"] == "kept")["records"] in (50, 20000)'

expect 0 feeds remove --name kept
expect 2 feeds remove --name kept
complains 'there is no feed kept'
expect 2 feeds remove --name ../../etc/passwd
expect 2 feeds update http://example.invalid/all.zip
complains 'http lets others change what comes'
expect 2 feeds update ftp://example.invalid/all.zip
expect 2 feeds update https://user:secret@example.invalid/all.zip

# A small folder of several kinds is read as if each file had been named; one feed is not kept twice in silence.
mkdir kinds
osv GHSA-9 > kinds/mine.json
cat > kinds/known.json << END
{"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": "2026.11.27",
 "dateReleased": "2026-11-27T00:00:00Z", "count": 1, "vulnerabilities": [{"cveID": "CVE-2026-42208",
 "vendorProject": "v", "product": "p", "vulnerabilityName": "z", "dateAdded": "2026-05-08",
 "shortDescription": "s", "requiredAction": "a", "dueDate": "2026-05-20",
 "knownRansomwareCampaignUse": "Unknown", "notes": ""}]}
END
"$BARTIZAN" feeds update kinds --format json > "$out" 2> "$err" || true
json 'sorted(f["feed"]["kind"] for f in r["feeds"]) == ["kev", "osv"]'
expect 3 feeds update kinds --name whole
says 'holds the same once more'

# A newer file under another path does not replace the older one in silence; under its name it does.
"$BARTIZAN" feeds remove --name kev > /dev/null 2>&1 || true
mkdir monday tuesday
cp kinds/known.json monday/known-2026-11-23.json
sed 's/2026.11.27/2026.11.28/; s/2026-11-27T/2026-11-28T/' kinds/known.json > tuesday/known-2026-11-24.json
"$BARTIZAN" feeds update monday/known-2026-11-23.json --name list > "$out" 2> "$err" || true
"$BARTIZAN" feeds update tuesday/known-2026-11-24.json --name newer > "$out" 2> "$err" || true
complains 'stays beside newer, and both count'
complains 'bartizan feeds remove --name list'
expect 0 feeds remove --name newer
"$BARTIZAN" feeds update tuesday/known-2026-11-24.json --name list > "$out" 2> "$err" || true
! grep -q 'stays beside' "$err" || fail 'it took its place'
