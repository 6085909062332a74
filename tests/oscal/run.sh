# Assessments of the examples as OSCAL, against NIST's own schemas.
# usage: run.sh PYTHON BARTIZAN SOURCE BUILD; exit 77: schemas or packages are not there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=$1 bartizan=$2 source=$3 build=$4
[ -d "${BARTIZAN_TEST_DATA:-/nowhere}/schemas/oscal-1.1.3" ] || { echo "no schemas"; exit 77; }
out=$build/oscal
rm -rf "$out/home" "$out/documents"
mkdir -p "$out/home" "$out/documents"
HOME=$out/home XDG_DATA_HOME=$out/home/data XDG_CONFIG_HOME=$out/home/config
export HOME XDG_DATA_HOME XDG_CONFIG_HOME
cd "$source"
quiet() { "$@" > "$out/log" 2>&1 || true; }
quiet "$bartizan" inventory import examples/inventory/clinic-2025.csv
quiet "$bartizan" discover examples/clinic-triage
quiet "$bartizan" scan examples/clinic-triage
quiet "$bartizan" bom create examples/clinic-triage -o "$out/bom.json"
soon=$(date -u -d '+60 days' +%F)
"$bartizan" answer add --framework guidelines --requirement D2 --system examples/clinic-triage --status partly \
  --by 'A. Person' --reason 'a "quoted" reason, with <angles>' --until "$soon" --attachment README.md -q
"$bartizan" action add --what 'sign every model' --owner 'B. Person' --due "$soon" --by 'A. Person' \
  --framework guidelines --requirement V1 --system examples/clinic-triage -q
for format in oscal-ar oscal-poam; do
  for release in '' --public; do
    "$bartizan" assess guidelines --system examples/clinic-triage --format $format $release \
      -o "$out/documents/guidelines$release.$format.json"
    "$bartizan" assess roadmap --format $format $release -o "$out/documents/roadmap$release.$format.json"
    "$bartizan" assess cpg-2.0 --format $format $release -o "$out/documents/cpg$release.$format.json"
  done
done
exec "$python" "$here/validate.py" "$out/venv" "$out"/documents/*.json
