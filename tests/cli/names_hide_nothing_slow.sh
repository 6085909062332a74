# Names hide nothing from a check: neither many exclusions, nor folders called nearly as packages
# are, nor a file that makes a folder look like an environment, nor a folder in another's place.
. ./common.inc
. "$OLDPWD/checks.inc"
scanned() { is "$1" aisvs-1.0 v1.0-C6.1.1 "$2" models-scanned; }
no_secrets() { is "$1" guidelines P1 "$2" no-secrets; }
key() { printf 'import torch\ntoken = "%s%s"\n' hf_ qWeRtYuIoPaSdFgHjKlZxCvBnMqWeRtYuI > "$1"; }

# More exclusions than are said one by one: the model among them stays left out.
mkdir many
benign many/a.pkl
malicious many/zz.pkl
python3 -c 'for i in range(1100): open(f"many/a{i}.py", "w").write("import torch\n")'
quiet discover many --exclude '*.py' --exclude 'zz*'
quiet scan many --exclude '*.py' --exclude 'zz*'
scanned unknown many
quiet discover many --exclude '*.py' --exclude 'zz*'
scanned unknown many
quiet discover many
quiet scan many
scanned yes many

# A folder called nearly as installers call theirs is the system's own.
mkdir -p near/my-node_modules
benign near/a.pkl
key near/my-node_modules/k.py
quiet discover near
no_secrets no near
quiet discover near --exclude my-node_modules
no_secrets unknown near

# Where the system itself lies says nothing of what is in it.
mkdir -p .tox/deep/app
benign .tox/deep/a.pkl
key .tox/deep/app/k.py
quiet discover .tox/deep --exclude app
no_secrets unknown deep

# An empty file makes no environment of Python's.
mkdir -p env/app
benign env/a.pkl
key env/app/k.py
: > env/app/pyvenv.cfg
quiet discover env --exclude app
no_secrets unknown env

# What stands behind a limit is not known to be harmless.
mkdir big
benign big/a.pkl
python3 -c 'open("big/Dockerfile", "w").write("FROM scratch\n" + "# \n" * 6000000 + "USER root\n")'
"$BARTIZAN" discover big > "$out" 2> "$err" && fail "a file that is too large is read" || true
is unknown guidelines P1 big container-not-root
printf 'FROM scratch\nUSER 1000\n' > big/Dockerfile
quiet discover big
is yes guidelines P1 big container-not-root

# A link out of the folder leads to models of it; scanned where they lie they are known.
mkdir linked store
benign linked/a.pkl
malicious store/m.pkl
ln -s ../store linked/models
quiet discover linked
quiet scan linked
scanned unknown linked
says 'to which a link out of its folder leads'
rm store/m.pkl
benign store/m.pkl
quiet scan store
quiet scan linked
scanned yes linked
# And known again to be unknown, when somebody puts another one there.
sleep 1.1
quiet discover linked
scanned yes linked
malicious store/n.pkl
scanned unknown linked
# That it was scanned there does not make it harmless here.
quiet scan store
quiet discover linked
quiet scan linked
scanned unknown linked
# Nor does it help to exclude the link.
mkdir hidden
benign hidden/a.pkl
ln -s ../store hidden/models
quiet discover hidden --exclude models
quiet scan hidden --exclude models
scanned unknown hidden

# The same of code that a link out of the folder leads to.
mkdir -p linkcode/app code
benign linkcode/a.pkl
ln -s ../../code linkcode/app/lib
key code/k.py
quiet discover linkcode
no_secrets unknown linkcode
says 'to which a link out of its folder leads'
quiet discover code
quiet discover linkcode
no_secrets unknown linkcode
printf 'import openai\nc = openai.OpenAI()\n' > code/k.py
quiet discover code
quiet discover linkcode
no_secrets yes linkcode

# Folders deep below change places, whose own parents hold no files.
mkdir -p deep/hub/models--a/snapshots/1 other/models--x/snapshots/1 deep/services/one/src other/one/src
benign deep/hub/models--a/snapshots/1/m.pkl
malicious other/models--x/snapshots/1/m.pkl
printf 'import openai\nc = openai.OpenAI()\n' > deep/services/one/src/k.py
key other/one/src/k.py
sleep 1.1
quiet discover deep
quiet scan deep
scanned yes deep
no_secrets yes deep
mv other/models--x deep/hub/
scanned no deep
mv deep/services/one other/was
mv other/one deep/services/
no_secrets no deep

# A document in a folder that took another's place, with times of its own.
mkdir listed relB
benign listed/a.pkl
python3 -c 'print("{\"bomFormat\": \"CycloneDX\", \"pad\": \"" + "x" * 100000 + "\"}")' > relB/b.json
quiet discover listed
quiet scan listed
mkdir relA
quiet bom create listed -o relA/b.json
is yes aisvs-1.0 v1.0-C6.2.1 listed bom-present
mv relA old
mv relB relA
is no aisvs-1.0 v1.0-C6.2.1 listed bom-present

# A folder that has changed since it was read, where nothing is to be read again.
mkdir later
benign later/a.pkl
quiet discover later
quiet scan later
sleep 1.1
malicious later/evil.pkl
is unknown aisvs-1.0 v1.0-C6.1.1 later models-scanned --reread none
says 'not known to be the same since'
