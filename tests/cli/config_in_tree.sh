# A configuration inside the scanned tree is refused: what is scanned never configures the scan.
. ./common.inc
malicious model.pkl
: > config.toml
expect 2 scan --config config.toml .
expect 2 scan --config "$PWD/config.toml" .
