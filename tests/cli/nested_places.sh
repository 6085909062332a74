# A folder is known once: read from above or below, its answers and clocks stay with it; forgotten, they end.
. ./common.inc
examples=$(dirname "$0")/../../examples
case $0 in /*) ;; *) examples=$OLDPWD/$examples ;; esac
"$BARTIZAN" feeds update "$examples/feeds" > "$out" 2> "$err" || true
mkdir all
cp -r "$examples/llm-gateway" all/gateway
cp -r "$examples/llm-gateway" all/other
"$BARTIZAN" vuln all/gateway > "$out" 2> "$err" || true
expect 0 exposure set --system gateway --exposed no --by 'A. Person'
expect 0 clock --format json
json 'len(r["cases"]) > 0'
python3 -c 'import json, sys; print(*sorted(c["id"] for c in json.load(open(sys.argv[1]))["cases"]))' "$out" > ../before
# From above: the same system, its answer, its cases.
"$BARTIZAN" vuln all > "$out" 2> "$err" || true
expect 0 clock --format json
json 'set(open("../before").read().split()) <= set(c["id"] for c in r["cases"])'
json 'len(r["cases"]) == 2 * len(open("../before").read().split())'
expect 0 exposure list --format json
json 'len(r["systems"]) == 2'
json '[s["exposed"] for s in r["systems"] if s["name"] == "gateway"] == [False]'
# From below again: nothing twice, and what changed there is known.
"$BARTIZAN" vuln all/gateway > "$out" 2> "$err" || true
expect 0 exposure list --format json
json 'len(r["systems"]) == 2'
"$BARTIZAN" vuln --all --format json > "$out" 2> "$err" || true
json 'len(r["systems"]) == 2'
# Lines of two systems of one name say where each is.
cp -r all/gateway gateway
"$BARTIZAN" vuln gateway > "$out" 2> "$err" || true
expect 0 clock
says "in gateway ($PWD/gateway)"
says "in gateway ($PWD/all/gateway)"
# Forgotten: closed, and nothing is claimed about it.
expect 0 discover --forget gateway all
expect 0 clock --format json
json 'r["cases"] == []'
expect 0 clock --all
says 'fixed  CVE-2026-42208'
expect 3 vex export --author A
complains 'there is nothing to say'
# A part of a system is no system, and closes no case of the whole.
"$BARTIZAN" vuln gateway > "$out" 2> "$err" || true
expect 0 clock --format json
json 'len(r["cases"]) > 0'
cp "$out" ../whole
mkdir gateway/part
printf 'numpy==2.0.0\n' > gateway/part/requirements.txt
"$BARTIZAN" vuln gateway/part > "$out" 2> "$err" || true
expect 0 clock --format json
json 'len(r["cases"]) == len(json.load(open("../whole"))["cases"])'
"$BARTIZAN" vuln gateway/part > "$out" 2> "$err" || true
complains 'a part of a system that was read as a whole'
