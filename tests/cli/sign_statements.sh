# BOMs, reports and any predicate as statements; provenance is shown; checksums are weaker.
. ./common.inc
expect 0 key new --name release
mkdir m
echo weights > m/model.bin
expect 0 bom create m -o bom.json
expect 0 sign bom.json --type bom --key release --format json
json 'r["predicate_type"] == "https://cyclonedx.org/bom"'
expect 0 verify -v bom.json --key release
says "subject-digest"
echo >> bom.json
expect 1 verify bom.json --key release
says "other bytes than this file"

expect 0 scan m --format json -o scan.json
expect 0 sign scan.json --type evidence --key release
expect 0 verify scan.json --key release --format json
json 'r["statement"]["predicate_type"].endswith("/evidence/v1")'
expect 2 sign m/model.bin --type evidence --key release
complains "no JSON"

cat > provenance.json << 'EOF'
{"buildDefinition": {"buildType": "https://example.invalid/train/v1",
  "resolvedDependencies": [{"uri": "git+https://example.invalid/repo", "digest": {"gitCommit": "aabb"}}]},
 "runDetails": {"builder": {"id": "https://example.invalid/builder"}, "metadata": {"startedOn": "2026-01-02T03:04:05Z"}}}
EOF
expect 0 sign m/model.bin --predicate-type https://slsa.dev/provenance/v1 --predicate provenance.json \
  --key release -o made.json
expect 0 verify m/model.bin --provenance made.json --key release
says "https://example.invalid/builder"
says "git+https://example.invalid/repo"
expect 3 verify m/model.bin --provenance made.json
says "nobody vouches"

# A verdict is signed as well where it is a bad one: it is no signature of the file.
cat > verdict.json << 'EOF'
{"verifier": {"id": "https://example.invalid/gate"}, "verificationResult": "FAILED"}
EOF
expect 0 sign m/model.bin --predicate-type https://slsa.dev/verification_summary/v1 \
  --predicate verdict.json --key release
expect 1 verify m/model.bin --key release
says "predicate-type"
expect 0 verify m/model.bin --key release --predicate-type https://slsa.dev/verification_summary/v1
rm m/model.bin.sig

# Checksums: matched or not, nobody vouches.
(cd m && sha256sum model.bin > SHA256SUMS)
expect 3 verify m
says "checksum, nobody vouches"
says "as SHA256SUMS says"
says_not "verified"
echo x >> m/model.bin
expect 1 verify m
says "not as SHA256SUMS says"
mkdir -p hub/blobs hub/snapshots/main
printf 'blob' > hub/blobs/b
name=$(sha256sum hub/blobs/b | cut -d' ' -f1)
mv hub/blobs/b "hub/blobs/$name"
ln -s "../../blobs/$name" hub/snapshots/main/model.bin
printf 'text' > t
git_name=$(printf 'blob 4\0text' | sha1sum | cut -d' ' -f1)
mv t "hub/blobs/$git_name"
ln -s "../../blobs/$git_name" hub/snapshots/main/config.json
expect 3 verify hub/snapshots/main --format json
json 'sorted((c["path"], c["matches"]) for c in r["checksums"]) == [("config.json", True), ("model.bin", True)]'
