# A model is signed and verified; what was changed, added, taken away or left out is named.
. ./common.inc
mkdir -p m/sub m/.github
echo hello > m/a.txt
printf 'weights' > m/sub/b.bin
echo ci > m/.github/w
expect 0 key new --name release --purpose 'our models' --format json
json 'r["keys"][0]["algorithm"] == "P-256" and r["keys"][0]["retired"] is None'
[ "$(stat -c %a "$XDG_DATA_HOME/bartizan/keys")" = 700 ] || fail "the folder of keys is open"
[ "$(stat -c %a "$XDG_DATA_HOME/bartizan/keys/release.key")" = 600 ] || fail "the key is open"
expect 0 key export-public --name release -o release.pub
expect 0 sign m --key release --format json
json 'r["resources"] == 2 and r["signature"] == "m/model.sig"'

expect 0 verify m --key release.pub
says "✓ verified  m  by release.pub"
says "left out  .github, 1 file"
expect 1 verify m --key release.pub --strict
says "files-ignored"
expect 3 verify m
says "nobody vouches"
says_not "verified"
expect 3 verify m --format json
json 'r["standing"] == "unvouched" and r["failed"] == "trust-anchor" and not r["signer"]["vouched"]'

echo changed > m/a.txt
: > m/extra
rm m/sub/b.bin
expect 1 verify m --key release --format json
json 'r["standing"] == "refused"'
json '[(d["happened"], d["path"]) for d in r["differences"]] == [("changed", "a.txt"), ("missing", "sub/b.bin"), ("added", "extra"), ("ignored", ".github")]'
echo hello > m/a.txt
printf 'weights' > m/sub/b.bin
expect 1 verify m --key release
says "files-unsigned"
expect 0 verify m --key release --ignore-unsigned-files
rm m/extra
expect 0 verify m --key release

# Another key, named as it is.
expect 0 key new --name other --curve P-384
expect 1 verify m --key other
says "key-hint"

# A file of a key's name, which a stranger's folder may hold, does not take its place.
(mkdir stranger && cd stranger && openssl ecparam -name prime256v1 -genkey -noout 2> /dev/null |
  openssl pkey -pubout > release)
cd stranger
expect 0 verify ../m --key release
cd ..

# The old key of a name verifies what it signed, and signs nothing.
expect 2 key rotate --name release
complains "nothing was changed"
expect 0 key rotate --name release --yes
expect 0 verify m --key release
says "key-retired"
expect 0 key list --format json
json 'len([k for k in r["keys"] if k["name"] == "release"]) == 2'

# An encrypted key.
echo secret > pass
expect 0 key new --name locked --passphrase-file pass
grep -q "ENCRYPTED" "$XDG_DATA_HOME/bartizan/keys/locked.key" || fail "the key is not encrypted"
expect 2 sign m --key locked
complains "--passphrase-file"
expect 0 sign m --key locked --passphrase-file pass
expect 0 verify m --key locked
chmod 644 "$XDG_DATA_HOME/bartizan/keys/other.key"
expect 2 sign m --key other
complains "can be read by others"

# Shards: the part that differs is named.
head -c 100 /dev/zero > m/big
expect 0 sign m --key release --method shards --shard-size 40
expect 0 verify m --key release
printf 'x' | dd of=m/big bs=1 seek=45 conv=notrunc 2> /dev/null
expect 1 verify m --key release
says "big, bytes 40 to 79"
# Of a safetensors file the tensors of that part.
python3 - << 'EOF'
import json, struct
header = {"embed": {"dtype": "U8", "shape": [20], "data_offsets": [0, 20]},
          "head bias": {"dtype": "U8", "shape": [30], "data_offsets": [20, 50]}}
text = json.dumps(header).encode().ljust(192)
open("m/w.safetensors", "wb").write(struct.pack("<Q", len(text)) + text + bytes(50))
EOF
expect 0 sign m --key release --method shards --shard-size 10
printf 'x' | dd of=m/w.safetensors bs=1 seek=235 conv=notrunc 2> /dev/null
expect 1 verify m --key release --format json
json 'any(d["path"] == "w.safetensors" and d["start"] == 230 and d.get("tensors") == ["head bias"] for d in r["differences"])'
rm m/w.safetensors
expect 2 sign m --key release --hash blake3
complains "BLAKE3"
expect 2 sign m --key nosuch
complains "there is no key called nosuch"
expect 2 sign m --key 'pkcs11:token=none'
complains "pkcs11"

# Links are signed only when that is asked for.
rm m/big
ln -s a.txt m/link
expect 3 sign m --key release
complains "symbolic link"
expect 0 sign m --key release --allow-symlinks
expect 0 verify m --key release

# A signature of nobody is none.
echo '{' > m/model.sig
expect 1 verify m --key release
says "bundle-form"
rm m/model.sig
expect 3 verify m --key release
says "not signed"
