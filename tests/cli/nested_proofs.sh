# What was judged or signed as a whole was so in the systems inside it, and the newest gate over a file
# decides for it.
. ./common.inc
. "$OLDPWD/checks.inc"
quiet key new --name k
quiet key export-public --name k -o k.pub
policy_that_stops_harm > sure.toml
cp sure.toml doubts.toml
cat >> doubts.toml << END
[[rule]]
id = "known"
title = "no weakness is known"
facts = "vulnerability"
when = { severity = "critical" }
action = "fail"
END

# A system inside another one.
mkdir -p d/inner/.bartizan
benign d/a.pkl
printf 'hex 80 04 8c 01 79 94 4b 04 86 94 2e\n' | make d/inner/b.pkl
echo 'openai==1.50.0' > d/requirements.txt
printf 'id = "A-1"\nname = "Inner"\nstage = "Deployed"\n' > d/inner/.bartizan/system.toml
quiet discover d
quiet scan d
quiet gate d --policy sure.toml
quiet sign d --key k
quiet verify d --key k.pub
for system in "$PWD/d" "$PWD/d/inner"; do
  is yes aisvs-1.0 v1.0-C3.2.1 "$system" gate-passed
  is yes guidelines P2 "$system" models-signed
  is yes guidelines P2 "$system" models-unchanged
done
# What is not good any more is good for no part.
quiet key new --name other
quiet key export-public --name other -o other.pub
quiet verify d --key other.pub
is no guidelines P2 "$PWD/d/inner" models-signed
quiet verify d --key k.pub
is yes guidelines P2 "$PWD/d/inner" models-signed
# Only as far as it went.
quiet sign d --key k --ignore inner
quiet verify d --key k.pub
is yes guidelines P2 "$PWD/d" models-signed
malicious d/inner/c.pkl
quiet scan d
is no guidelines P2 "$PWD/d/inner" models-signed
is unknown aisvs-1.0 v1.0-C3.2.1 "$PWD/d/inner" gate-passed
rm d/inner/c.pkl
quiet scan d
# What failed as a whole speaks of no system inside it, and a newer run over all decides for its parts.
malicious d/c.pkl
quiet scan d
quiet gate d/inner --policy sure.toml
expect 1 gate d --policy sure.toml
is no aisvs-1.0 v1.0-C3.2.1 "$PWD/d" gate-passed
is yes aisvs-1.0 v1.0-C3.2.1 "$PWD/d/inner" gate-passed
expect 1 gate d/c.pkl --policy sure.toml
rm d/c.pkl
quiet scan d
quiet gate d --policy sure.toml
is yes aisvs-1.0 v1.0-C3.2.1 "$PWD/d" gate-passed

# A gate that could not decide about all, and then about each of them.
quiet discover --forget d
mkdir -p all/alpha all/beta
benign all/alpha/a.pkl
printf 'hex 80 04 8c 01 79 94 4b 05 86 94 2e\n' | make all/beta/b.pkl
echo 'openai==1.50.0' > all/alpha/requirements.txt
echo 'openai==1.50.0' > all/beta/requirements.txt
quiet discover all
quiet scan all
of_all() {
  "$BARTIZAN" assess aisvs-1.0 --explain v1.0-C3.2.1 --format json > "$out" 2> "$err" || true
  json "[c['result'] for c in r['requirement']['checks'] if c['id'] == 'gate-passed'] == ['$1']"
}
expect 3 gate all --policy doubts.toml
of_all unknown
expect 0 gate all/alpha --policy sure.toml
of_all unknown
expect 0 gate all/beta --policy sure.toml
of_all yes
# A run over all that leaves out what failed in one of them takes nothing back there.
malicious all/alpha/c.pkl
quiet scan all
expect 1 gate all/alpha --policy sure.toml
expect 0 gate all --policy sure.toml --exclude alpha/c.pkl
is no aisvs-1.0 v1.0-C3.2.1 "$PWD/all/alpha" gate-passed
is unknown aisvs-1.0 v1.0-C3.2.1 "$PWD/all/beta" gate-passed

# A name with a semicolon is a name, and so is one that looks like two or like the end of a list.
mkdir named
benign 'named/a;b.pkl'
printf 'hex 80 04 8c 01 79 94 4b 04 86 94 2e\n' | make 'named/a; b.pkl'
printf 'hex 80 04 8c 01 79 94 4b 05 86 94 2e\n' | make 'named/this and 3 more'
quiet discover named
quiet scan named
quiet sign named --key k
expect 0 verify named --key k.pub
is yes guidelines P2 named models-signed
is yes guidelines P2 named models-unchanged
quiet bom create named -o named.json
is yes aisvs-1.0 v1.0-C6.2.1 named bom-present
