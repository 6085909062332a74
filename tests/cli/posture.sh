# posture: raised with a reason and an end, over by itself, and what the gate makes of it.
. ./common.inc
expect 0 posture show
says "normal"
expect 2 posture raise --reason drill --by 'A. Person'
complains "--until 2027-06-30, or --for 14d"
expect 2 posture raise --for 14d --by 'A. Person'
complains "--reason TEXT"
expect 2 posture raise --for 500d --reason drill --by 'A. Person'
complains "92 days at most"
expect 2 posture raise --for 14x --reason drill --by 'A. Person'
expect 2 posture raise --for 14d --preset observe --reason drill --by 'A. Person'
expect 2 posture lower --reason over --by 'A. Person'
complains "not raised"

mkdir models
malicious models/a.pkl
benign models/b.pkl
expect 1 gate models
says_not "posture raised"
says_not "✗ failed      pickle-format"

expect 0 posture raise --for 14d --reason 'attacks on the sector' --by 'A. Person'
complains "posture raised until"
complains "preset strict"
expect 0 posture show
says "attacks on the sector"
says "evidence counts for 1 day instead of 7 days"
expect 0 posture show --format json
json 'r["raised"] and r["preset"] == "strict" and r["effective"]["evidence_seconds"] == 86400'
json 'len(r["history"]) == 1 and r["history"][0]["by"] == "A. Person"'

# The gate names no policy: the stricter rules count, and it says so.
expect 1 gate models
says "posture raised until"
says "✗ failed      pickle-format"
expect 1 gate models --preset default
says_not "✗ failed      pickle-format"
says "posture raised until"
# An organisation's own rules stay, the others come on top.
mkdir -p "$XDG_CONFIG_HOME/bartizan"
cat > "$XDG_CONFIG_HOME/bartizan/gate.toml" << END
version = 1
title = "ours"
[[rule]]
id = "own-rule"
title = "no file that is called b"
facts = "scan"
when = { path = { matches = ["b.pkl"] } }
action = "fail"
[[rule]]
id = "pickle-format"
title = "ours is softer"
facts = "scan"
action = "ignore"
END
status=0
"$BARTIZAN" gate models --format json > "$out" 2> "$err" || status=$?
[ "$status" -eq 1 ] || fail "exit code $status instead of 1"
json '{"own-rule", "pickle-format-raised"} <= {x["id"] for x in r["rules"]}'
json 'any("posture raised until" in n for n in r["notes"])'
rm "$XDG_CONFIG_HOME/bartizan/gate.toml"

# It ends by itself: nothing has to run for that.
expect 0 posture show --as-of 2199-01-01
says "normal"
says "ended by itself"
python3 - "$XDG_DATA_HOME/bartizan/store.db" << 'END'
import sqlite3, sys
store = sqlite3.connect(sys.argv[1])
store.execute("UPDATE posture SET at = at - 20 * 86400000, until = until - 20 * 86400000")
store.commit()
END
expect 1 gate models
says_not "posture raised"
says_not "✗ failed      pickle-format"

expect 0 posture raise --for 2w --reason again --by 'A. Person'
expect 0 posture lower --reason 'nothing was found' --by 'B. Person'
expect 0 posture show
says "lowered by B. Person: nothing was found"
expect 0 posture show --format json
json 'not r["raised"] and r["ended"]["how"] == "lowered" and len(r["history"]) == 3'
