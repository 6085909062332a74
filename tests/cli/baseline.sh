# A baseline hides findings that were known, never a malicious file.
. ./common.inc
malicious model.pkl
expect 1 scan --format json -o "$work/baseline.json" .
expect 1 scan --baseline "$work/baseline.json" .
