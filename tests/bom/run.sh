# Documents that the tests hold as golden, and fresh ones of the examples, against the standards' own
# libraries. usage: run.sh PYTHON BARTIZAN SOURCE BUILD; exit 77: the packages could not be had.
set -eu
here=$(dirname "$0")
python=$1 bartizan=$2 source=$3 build=$4
out=$build/bom
mkdir -p "$out"
cd "$source"
for format in cyclonedx-1.6 cyclonedx-1.7 spdx-3.0.1; do
  SOURCE_DATE_EPOCH=1700000000 "$bartizan" bom create examples --format "$format" \
    -o "$out/examples.$format.json"
  SOURCE_DATE_EPOCH=1700000000 "$bartizan" bom create examples --format "$format" \
    -o "$out/again.$format.json"
  cmp "$out/examples.$format.json" "$out/again.$format.json"
done
exec "$python" "$here/validate.py" "$out/venv" "$source"/src/assure/bom/golden/*.json \
  "$out"/examples.*.json
