# bartizan catalog: signed, newer rules and lists without a rebuild; never older, never weaker unasked.
. ./common.inc
command -v openssl > /dev/null || skip "openssl makes the keys of this test"

key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.pem" 2> /dev/null
  openssl pkey -in "$1.pem" -pubout -out "$1.pub.pem"
}
key vendor
key stranger

# The built-in table with other numbers, and changed: files NAME.table.
python3 - "$BARTIZAN" << 'END'
import copy, hashlib, struct, sys
# The table lies in the program as it is.
program = open(sys.argv[1], "rb").read()
at = -1
while True:
    at = program.index(b"BZCAT001", at + 1)
    count = struct.unpack_from("<I", program, at + 8)[0]
    if 0 < count < 4096 and program[at + 12:at + 76].isalnum(): break
u = lambda o: struct.unpack_from("<I", program, at + o)[0]
text = lambda o: program[at + u(o):at + u(o) + u(o + 4)]
built_in, columns = {}, {}
for i in range(count):
    p = 76 + i * 20
    name = text(p)
    columns[name] = u(p + 8)
    rows = built_in[name] = {}
    for row in range(u(p + 12)):
        cells = [text(u(p + 16) + (row * columns[name] + c) * 8) for c in range(columns[name])]
        rows[cells[0]] = cells[1:]

def write(file, version, change=lambda s: None):
    s = copy.deepcopy(built_in)
    s[b"about"][b"version"] = [b"%d" % version]
    change(s)
    names = sorted(s)
    rows_at = 76 + len(names) * 20
    pool_at = rows_at + sum(len(s[n]) * columns[n] * 8 for n in names)
    pool, size, heads, cells = [], 0, [], []
    def put(text):
        nonlocal size
        pool.append(text)
        size += len(text)
        return struct.pack("<II", pool_at + size - len(text), len(text))
    for n in names:
        heads.append(put(n) + struct.pack("<III", columns[n], len(s[n]), rows_at))
        rows_at += len(s[n]) * columns[n] * 8
    for n in names:
        for k in sorted(s[n]):
            cells += [put(cell) for cell in [k] + s[n][k]]
    head = b"BZCAT001" + struct.pack("<I", len(names))
    rest = b"".join(heads + cells + pool)
    digest = hashlib.sha256(head + b"0" * 64 + rest).hexdigest().encode()
    open(file + ".table", "wb").write(head + digest + rest)

def weaken(s):
    for key in [k for k in s[b"callables"] if k.startswith(b"posix ")]: del s[b"callables"][key]
    s[b"rules"][b"BZ-PKL-001"][1] = b"info"
def add_rule(s): s[b"rules"][b"BZ-ZZZ-999"] = s[b"rules"][b"BZ-PKL-001"]
def drop_rule(s): del s[b"rules"][b"BZ-PKL-001"]
for name, version in [("one", 1), ("six", 6), ("seven", 7), ("nine", 9), ("ten", 10), ("eleven", 11)]:
    write(name, version)
write("weak", 8, weaken)
write("more", 9, add_rule)
write("less", 9, drop_rule)
END
for name in one six seven weak ten eleven; do
  expect 0 catalog pack "$name.table" --key vendor.pem -o "$name.json"
done

expect 0 catalog show
says "in the program"
installed=$HOME/data/bartizan/store.db.catalog

# Nobody is trusted by default, and the answer says how to get a key.
expect 2 catalog update seven.json
complains "no key is trusted"
expect 1 catalog update seven.json --key stranger.pub.pem
says "none of the keys that are trusted signed it"
[ ! -e "$installed" ] || fail "something was installed"

expect 0 catalog update seven.json --key vendor.pub.pem --dry-run
says "would be installed"
[ ! -e "$installed" ] || fail "a dry run installed"
expect 0 catalog update seven.json --key vendor.pub.pem
says "catalogue 7 of"
[ "$(stat -c %a "$installed")" = 600 ] || fail "mode of the installed catalogue"
expect 0 catalog update seven.json --key vendor.pub.pem
says "installed already"
expect 0 catalog show --format json
json 'r["state"]["version"] == 7 and r["state"]["source"] == "installed" and r["weaker"] == []'

# Every report names it.
benign model.pkl
expect 0 scan model.pkl -v
says "catalogue 7 of"
expect 0 scan model.pkl --format json
json 'r["run"]["catalog_version"] == 7 and r["run"]["catalog_installed"]'
expect 0 scan model.pkl --format sarif
json 'r["runs"][0]["properties"]["catalogVersion"] == 7'
expect 0 scan model.pkl --format html
says "catalogue 7 of"
expect 0 scan model.pkl --format junit
says "catalogue 7 of"
expect 0 discover . --format json
json 'r["run"]["catalog_version"] == 7'

# Never back, also after a reset, which remembers.
expect 1 catalog update six.json --key vendor.pub.pem
says "is not newer"
expect 0 catalog reset
# Who did it, once for each change.
expect 0 audit list --what catalog.update --format json
json 'len(r["entries"]) == 1 and "trusted by" in r["entries"][0]["detail"]'
expect 0 audit list --what catalog.reset
says "catalog.reset  by os:"
expect 0 catalog show
says "in the program"
expect 1 catalog update six.json --key vendor.pub.pem
says "the newest that was ever installed here"
expect 1 catalog update one.json --key vendor.pub.pem
says "the built-in one"
expect 0 catalog update seven.json --key vendor.pub.pem

