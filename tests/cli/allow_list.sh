# allow list shows what files and the store accept; the form of a configuration file can be read back.
. ./common.inc
cat > config.toml <<'END'
[[suppression]]
rule = "BZ-PKL-003"
module = "acme"
name = "Scaler"
owner = "mlops"
reason = "ours"
expires = 2099-01-31

[[waiver]]
rule = "BZ-PKL-001"
sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
approver = "CISO"
granted = 2026-11-01
owner = "red team"
reason = "a drill"
expires = 2026-11-20
END
expect 0 allow list
says "nothing is accepted"
expect 0 allow list --config config.toml
says "BZ-PKL-003 about acme.Scaler"
says "ours"
expect 0 allow list --all --config config.toml --format json
json 'r["schema"] == "bartizan.accepted/1"'
json '[one["kind"] for one in r["accepted"]] == ["suppression", "waiver"]'
json 'all(one["from"] == "configuration" for one in r["accepted"])'
expect 0 allow list --config config.toml --format toml
says_not acme
expect 2 allow withdraw exception_none --reason x
complains "nothing of that id"
