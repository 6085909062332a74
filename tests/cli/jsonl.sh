# JSON lines: first the run, then artifacts in walk order, last the summary.
. ./common.inc
benign b.pkl
malicious a.pkl
expect 1 scan --format jsonl .
python3 - "$out" << PYTHON || fail "the lines are not as documented"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert [l["type"] for l in lines] == ["run", "artifact", "artifact", "summary"], lines
assert [l["path"] for l in lines[1:3]] == ["a.pkl", "b.pkl"], lines
PYTHON
