# One folder under two names is read once, and no file of it is lost between them.
. ./common.inc
. "$OLDPWD/checks.inc"
mkdir -p d/sub
benign d/m.pkl
malicious d/sub/call.pkl
ln -s d dl
sleep 1.1

# systems: how many are known.
systems() {
  "$BARTIZAN" exposure list --all --format json > "$out" 2> "$err" || true
  python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["systems"]))' "$out"
}
# judged FIRST SECOND SYSTEM: what is harmful is seen, whichever name comes first.
judged() {
  quiet discover --forget d dl dl/sub
  "$BARTIZAN" discover "$1" "$2" > "$out" 2> "$err" || true
  complains "$4"
  "$BARTIZAN" scan "$1" "$2" > "$out" 2> "$err" || true
  complains "$4"
  [ "$(systems)" = 1 ] || fail "$(systems) systems instead of one"
  is yes aisvs-1.0 v1.0-C6.1.1 "$3" models-scanned
  is no aisvs-1.0 v1.0-C6.1.1 "$3" models-clean
}
judged d dl d 'dl is the same folder as d and is read under that name'
judged dl d dl 'd is the same folder as dl and is read under that name'
judged dl/sub d d 'dl/sub lies in d and is read as a part of it'

# A folder that says of itself that it is here.
quiet discover --forget d
quiet discover d d/.
quiet scan d d/.
[ "$(systems)" = 1 ] || fail "$(systems) systems instead of one"
is yes aisvs-1.0 v1.0-C6.1.1 d models-scanned
expect 1 scan d/. --format json
json '[a["root"] for a in r["artifacts"]] == ["d", "d"]'

# Names whose text differs, and a part of it: each model counts once, and there is one system.
mkdir -p names/d/sub names/e
benign names/d/m.pkl
benign names/d/sub/n.pkl
ln -s ../d/sub names/e/up
whole=$PWD/names/d
cd names/d
for roots in '. ./sub/..' './sub/.. .' '. ../d' '../d/ .' ". $PWD" "$PWD/ ." '. sub/../sub' './sub/../ sub' \
  'sub .' '. sub' '../d/sub ../d' '. m.pkl' 'm.pkl ../d' "m.pkl $PWD/m.pkl ." '. ../e/up/..' \
  './sub/..' '../e/up/..' 'sub/../../d'; do
  quiet discover --forget "$whole"
  # shellcheck disable=SC2086
  expect 0 discover $roots --format json
  json 'sum(c["kind"] == "model" for c in r["components"]) == 2'
  expect 0 scan $roots --format json
  json 'len(r["artifacts"]) == 2'
  expect 0 exposure list --all --format json
  json '[s["where"][s["where"].find("/names/"):] for s in r["systems"] if "/names/" in s["where"]] == ["/names/d"]'
  is yes aisvs-1.0 v1.0-C6.1.1 "$whole" models-scanned
done
expect 0 discover . ../d
complains '../d is the same folder as . and is read under that name'
cd ../..
# ".." leads up from where a link leads.
quiet discover --forget "$whole"
expect 0 discover names/e/up/..
expect 0 discover --forget names/e/up/..
expect 0 exposure list --all --format json
json 'not any("/names/" in s["where"] for s in r["systems"])'
