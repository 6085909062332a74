# gate: what a policy forbids fails, what nobody knows is 3, and nothing is never a pass.
. ./common.inc
mkdir tree empty
benign tree/model.pkl

# Weaknesses are not known to be none where nobody has advisories.
expect 3 gate tree
says "no feed of advisories was ever imported"
expect 3 gate tree --preset observe
today=$(date -u +%Y-%m-%dT%H:%M:%SZ)
cat > osv.json << END
{"id": "GHSA-xxxx", "modified": "$today", "affected": [{"package": {"ecosystem": "PyPI", "name": "litellm"},
 "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.83.7"}]}]}]}
END
cat > kev.json << END
{"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": "2026.11.27",
 "dateReleased": "$today", "count": 1, "vulnerabilities": [{"cveID": "CVE-2020-1234", "vendorProject": "x",
 "product": "y", "vulnerabilityName": "z", "dateAdded": "2026-11-27", "shortDescription": "s",
 "requiredAction": "a", "dueDate": "2026-12-20", "knownRansomwareCampaignUse": "Unknown", "notes": ""}]}
END
"$BARTIZAN" feeds update osv.json kev.json > "$out" 2> "$err" || true

# Without a policy: the preset default. A pickle is a warning there, and forbidden by strict.
expect 0 gate tree
says "pickle-format"
says "gate passed"
expect 1 gate tree --preset strict
says "pickle-format"
expect 0 gate tree --preset observe

malicious tree/bad.pkl
expect 1 gate tree
says "no-malicious-model"
says "tree/bad.pkl, byte"
expect 0 gate tree --dry-run
says "dry run, would exit 1"
expect 0 gate tree --preset observe
says "no-malicious-model"

# Nothing to judge is no pass, and observing nothing neither.
expect 3 gate empty
says "nothing to judge"
expect 3 gate empty --preset observe
echo "just a text" > empty/readme.txt
expect 3 gate empty

# What was not wholly read is undecided, also where nothing can fail; 1 wins over 3.
make tree/cut.pkl << RECIPE
hex 80 04 95 ff 00 00 00 00 00 00 00 8c 01
RECIPE
expect 1 gate tree
says "? incomplete"
expect 3 gate tree --preset observe
rm tree/bad.pkl
expect 3 gate tree
says "truncated"
rm tree/cut.pkl

# One's own rules; a policy beside them.
cat > ../gate.toml << END
version = 1
title = "ours"
extends = "default"

[[rule]]
id = "pickle-format"
title = "no pickle"
facts = "scan"
when = { format = "pickle" }
action = "fail"
END
expect 1 gate tree --policy ../gate.toml
says "no pickle"
says "gate.toml (ours)"
expect 1 gate tree --policy ../gate.toml --format json
json 'r["schema"] == "bartizan.gate/1" and r["exit_code"] == 1 and r["result"] == "failed"'
json 'len(r["run"]["catalog"]) == 64 and r["run"]["catalog_version"] >= 0 and r["run"]["catalog_weakens"] == 0'
expect 0 gate tree --policy ../gate.toml --explain pickle-format --dry-run
says "format is pickle → holds (found pickle)"
expect 2 gate tree --policy ../gate.toml --explain nothing
complains "pickle-format"

# An exception has an owner, a reason and an end.
sha=$(sha256sum tree/model.pkl | cut -d ' ' -f 1)
cat >> ../gate.toml << END

[[exception]]
rule = "pickle-format"
sha256 = "$sha"
owner = "ML platform"
reason = "replaced next month"
expires = 2999-01-31
END
expect 0 gate tree --policy ../gate.toml
says "by ML platform, until 2999-01-31: replaced next month"
sed -i 's/2999/2020/' ../gate.toml
expect 1 gate tree --policy ../gate.toml
says "no longer counts"

# What is judged never says how, and what is misspelt is told with its line.
cp ../gate.toml tree/gate.toml
expect 2 gate tree --policy tree/gate.toml
complains "what is judged must not say how"
rm tree/gate.toml
sed -i 's/^facts = "scan"/facts = "scann"/' ../gate.toml
expect 2 gate tree --policy ../gate.toml
complains 'gate.toml:8: unknown kind of facts "scann": did you mean "scan"?'

# A preset is where one's own policy starts.
for name in strict default observe; do
  expect 0 gate --print-preset "$name"
  cp "$out" ../gate.toml
  expect 0 gate tree --policy ../gate.toml --dry-run
done

# The usual place.
mkdir -p "$XDG_CONFIG_HOME/bartizan"
expect 0 gate --print-preset strict
cp "$out" "$XDG_CONFIG_HOME/bartizan/gate.toml"
expect 1 gate tree
says "gate.toml (strict)"
rm "$XDG_CONFIG_HOME/bartizan/gate.toml"

expect 2 gate
expect 2 gate tree --system x
expect 2 gate --system x
for format in sarif gitlab vsa; do
  expect 0 gate tree --format "$format"
  json 'len(r) > 0'
done
expect 0 gate tree --format github
says "::warning file=tree/model.pkl,title=pickle-format::"
expect 0 gate tree --format junit
says "<testsuites name=\"bartizan gate\""

# A misspelt scope or format must not make a rule pass; a pipe is no policy.
cat > ../scope.toml << END
version = 1
[[rule]]
id = "here"
title = "nothing malicious"
facts = "scan"
when = { verdict = "malicious" }
action = "fail"
paths = "**"
END
expect 0 gate tree --policy ../scope.toml
sed -i 's/^paths.*/paths = "modles\/**"/' ../scope.toml
expect 3 gate tree --policy ../scope.toml
says "no subject lies in its scope"
sed -i 's/^paths.*/systems = "no-such"/' ../scope.toml
expect 3 gate tree --policy ../scope.toml
sed -i '/^systems/d; s/^when.*/when = { format = "pickel" }/' ../scope.toml
expect 2 gate tree --policy ../scope.toml
complains 'unknown format "pickel": did you mean "pickle"'
mkfifo ../pipe.toml
expect 2 gate tree --policy ../pipe.toml
complains "it is no regular file"
