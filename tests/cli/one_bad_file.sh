# One bad file never ends a scan: everything else has its row.
. ./common.inc
benign a.pkl
make b.pkl << RECIPE
hex 80 04 95
repeat 8 { u8 255 }
random 500 1
RECIPE
: > c.pkl
malicious d.pkl
expect 1 scan --format json .
json 'len(r["artifacts"]) == 4'
json 'artifact("a.pkl")["verdict"] == "clean"'
json 'artifact("c.pkl")["verdict"] == "incomplete"'
json 'artifact("d.pkl")["verdict"] == "malicious"'
