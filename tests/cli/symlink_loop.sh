# Links that lead in circles or nowhere are counted rows, and the rest is scanned.
. ./common.inc
benign a.pkl
mkdir sub
ln -s .. sub/up
ln -s self self
ln -s nowhere broken.pkl
expect 0 scan --format json .
json 'artifact("a.pkl")["verdict"] == "clean"'
json 'len(r["artifacts"]) == 1'
json 'r["summary"]["excluded"] == 3'
json '[n["path"] for n in r["summary"]["not_scanned"]] == ["broken.pkl", "self", "sub/up"]'
