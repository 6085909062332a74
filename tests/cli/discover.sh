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
