# A check holds for the bytes that were looked at, and for no others: what was left out, came later,
# was not scanned or was judged by a gate that stops nothing proves nothing.
. ./common.inc
. "$OLDPWD/checks.inc"

quiet key new --name k
quiet key export-public --name k -o k.pub

# A malicious file that somebody excludes.
mkdir hidden
benign hidden/a.pkl
malicious hidden/evil.pkl
quiet discover hidden --exclude 'evil*'
quiet scan hidden --exclude 'evil*'
is unknown aisvs-1.0 v1.0-C6.1.1 hidden models-scanned
says 'left out when it was read'
quiet scan hidden
is yes aisvs-1.0 v1.0-C6.1.1 hidden models-scanned

# The same under a name that claims nothing; documents and texts that are none are quiet.
mkdir quietly
benign quietly/a.pkl
malicious quietly/notes.txt
echo '# Notes' > quietly/README.md
echo 'started, and stopped' > quietly/app.log
echo 'import site' > quietly/paths.pth
quiet discover quietly --exclude notes.txt
quiet scan quietly --exclude notes.txt
is unknown aisvs-1.0 v1.0-C6.1.1 quietly models-scanned
says 'left out when it was read'
rm quietly/notes.txt
quiet discover quietly --exclude '*.md' --exclude '*.log' --exclude paths.pth
quiet scan quietly --exclude '*.md' --exclude '*.log' --exclude paths.pth
is yes aisvs-1.0 v1.0-C6.1.1 quietly models-scanned
is yes guidelines P1 quietly no-secrets

# Code that somebody excludes: no key stands in what was read, and nobody knows of the rest.
mkdir -p coded/app
printf 'openai==1.50.0\n' > coded/requirements.txt
printf 'import openai\nc = openai.OpenAI(api_key="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")\n' > coded/app/k.py
quiet discover coded --exclude app
is unknown guidelines P1 coded no-secrets
says 'left out when it was read'
# A scan reads no code, and takes nothing of that back.
quiet scan coded
is unknown guidelines P1 coded no-secrets
quiet discover coded
is no guidelines P1 coded no-secrets

# One that no scan has read.
mkdir partly
benign partly/a.pkl
malicious partly/evil.pkl
quiet discover partly
quiet scan partly/a.pkl
quiet sign partly --key k --ignore evil.pkl
quiet verify partly --key k.pub
for check in models-hashed models-signed models-unchanged models-clean; do
  is unknown guidelines P2 partly $check
done
# The signer's list of what to ignore signs nothing.
quiet scan partly
is no guidelines P2 partly models-signed

# One that came after the signature.
mkdir signed
benign signed/a.pkl
quiet discover signed
quiet scan signed
quiet sign signed --key k
quiet verify signed --key k.pub
is yes guidelines P2 signed models-signed
is yes guidelines P2 signed models-unchanged
printf 'hex 80 04 8c 01 79 94 4b 04 86 94 2e\n' | make signed/b.pkl
quiet scan signed
is no guidelines P2 signed models-signed
is unknown guidelines P2 signed models-unchanged
rm signed/b.pkl
quiet scan signed
quiet verify signed --key k.pub
is yes guidelines P2 signed models-signed
is yes guidelines P2 signed models-unchanged

# A gate that stops nothing, or does not look.
mkdir gated
benign gated/a.pkl
malicious gated/evil.pkl
quiet discover gated
quiet scan gated
cat > lax.toml << END
version = 1
title = "lax"
[[rule]]
id = "r"
title = "anything"
facts = "scan"
when = { verdict = "clean" }
action = "warn"
END
expect 0 gate gated --policy lax.toml
is unknown aisvs-1.0 v1.0-C3.2.1 gated gate-passed
quiet gate gated --exclude 'evil*'
is unknown aisvs-1.0 v1.0-C3.2.1 gated gate-passed
quiet gate gated
is no aisvs-1.0 v1.0-C3.2.1 gated gate-passed
# What failed stays, whatever a later run leaves out, until one looks there or finds it gone.
policy_that_stops_harm > sure.toml
without() { # CODE PATTERN...
  code=$1
  shift
  for pattern; do
    set -- "$@" --exclude "$pattern"
    shift
  done
  expect "$code" gate gated --policy sure.toml "$@"
}
without 1
without 0 'evil*'
is no aisvs-1.0 v1.0-C3.2.1 gated gate-passed
says 'has not looked at evil.pkl since: without --exclude it does'
malicious gated/worse.pkl
without 1 'evil*'
without 0 'evil*' 'worse*'
is no aisvs-1.0 v1.0-C3.2.1 gated gate-passed
says 'has not looked at evil.pkl, worse.pkl since'
rm gated/worse.pkl
without 0 'evil*' '*.md'
is no aisvs-1.0 v1.0-C3.2.1 gated gate-passed
says 'has not looked at evil.pkl since'
rm gated/evil.pkl
echo '# Notes' > gated/README.md
without 0 '*.md'
is unknown aisvs-1.0 v1.0-C3.2.1 gated gate-passed
without 0
is yes aisvs-1.0 v1.0-C3.2.1 gated gate-passed

