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

# On another machine, keys included.
expect 0 restore keys.tar --store "$work/other/store.db"
[ -f "$work/other/keys/release.key" ] || fail "the keys did not come back"

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
