# A proof holds for what it was made of: a look-up for the packages that it looked up, a bill of
# materials for what it names, a signature for its own file and for names, a gate for what it stops.
. ./common.inc
. "$OLDPWD/checks.inc"
root=$(dirname "$0")/../..
case $0 in /*) ;; *) root=$OLDPWD/$root ;; esac

package_lookup() { is "$1" atlas-mitigations AML.M0016 "$2" packages-matched; }
overdue() { is "$1" atlas-mitigations AML.M0016 "$2" no-overdue; }
bom() { is "$1" aisvs-1.0 v1.0-C6.2.1 "$2" bom-present; }
bom_signed() { is "$1" aisvs-1.0 v1.0-C6.2.2 "$2" bom-signed; }
signed() { is "$1" guidelines P2 "$2" models-signed; }
gate() { is "$1" aisvs-1.0 v1.0-C3.2.1 "$2" gate-passed; }

quiet key new --name k
quiet key export-public --name k -o k.pub
quiet feeds update "$root/examples/feeds/cve.json" "$root/examples/feeds/kev.json" \
  "$root/examples/feeds/osv.json"

# A look-up of nothing, and one with a part left out.
mkdir -p app/.bartizan
printf 'version = 1\n[[system]]\nname = "app"\n' > app/.bartizan/system.toml
printf 'torch==2.6.0\n' > app/requirements.txt
quiet discover app
quiet vuln app --exclude requirements.txt
package_lookup unknown app
overdue unknown app
quiet vuln app
package_lookup yes app
mkdir app/sub
printf 'openai==1.55.0\n' > app/sub/requirements.txt
quiet vuln app --exclude sub
package_lookup unknown app
says 'left out of the look-up'
quiet vuln app
package_lookup yes app
# Another version, and a package that is no AI, found after it.
printf 'torch==2.7.0\n' > app/requirements.txt
quiet discover app
package_lookup unknown app
says 'package torch 2.7.0 (pypi) was found after'
quiet vuln app
package_lookup yes app
printf 'torch==2.7.0\nflask==3.0.0\n' > app/requirements.txt
quiet discover app
package_lookup unknown app
says 'package flask 3.0.0 (pypi) was found after'
overdue unknown app
# What went makes a look-up too long, not too short.
quiet vuln app
printf 'torch==2.7.0\n' > app/requirements.txt
quiet discover app
package_lookup yes app
# Advisories name no file: one more, and one of another name, were not left out. A model of a hub is named.
benign app/m.pkl
quiet discover app
package_lookup yes app
mv app/m.pkl app/n.pkl
quiet discover app
package_lookup yes app
overdue yes app
printf 'from transformers import AutoModel\nm = AutoModel.from_pretrained("some-org/some-model")\n' > app/a.py
quiet discover app
package_lookup unknown app
says 'model some-org/some-model was found after'
quiet vuln app
package_lookup yes app

# A bill of materials of nothing, and of a part.
mkdir made
benign made/a.pkl
printf 'torch==2.6.0\nflask==3.0.0\n' > made/requirements.txt
quiet discover made
quiet scan made
quiet bom create made --exclude '*' -o none.json
bom no made
says 'names no component'
quiet bom create made --exclude a.pkl -o part.json
bom no made
says 'model a.pkl is not in it'
rm none.json part.json
quiet bom create made -o made.json
bom yes made
# One that was only scored is compared, too: what it names, and what it leaves out.
mkdir scored
benign scored/a.pkl
printf 'torch==2.6.0\n' > scored/requirements.txt
quiet discover scored
quiet scan scored
printf '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"x"}]}' > scored/c.json
quiet bom score scored/c.json
bom no scored
says 'is not in it'
quiet bom create scored -o scored/b.json
quiet bom score scored/b.json
bom yes scored
# What is there changed: another version, a package less, a model more, other bytes of one.
printf 'torch==2.7.0\nflask==3.0.0\n' > made/requirements.txt
quiet discover made
bom no made
says 'made.json is no account of what is there now: package torch 2.7.0 (pypi) is not in it'
quiet bom create made -o made.json
bom yes made
printf 'torch==2.7.0\n' > made/requirements.txt
quiet discover made
bom no made
says 'package flask 3.0.0 (pypi), which it names, is not there any more'
quiet bom create made -o made.json
malicious made/b.pkl
quiet scan made/b.pkl
bom no made
says 'model b.pkl is not in it'
rm made/b.pkl
quiet discover made
quiet scan made
quiet bom create made -o made.json
bom yes made
printf 'hex 80 04 8c 01 79 94 4b 04 86 94 2e\n' | make made/a.pkl
quiet scan made
bom no made
quiet bom create made -o made.json
bom yes made
# Of a folder of the system, not of the system.
mkdir made/sub
benign made/sub/c.pkl
quiet discover made
quiet scan made
quiet bom create made/sub -o sub.json
rm made.json
bom no made

# The signature of a bill of materials that lies elsewhere: its system is that of which it was made.
mkdir listed out
benign listed/a.pkl
quiet discover listed
quiet scan listed
quiet bom create listed -o out/b.json
expect 0 sign out/b.json --type bom --key k
expect 0 verify out/b.json --key k.pub
bom_signed yes listed
cp out/b.json kept.json
: > out/b.json
bom_signed no listed
says 'the signed file b.json is not the one that was checked'
rm out/b.json
bom_signed no listed
says 'the signed file b.json is not there any more'
cp kept.json out/b.json
bom_signed yes listed
rm out/b.json.sig
bom_signed no listed
# One that nobody knows says what to do, and does it.
printf '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"nobody knows it"}]}' > other.json
expect 0 sign other.json --type bom --key k
expect 0 verify other.json --key k.pub
complains '--system ID'
expect 0 verify other.json --key k.pub --system listed
# Which makes it no description of the system.
bom_signed no listed
expect 2 verify other.json --key k.pub --system nobody

# The signature of a model: removed, replaced, and the same bytes under another name.
mkdir model
benign model/a.pkl
quiet discover model
quiet scan model
quiet sign model --key k
quiet verify model --key k.pub
signed yes model
cp model/model.sig kept.sig
rm model/model.sig
signed no model
says 'the signature model.sig is not there any more'
echo junk > model/model.sig
signed no model
says 'the signature model.sig is not the one that was checked'
cp kept.sig model/model.sig
signed yes model
cp model/a.pkl model/b.pkl
quiet scan model
signed no model
expect 1 verify model --key k.pub
# One verification is enough once the copy has gone.
rm model/b.pkl
quiet scan model
expect 0 verify model --key k.pub
signed yes model
signed yes model

# A gate that stops one format only, over a file of another.
mkdir gated
benign gated/a.pkl
cat > gguf.toml << 'END'
version = 1
title = "GGUF only"
[[rule]]
id = "r"
title = "GGUF"
facts = "scan"
when = { verdict = "malicious", format = "gguf" }
action = "fail"
END
quiet discover gated
expect 0 gate gated --policy gguf.toml
gate unknown gated
says 'lets a malicious model through'
policy_that_stops_harm > stops.toml
expect 0 gate gated --policy stops.toml
gate yes gated
# And one that a waiver passed.
malicious gated/evil.pkl
waiver=$(sha256sum gated/evil.pkl | cut -d ' ' -f 1)
cat stops.toml - > waived.toml << END
[[waiver]]
sha256 = "$waiver"
owner = "ML platform"
approver = "CISO"
granted = $(date -u +%Y-%m-%d)
reason = "a drill"
expires = $(date -u -d '+20 days' +%Y-%m-%d)
END
quiet discover gated
expect 0 gate gated --policy waived.toml
gate unknown gated
says 'by a waiver for 1 malicious file'
expect 1 gate gated --policy stops.toml
gate no gated
