# history shows what earlier scans said, by path and by hash.
. ./common.inc
malicious model.pkl
expect 1 scan model.pkl
expect 0 history model.pkl
says "malicious"
expect 0 history "$(sha256sum model.pkl | cut -d' ' -f1)"
says "malicious"
expect 3 history other.pkl
