# A bit that flipped in the index of a feed is said and ends with 3; nothing is called fixed for it.
. ./common.inc
command -v python3 > /dev/null || skip "python3 is not here"
mkdir db app
python3 - << 'END_OF_PYTHON'
import json
with open("db/osv.jsonl", "w") as f:
    for i in range(300):
        f.write(json.dumps({"id": "GHSA-%d" % i, "modified": "2024-01-02T03:04:05Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "p%d" % i}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2"}]}]}]}) + "\n")
END_OF_PYTHON
echo 'p7==1.1' > app/requirements.txt
feed=$XDG_DATA_HOME/bartizan/store.feeds/osv.feed
expect 0 feeds update db/osv.jsonl --name osv
expect 3 vuln app
says 'GHSA-7'
# The name of a package becomes another one, deep in the file.
python3 - "$feed" << 'END_OF_PYTHON'
import sys
b = bytearray(open(sys.argv[1], "rb").read())
at = b.index(b"pypi/p7", 8192)
while b[at + 7 : at + 8].isdigit(): at = b.index(b"pypi/p7", at + 1)
b[at + 6] ^= 1
open(sys.argv[1], "wb").write(b)
END_OF_PYTHON
expect 3 vuln app --format json
json 'any("osv.feed is damaged" in d for d in r["doubts"])'
expect 0 clock --all --format json
json '[c["state"] for c in r["cases"]] == ["open"]'
expect 3 feeds list
says 'osv.feed is damaged; import its source again'
printf 'version = 1\n[[rule]]\nid = "old"\ntitle = "t"\nfacts = "feed"\naction = "fail"\nwhen = { id = "other" }\n' > "$work/gate.toml"
expect 3 gate app --policy "$work/gate.toml"
says 'osv.feed is damaged'
expect 0 feeds update db/osv.jsonl --name osv
expect 3 vuln app
says 'GHSA-7'
