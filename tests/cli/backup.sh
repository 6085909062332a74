# A backup is made while others write, comes back, and a damaged one is refused; old records go.
. ./common.inc
expect 0 account add ada --role admin
expect 0 key new --name release
expect 0 backup b.tar --format json
json '[f["name"] for f in r["files"]] == ["store.db"]'
[ "$(stat -c %a b.tar)" = 600 ] || fail "others can read the backup"
tar -tf b.tar | grep -qx manifest.json || fail "tar cannot read it"
expect 2 backup b.tar
complains "is there already"
expect 0 backup keys.tar --with-keys
says "keys/release.key"
expect 0 account add bob

expect 0 restore b.tar --check
expect 2 restore b.tar
complains "--yes"
expect 0 restore b.tar --yes
says "kept as"
expect 0 account list --format json
json '[a["name"] for a in r["accounts"]] == ["ada"]'
ls "$XDG_DATA_HOME/bartizan/" | grep -q 'store.db.before-restore-' || fail "the store before is gone"
expect 0 audit list
says "restore"

python3 - << 'PY'
data = bytearray(open("b.tar", "rb").read())
data[len(data) // 2] ^= 1
open("bad.tar", "wb").write(data)
open("cut.tar", "wb").write(data[:5000])
open("text.tar", "w").write("hello")
PY
for bad in bad.tar cut.tar text.tar; do
  expect 1 restore $bad --yes
done
expect 0 account list
says "ada"

# Made anew with all its hashes right: only the signature tells.
cat > forge.py << 'PY'
import hashlib, io, json, sqlite3, sys, tarfile
sql, unsigned = sys.argv[3], len(sys.argv) > 4
files = {m.name: m for m in tarfile.open(sys.argv[1])}
inside = {name: tarfile.open(sys.argv[1]).extractfile(name).read() for name in files}
open("forged.db", "wb").write(inside["store.db"])
c = sqlite3.connect("forged.db", isolation_level=None)
c.executescript(sql)
c.close()
inside["store.db"] = open("forged.db", "rb").read()
if sql == "":
    inside["store.db"] = b""
manifest = json.loads(inside["manifest.json"])
manifest.pop("seal")
if unsigned:
    manifest.pop("key"), manifest.pop("signature")
for one in manifest["files"]:
    one["size"], one["sha256"] = len(inside[one["name"]]), hashlib.sha256(inside[one["name"]]).hexdigest()
def text(m):
    return json.dumps(m, indent=2, ensure_ascii=False) + "\n"
manifest["seal"] = hashlib.sha256(text(manifest).encode()).hexdigest()
inside["manifest.json"] = text(manifest).encode()
with tarfile.open(sys.argv[2], "w", format=tarfile.USTAR_FORMAT) as out:
    for name, info in files.items():
        info.size = len(inside[name])
        out.addfile(info, io.BytesIO(inside[name]))
PY
worse="UPDATE account SET role = 'viewer'"
python3 forge.py b.tar forged.tar "$worse"
python3 forge.py b.tar unsigned.tar "$worse" unsigned
expect 1 restore forged.tar --yes
complains "was changed since it was made"
expect 1 restore forged.tar --check --accept-unsigned
expect 3 restore unsigned.tar --yes
complains "is not signed"
complains "restore unsigned.tar --yes --accept-unsigned"
expect 3 restore unsigned.tar --check
says "not signed"
expect 0 account list --format json
json 'r["accounts"][0]["role"] == "admin"'
# What restore refuses, --check finds.
python3 forge.py b.tar trigger.tar "CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM account; END" unsigned
python3 forge.py b.tar empty.tar "" unsigned
for bad in trigger.tar empty.tar; do
  expect 1 restore $bad --check --accept-unsigned
  complains "cannot be used"
  expect 1 restore $bad --yes --accept-unsigned
done

# On another machine, keys included.
expect 0 key export-public --name audit -o audit.pub
expect 3 restore keys.tar --store "$work/other/store.db"
complains "signed by a key that is not known here"
complains "--key audit.pub"
[ ! -e "$work/other/store.db" ] || fail "it came in without a word for it"
expect 0 restore keys.tar --store "$work/third/store.db" --accept-unsigned
says "not known here"
expect 0 restore keys.tar --store "$work/other/store.db" --key audit.pub
says "signed by the key"
[ -f "$work/other/keys/release.key" ] || fail "the keys did not come back"

# What a killed backup left goes with the next one there, unless it is in use or holds more than parts.
mkdir out out/.bartizan-backup-Killd1 out/.bartizan-backup-InUse2 out/.bartizan-backup-Notes3 \
  out/.bartizan-backup-notes
for one in Killd1 InUse2 Notes3; do
  echo part > "out/.bartizan-backup-$one/store.db"
  echo part > "out/.bartizan-backup-$one/backup.tar"
done
echo mine > out/.bartizan-backup-Notes3/notes.txt
python3 - << 'PY' || fail "a backup is not made beside another"
import fcntl, os, subprocess
used = os.open("out/.bartizan-backup-InUse2", os.O_RDONLY)
fcntl.flock(used, fcntl.LOCK_EX)
subprocess.run([os.environ["BARTIZAN"], "backup", "out/b.tar"], check=True, stdout=subprocess.DEVNULL)
PY
ls -A out > "$out"
printf '.bartizan-backup-%s\n' InUse2 Notes3 notes > "$work/wanted"
echo b.tar >> "$work/wanted"
LC_ALL=C sort "$out" | diff "$work/wanted" - || fail "not what was to stay"
[ -f out/.bartizan-backup-InUse2/store.db ] || fail "it took the parts of another backup"
[ "$(ls out/.bartizan-backup-Notes3)" = notes.txt ] || fail "it left parts, or took what is no part"

# One that is told to stop leaves nothing.
python3 - "$XDG_DATA_HOME/bartizan/store.db" << 'PY' || fail "parts were left"
import glob, os, signal, sqlite3, subprocess, sys, time
store = sqlite3.connect(sys.argv[1])
store.execute("CREATE TABLE filler(x)")
store.execute("INSERT INTO filler VALUES(zeroblob(30000000))")
store.commit()
os.mkdir("stopped")
made = subprocess.Popen([os.environ["BARTIZAN"], "backup", "stopped/b.tar"],
                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
while made.poll() is None and not glob.glob("stopped/.bartizan-backup-*"):
    time.sleep(0.001)
made.send_signal(signal.SIGTERM)
code = made.wait(timeout=60)
store.execute("DROP TABLE filler")
store.commit()
wanted = {0: ["b.tar"], 3: []}
sys.exit(0 if os.listdir("stopped") == wanted.get(code) else 1)
PY

mkdir m && echo x > m/a.txt
expect 0 scan m
expect 0 purge --dry-run
says "scans  0"
expect 2 purge
complains "--yes"
expect 0 purge --kind results --older-than 1 --yes
expect 2 purge --kind nonsense --dry-run
expect 0 purge --kind audit --older-than 1 --dry-run --format json
json 'r["kinds"][0]["records"] == 0'
