# The same files read from their system's folder, from above, and from there again: nothing changed.
. ./common.inc
mkdir -p srv/alpha/.bartizan srv/alpha/models srv/beta
benign srv/alpha/models/a.pkl
malicious srv/alpha/models/b.pkl
echo 'torch==2.6.0' > srv/alpha/requirements.txt
printf 'import torch\nm = torch.load("models/a.pkl")\n' > srv/alpha/app.py
printf 'id = "A-1"\nname = "Triage"\nstage = "Deployed"\n' > srv/alpha/.bartizan/system.toml
echo 'openai==1.50.0' > srv/beta/requirements.txt

answers() { expect 0 answer list --system A-1; says "$1"; }
drifts() {
  "$BARTIZAN" reconcile --all --format json > "$out" 2> "$err" || true
  json "[x for d in r['differences'] if d['kind'] == 'drift' for x in d['details']] == $1"
}
facts() {
  "$BARTIZAN" assess guidelines --system A-1 --explain V1 --format json > "$out" 2> "$err" || true
  python3 -c '
import json, sys
for e in json.load(open(sys.argv[1]))["evidence"]:
    if e["kind"] == "discovery":
        for key in sorted(e["facts"]): print(key, e["facts"][key])' "$out"
}
# unchanged WHEN: nothing that was said of it fell, and nothing is said to have changed.
unchanged() {
  answers '1 answer stands'
  drifts '[]'
  facts > ../now
  cmp -s ../first ../now || fail "$1: $(diff ../first ../now)"
}

sleep 1.1
expect 0 scan srv/alpha/models/a.pkl
expect 0 discover srv/alpha
expect 0 answer add --framework guidelines --requirement O1 --system A-1 --status met --by 'A. Person' \
  --reason 'looked' --until "$(date -d '+60 days' +%Y-%m-%d)"
facts > ../first
grep -q '^local-models:names models/a.pkl; models/b.pkl$' ../first || fail "names: $(cat ../first)"
grep -q '^unscanned-models:names models/b.pkl$' ../first || fail "unscanned: $(cat ../first)"
unchanged 'at first'
expect 0 discover srv
unchanged 'from above'
expect 0 discover srv/alpha
unchanged 'from its folder'
expect 0 discover srv
unchanged 'from above again'

# A model of the same name elsewhere is another one.
mkdir srv/models
benign srv/models/b.pkl
expect 0 scan srv/models/b.pkl
expect 0 discover srv
unchanged 'another of the same name'

# What really changes is drift, and takes the answer back.
mv srv/alpha/models/b.pkl srv/alpha/models/c.pkl
expect 0 discover srv
drifts "['new: model models/c.pkl', 'gone: model models/b.pkl']"
answers '0 answers stand'
expect 0 discover srv/alpha
drifts "['new: model models/c.pkl', 'gone: model models/b.pkl']"

# A model that is the folder itself has one name, too.
mkdir -p hub/one/.bartizan
printf '{"model_type": "bert", "architectures": ["BertModel"]}' > hub/one/config.json
printf 'id = "A-2"\nname = "Hub"\nstage = "Deployed"\n' > hub/one/.bartizan/system.toml
for folder in hub/one hub hub/one; do
  expect 0 discover $folder
  drifts "['new: model models/c.pkl', 'gone: model models/b.pkl']"
done
