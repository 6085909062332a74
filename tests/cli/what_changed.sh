# Where a status falls, the sentence is about what changed, and not about what stood against it before.
. ./common.inc
examples=$(dirname "$0")/../../examples
case $0 in /*) ;; *) examples=$OLDPWD/$examples ;; esac
cp -r "$examples/llm-gateway" gateway
"$BARTIZAN" feeds update "$examples/feeds" > "$out" 2> "$err" || true
"$BARTIZAN" discover gateway > "$out" 2> "$err" || true
"$BARTIZAN" vuln gateway > "$out" 2> "$err" || true
"$BARTIZAN" bom create gateway -o bom.json > "$out" 2> "$err" || true
for framework in ai-in-ot ai-rmf; do
  "$BARTIZAN" assess $framework --system gateway > "$out" 2> "$err" || true
done
sleep 1.1
echo 'requests==2.0' >> gateway/requirements.txt
# fell FRAMEWORK REQUIREMENT WHY
fell() {
  "$BARTIZAN" assess "$1" --system gateway --format json > "$out" 2> "$err" || true
  json "any(c['requirement'] == '$2' and c['before'] == 'partly' and c['after'] == 'unmet' and '$3' in c['why'] for c in r['changes'])"
}
fell ai-in-ot OT-3 'package requests 2.0 (pypi) was found after gateway was looked up'
fell ai-rmf 'MEASURE 2.7' 'package requests 2.0 (pypi) was found after gateway was looked up'
