# discover names the AI of a tree with file and line, keeps it for find, and never shows a key.
. ./common.inc
mkdir -p app/config
cat > app/main.py << 'END'
import os
from openai import OpenAI
from app.config.names import MODEL

client = OpenAI(api_key="sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH")
client.chat.completions.create(model=MODEL, messages=[])
END
echo 'MODEL = "gpt-4o-mini"' > app/config/names.py
printf 'openai==1.50.0\nlitellm==1.82.0\nnumpy==2.0.0\n' > app/requirements.txt
benign app/model.pkl
expect 0 discover app
says 'openai 1.50.0'
says 'gpt-4o-mini'
says 'main.py:2'
says 'model.pkl'
says_not abcdefghijklmnop
says_not numpy
expect 0 discover app --format json
json 'r["schema"] == "bartizan.discover/1"'
json 'any(d["kind"] == "model" and d["name"] == "gpt-4o-mini" and d["path"] == "main.py" for d in r["detections"])'
json '"abcdefghijklmnop" not in json.dumps(r)'
json 'r["summary"]["unread"] == 0'

# The same again gives the same bytes.
expect 0 discover app --format json --reproducible
cp "$out" "$work/first"
expect 0 discover app --format json --reproducible --jobs 1
cmp -s "$work/first" "$out" || fail "two readings differ"

expect 0 find 'litellm<1.83.7'
says 'litellm 1.82.0'
says 'requirements.txt:2'
expect 0 find 'litellm>=1.83.7'
says 'nothing fits'
expect 0 find GPT-4o-mini --kind model
says 'main.py:6'
expect 2 find gpt-4o --kind modle
complains 'there is no kind modle'
expect 2 discover nowhere
complains 'there is no nowhere'

# Two folders in one call are what they are in two calls: the same names, the same evidence.
mkdir -p two/a/models two/a/app two/b
benign two/a/models/x.pkl
echo 'openai' > two/a/app/requirements.txt
printf 'openai==1.50.0\n' > two/b/requirements.txt
benign two/b/y.pkl
known() {
  for system in two/a two/b; do
    "$BARTIZAN" assess guidelines --system $system --explain V1 --format json 2> "$err" > "$out" || true
    python3 -c '
import json, sys
for e in json.load(open(sys.argv[1]))["evidence"]:
    if e["kind"] in ("scan", "discovery"): print(e["kind"], e["subject"], sorted(e["facts"].items()))' "$out"
  done
}
expect 0 discover two/a two/b
expect 0 scan two/a
expect 0 scan two/b
known > "$work/together"
grep -q "unscanned-models', '0'" "$work/together" || fail "a scanned model counts as never scanned"
grep -q "x.pkl" "$work/together" || fail "the model is not named"
grep -q "unscanned-models', '[1-9]" "$work/together" && fail "a scanned model counts as never scanned"
expect 0 find x.pkl
cp "$out" "$work/found"
expect 0 discover two/a
expect 0 discover two/b
known > "$work/alone"
cmp -s "$work/together" "$work/alone" || fail "one call is not what two calls are: $(diff "$work/together" "$work/alone")"
expect 0 find x.pkl
cmp -s "$work/found" "$out" || fail "one call names the model otherwise than two do"