# A bill of materials that was emptied or is gone, and one that describes nothing of ours.
mkdir listed
benign listed/a.pkl
quiet discover listed
quiet scan listed
quiet bom create listed -o listed.json
is yes aisvs-1.0 v1.0-C6.2.1 listed bom-present
cp listed.json whole.json
printf '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}' > listed.json
is no aisvs-1.0 v1.0-C6.2.1 listed bom-present
cp whole.json listed.json
is yes aisvs-1.0 v1.0-C6.2.1 listed bom-present
rm listed.json
is no aisvs-1.0 v1.0-C6.2.1 listed bom-present

# A scan of the structure reads no weights: it proves nothing of them, and an answer that was given by
# it falls with them.
cp whole.json listed.json
is yes aisvs-1.0 v1.0-C6.2.1 listed bom-present
other_bytes() { printf 'hex 80 04 8c 01 %s 94 4b 04 86 94 2e\n' "$1" | make listed/a.pkl; }
other_bytes 79
quiet scan listed --depth structure
is no aisvs-1.0 v1.0-C6.2.1 listed bom-present
says 'were not hashed by the last scan'
is unknown aisvs-1.0 v1.0-C6.1.1 listed models-scanned
expect 0 answer add --framework guidelines --requirement P2 --system listed --status met --by A --reason r \
  --until "$(date -u -d "+30 days" +%F)"
other_bytes 7a
quiet scan listed --depth structure
expect 0 answer list --system listed --format json
json 'not r["answers"][0]["stands"]'
benign listed/a.pkl
quiet scan listed
is yes aisvs-1.0 v1.0-C6.2.1 listed bom-present
is yes aisvs-1.0 v1.0-C6.1.1 listed models-scanned
rm listed.json

# What one system has, the organisation has not.
cp whole.json listed.json
"$BARTIZAN" assess aisvs-1.0 --explain v1.0-C6.2.1 --format json > "$out" 2> "$err" || true
says 'without a bill of materials'

# Another folder under the same name, whose file has the same size and times.
mkdir -p rel/v1 rel/v2
benign rel/v1/a.pkl
printf 'hex 80 04 8c 01 79 94 4b 04 86 94 2e\n' | make rel/v2/a.pkl
touch -d '2026-11-01' rel/v1/a.pkl rel/v2/a.pkl
sleep 1.1
ln -s rel/v1 current
quiet discover current
quiet scan current
before=$("$BARTIZAN" assess aisvs-1.0 --system current --explain v1.0-C6.1.1 --format json 2> /dev/null |
  python3 -c 'import json,sys; print(sorted(e["sha256"] for e in json.load(sys.stdin)["evidence"] if e["kind"] == "scan"))')
ln -sfn rel/v2 current
after=$("$BARTIZAN" assess aisvs-1.0 --system current --explain v1.0-C6.1.1 --format json 2> /dev/null |
  python3 -c 'import json,sys; print(sorted(e["sha256"] for e in json.load(sys.stdin)["evidence"] if e["kind"] == "scan"))')
[ "$before" != "$after" ] || fail "another folder under the same name was not noticed: $before"

# What discovery said does not outlive its bytes.
mkdir -p app/src
printf 'FROM python:3.12\nUSER app\nCMD ["vllm", "serve", "x"]\n' > app/Dockerfile
printf 'litellm==1.82.0\n' > app/requirements.txt
sleep 1.1
quiet discover app
found() { "$BARTIZAN" assess guidelines --system app --explain V1 --reread "$1" --format json > "$out" 2> "$err" || true; }
found changed
unpinned() { json "any(e['facts']['unpinned-packages'] == '$1' for e in r['evidence'] if e['kind'] == 'discovery')"; }
unpinned 0
printf 'litellm\n' > app/requirements.txt
found none
json 'r["stale"]["not_reread"] > 0'
found changed
unpinned 1

# The only model of a system goes away and comes back: the system has its name again.
mkdir lone
benign lone/m.pkl
quiet discover lone
quiet scan lone
sleep 0.2
mv lone/m.pkl m.pkl
"$BARTIZAN" assess guidelines --system lone > "$out" 2> "$err" || true
complains 'gone: '
"$BARTIZAN" assess guidelines > "$out" 2> "$err" || true
grep -q 'gone: ' "$err" && fail "what went is said twice"
sleep 0.2
mv m.pkl lone/m.pkl
expect 0 assess guidelines --system lone
is yes aisvs-1.0 v1.0-C6.1.1 lone models-scanned

# A line more in a file that nobody signed, and another signature, change nothing.
mkdir kept
benign kept/a.pkl
echo started > kept/app.log
quiet discover kept
quiet scan kept
policy_that_stops_harm > stops.toml
quiet gate kept --policy stops.toml
quiet sign kept --key k --ignore app.log
quiet verify kept --key k.pub
is yes aisvs-1.0 v1.0-C3.2.1 kept gate-passed
is yes guidelines P2 kept models-signed
echo stopped >> kept/app.log
quiet scan kept
is yes aisvs-1.0 v1.0-C3.2.1 kept gate-passed
is yes guidelines P2 kept models-signed
is yes guidelines P2 kept models-unchanged
quiet sign kept --key k --ignore app.log
quiet scan kept
is yes aisvs-1.0 v1.0-C3.2.1 kept gate-passed
is yes guidelines P2 kept models-unchanged
printf 'hex 80 04 8c 01 79 94 4b 04 86 94 2e\n' | make kept/a.pkl
quiet scan kept
is no aisvs-1.0 v1.0-C3.2.1 kept gate-passed
says 'bytes have changed since the gate judged \"kept\": a.pkl'
