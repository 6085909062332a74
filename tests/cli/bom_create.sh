# A BOM of a folder: hashes, versions and labels, the same bytes for the same files.
. ./common.inc
mkdir app
printf 'litellm==1.82.0\nrequests==2.32.0\n' > app/requirements.txt
benign app/model.pkl
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH
for format in cyclonedx-1.7 cyclonedx-1.6 spdx-3.0.1; do
  expect 0 bom create app --format $format
  cp "$out" "$work/$format"
  expect 0 bom create app --format $format
  cmp -s "$work/$format" "$out" || fail "two BOMs in $format differ"
  says litellm
  says requests
  says "$(sha256sum app/model.pkl | cut -d' ' -f1)"
done
expect 0 bom create app
json 'r["bomFormat"] == "CycloneDX" and r["specVersion"] == "1.7"'
json 'r["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"'
json 'any(c["type"] == "machine-learning-model" for c in r["components"])'
expect 0 bom create app -o bom.json
expect 0 bom import bom.json
expect 0 find litellm
says 'litellm 1.82.0'
expect 2 bom create
complains 'say what the BOM is of'
expect 3 bom create --system nobody
complains 'no system is called nobody'
printf 'not a bom' > bad.json
expect 3 bom import bad.json
# A time that is none is said and not used.
for wrong in garbage -1 1e9 0x10 '12 ' 253402300800 9223372036854775807; do
  SOURCE_DATE_EPOCH=$wrong
  export SOURCE_DATE_EPOCH
  "$BARTIZAN" bom create . > "$out" 2> "$err" || true
  complains "SOURCE_DATE_EPOCH is no time"
done
unset SOURCE_DATE_EPOCH
