# An exception that accepts nothing is told; one whose purl names nothing is refused.
. ./common.inc
command -v python3 > /dev/null || skip "python3 is not here"
mkdir tree
benign tree/model.pkl
exception() {
  printf 'version = 1\n[[rule]]\nid = "no-pickle"\ntitle = "no pickle"\nfacts = "scan"\nwhen = { format = "pickle" }\naction = "fail"\n'
  printf '[[exception]]\nrule = "no-pickle"\n%s\nowner = "ML platform"\nreason = "r"\nexpires = 2999-01-31\n' "$1"
}
exception 'component = "pkg:pypi/litelm"' > gate.toml
expect 1 gate tree --policy gate.toml
says 'an exception from no-pickle for pkg:pypi/litelm (ML platform) accepted nothing here'
expect 1 gate tree --policy gate.toml --format json
json 'any("pkg:pypi/litelm" in n and "accepted nothing here" in n for n in r["notes"])'
exception "sha256 = \"$(sha256sum tree/model.pkl | cut -d ' ' -f 1)\"" > gate.toml
expect 0 gate tree --policy gate.toml
says_not 'accepted nothing here'
for purl in pkg: pkg:pypi pkg:pypi/ pkg:pypi/@1.0 pkg:npm/ns/ pkg:npm/ns/@1.0 pkg:/litellm 'pkg:pypi/?a=b' pypi/litellm; do
  exception "component = \"$purl\"" > gate.toml
  expect 2 gate tree --policy gate.toml
  complains 'gate.toml:10: "component" is a purl'
done
for purl in pkg:pypi/litellm pkg:pypi/litellm@1.0 pkg:npm/%40scope/name pkg:golang/github.com/a/b; do
  exception "component = \"$purl\"" > gate.toml
  expect 1 gate tree --policy gate.toml
done
