# What --exclude skips is counted and shown, never silent; the option may be repeated.
. ./common.inc
benign a.pkl
mkdir old
malicious old/b.pkl
malicious c.tmp
expect 1 scan .
expect 0 scan --exclude 'old/*' --exclude '*.tmp' .
says "excluded"
expect 0 scan --exclude old --exclude=*.tmp --format json .
json 'r["summary"]["excluded"] == 2'
json 'len(r["artifacts"]) == 1'
