# Each command that a report advises is one: its verb is known, its options are the verb's, and what it
# names is there.
case $0 in /*) tests=$(dirname "$0") ;; *) tests=$PWD/$(dirname "$0") ;; esac
. ./common.inc
cp -r "$tests/../../examples" .
advise() { "$BARTIZAN" "$@" >> "$work/said" 2>&1 < /dev/null || true; }
advise roadmap
advise reconcile
advise assess guidelines
advise vuln examples
advise gate examples
"$BARTIZAN" inventory import examples/inventory/clinic-2025.csv > /dev/null 2>&1 || true
"$BARTIZAN" discover examples/clinic-triage examples/llm-gateway > /dev/null 2>&1 || true
mkdir gone
printf 'litellm==1.82.0\n' > gone/requirements.txt
"$BARTIZAN" discover gone > /dev/null 2>&1
rm -r gone
for _ in before after; do
  advise roadmap
  advise roadmap --format json
  advise reconcile --all
  advise scan examples
  advise discover examples
  advise inventory lint
  advise feeds list
  advise policy
  advise self-check
  advise notify list --notices
  advise watch list
  advise readiness list
  advise risk list
  advise exposure list
  advise find litellm
  advise vuln examples/llm-gateway --all
  advise gate examples/llm-gateway --all
  advise verify examples/clinic-triage/models/assistant.gguf
  "$BARTIZAN" feeds update examples/feeds > /dev/null 2>&1 || true
done
for framework in $("$BARTIZAN" assess --format json |
  python3 -c 'import json, sys; print(*(f["id"] for f in json.load(sys.stdin)["frameworks"]))'); do
  advise assess "$framework" --system examples/clinic-triage --all
  advise assess "$framework"
done
python3 "$tests/commands.py" "$tests/verbs.txt" 15 < "$work/said" || fail "a report advises what is no command"
# What a line of the roadmap leads to is there.
for record in $(grep -o 'bartizan inventory show [a-z]*_[a-z0-9]*' "$work/said" | cut -d' ' -f4 | sort -u); do
  expect 0 inventory show "$record"
done
