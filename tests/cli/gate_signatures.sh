# gate: a model passes by a signature of somebody whom the policy trusts, and of nobody else.
. ./common.inc
mkdir -p tree/m
benign tree/m/a.pkl
cat > gate.toml << END
version = 1
[[rule]]
id = "signed"
title = "somebody vouches"
facts = "signature"
unless = { state = "verified" }
action = "fail"
END
expect 1 gate tree --policy gate.toml
says "not signed"

expect 0 key new --name release
expect 0 sign tree/m --key release -o tree/m/model.sig
# The keys of this place count.
expect 0 gate tree --policy gate.toml
expect 0 gate tree --policy gate.toml --explain signed
says "signed by release"

# Elsewhere nobody knows the key, until the policy names it.
expect 0 key export-public --name release
cp "$out" release.pub
expect 1 gate tree --policy gate.toml --store other/store.db
says "nobody whom the policy trusts"
cat >> gate.toml << END
[trust]
keys = ["release.pub"]
END
expect 0 gate tree --policy gate.toml --store other/store.db
# A key that lies in what is judged vouches for nothing.
cp release.pub tree/evil.pub
sed -i 's/"release.pub"/"tree\/evil.pub"/' gate.toml
expect 2 gate tree --policy gate.toml --store other/store.db
complains "must not say whom to trust"
rm tree/evil.pub
sed -i 's/"tree\/evil.pub"/"release.pub"/' gate.toml

# A file that joins, and one that changes.
benign tree/m/b.pkl
expect 1 gate tree --policy gate.toml
says "does not hold"
rm tree/m/b.pkl
expect 0 gate tree --policy gate.toml
malicious tree/m/a.pkl
expect 1 gate tree --policy gate.toml
says "does not hold"
# A single file's own signature.
benign tree/m/a.pkl
rm tree/m/model.sig
expect 0 sign tree/m/a.pkl --key release -o tree/m/a.pkl.sig
expect 0 gate tree --policy gate.toml
# Half a signature is none.
head -c 100 tree/m/a.pkl.sig > half
mv half tree/m/a.pkl.sig
status=0
"$BARTIZAN" gate tree --policy gate.toml > "$out" 2> "$err" || status=$?
[ "$status" -ne 0 ] || fail "half a signature passes"
# What is signed about a model without standing up for it: a verdict, provenance.
for kind in https://slsa.dev/verification_summary/v1 https://slsa.dev/provenance/v1; do
  echo '{"verificationResult": "FAILED"}' > predicate.json
  expect 0 sign tree/m/a.pkl --key release --predicate-type $kind --predicate predicate.json -o tree/m/a.pkl.sig
  expect 1 gate tree --policy gate.toml
done