# The worker reads by it, and a kept result of the same bytes is not used again.
malicious bad.pkl
expect 1 scan bad.pkl --format json
json 'r["summary"]["malicious"] == 1'
expect 1 catalog update weak.json --key vendor.pub.pem
says "Makes answers weaker"
says "severity"
says "add --accept-weaker"
expect 1 scan bad.pkl --format json
json 'r["summary"]["malicious"] == 1'
expect 0 catalog update weak.json --key vendor.pub.pem --accept-weaker --format json
json 'r["update"]["outcome"] == "installed" and r["update"]["weakens"] > 1'
expect 1 scan bad.pkl --format json
json 'r["summary"]["malicious"] == 0 and r["summary"]["suspicious"] == 1'
json 'any("weaker than the built-in one" in n for n in r["summary"]["notes"])'
json 'r["run"]["catalog_weakens"] > 1'
expect 0 catalog show
says "Makes answers weaker"

# What an update may not be.
expect 1 catalog pack more.table --key vendor.pem -o bad.json
complains "does not know: BZ-ZZZ-999"
expect 1 catalog pack less.table --key vendor.pem -o bad.json
complains "lacks rules of this version of Bartizan: BZ-PKL-001"

# sign NAME FILE: any bytes, as somebody without bartizan would sign them.
sign() {
  python3 - "$1" "$2" "${3:-vendor.pem}" "${4:-application/vnd.bartizan.catalog.v1}" << 'END'
import base64, json, subprocess, sys
name, file, key, kind = sys.argv[1:]
payload = open(file, "rb").read()
pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
sig = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=pae, stdout=subprocess.PIPE, check=True).stdout
b = lambda x: base64.b64encode(x).decode()
json.dump({"payloadType": kind, "payload": b(payload), "signatures": [{"keyid": "", "sig": b(sig)}]}, open(name, "w"))
END
}
sign bad.json less.table
expect 1 catalog update bad.json --key vendor.pub.pem
says "it lacks rules of this version of Bartizan: BZ-PKL-001"
head -c 200000 nine.table > "$work/cut"
sign bad.json "$work/cut"
expect 1 catalog update bad.json --key vendor.pub.pem
says "cut off"
sed 's/^BZCAT001/BZCAT002/' nine.table > "$work/form"
sign bad.json "$work/form"
expect 1 catalog update bad.json --key vendor.pub.pem
says "its form is another"
printf 'BZCAT001\377\377\377\377%0999d' 0 > "$work/wild"
sign bad.json "$work/wild"
expect 1 catalog update bad.json --key vendor.pub.pem
says "makes no sense"
sign bad.json nine.table vendor.pem text/plain
expect 3 catalog update bad.json --key vendor.pub.pem
says "no catalogue"
sign bad.json nine.table stranger.pem
expect 1 catalog update bad.json --key vendor.pub.pem
says "none of the keys"
sign bad.json nine.table
python3 -c '
import json
e = json.load(open("bad.json"))
p = e["payload"]
e["payload"] = p[:5000] + ("A" if p[5000] != "A" else "B") + p[5001:]
json.dump(e, open("bad.json", "w"))'
expect 1 catalog update bad.json --key vendor.pub.pem
says "none of the keys"
echo '{' > bad.json
expect 3 catalog update bad.json --key vendor.pub.pem
expect 3 catalog update nowhere.json --key vendor.pub.pem
expect 2 catalog update seven.json --key nowhere.pem

# Keys from the configuration; taken out of it, the catalogue falls.
mkdir -p "$XDG_CONFIG_HOME/bartizan"
printf '[catalog]\nkeys = ["%s"]\n' "$PWD/vendor.pub.pem" > "$XDG_CONFIG_HOME/bartizan/config.toml"
expect 0 catalog update ten.json --accept-weaker
expect 0 catalog show
says "vendor.pub.pem"
rm "$XDG_CONFIG_HOME/bartizan/config.toml"
expect 3 catalog show
complains "trusted no more"
says "in the program"
expect 3 scan model.pkl
complains "the built-in one"
says "exit 3"

# A damaged one is said aloud, and both ways out work.
expect 0 catalog update eleven.json --key vendor.pub.pem
expect 0 scan model.pkl
python3 -c '
import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[-1000] ^= 1
open(sys.argv[1], "wb").write(b)' "$installed"
expect 3 scan model.pkl
complains "its signature does not fit its bytes"
says "note: the installed catalogue is not in force"
head -c 5000 "$installed" > "$work/cut"
cat "$work/cut" > "$installed"
expect 3 catalog show
complains "cut off"
expect 0 catalog update eleven.json --key vendor.pub.pem
expect 0 catalog show
says "catalogue 11"
echo garbage > "$installed"
expect 3 catalog show
expect 0 catalog reset
expect 0 catalog show
# Somebody else could have written it.
expect 0 catalog update eleven.json --key vendor.pub.pem
chmod 666 "$installed"
expect 3 catalog show
complains "somebody else could have written it"
