# --reproducible: the same bytes give the same report, byte for byte, whatever the cache knows.
. ./common.inc
benign a.pkl
malicious b.pkl
expect 1 scan --reproducible --format json .
cp "$out" "$work/first"
expect 1 scan --reproducible --format json --jobs 1 .
cmp "$out" "$work/first" || fail "two reports"
expect 1 scan --reproducible --format json --no-cache .
cmp "$out" "$work/first" || fail "two reports"
