# Git's own objects are no model files of a system: they are counted, and read where they are named.
# What else somebody puts into a ".git" is a file like others, also under a name as git gives it.
. ./common.inc
objects=d/.git/objects/ab
object=0123456789abcdef0123456789abcdef012345
mkdir -p $objects
benign d/a.pkl
python3 -c 'import sys, zlib; open(sys.argv[1], "wb").write(zlib.compress(b"blob 3\0abc"))' \
  $objects/$object
mkdir d/.git/objects/info
printf 'CGPH\001\001\003\000' > d/.git/objects/info/commit-graph
expect 0 scan d
says "folder of git's own objects, 2 files"
says_not $object
expect 0 discover d
"$BARTIZAN" scan $objects/$object --format json > "$out" 2> "$err" || true
json "len(r['artifacts']) == 1"

scanned() {
  "$BARTIZAN" assess aisvs-1.0 --system d --explain v1.0-C6.1.1 --format json > "$out" 2> "$err" || true
  json "sorted(e['name'] for e in r['evidence'] if e['kind'] == 'scan') == $1"
}
scanned "['a.pkl']"
sleep 1.1
mkdir d/.git/weights
malicious d/.git/weights/e.pkl
scanned "['.git/weights/e.pkl', 'a.pkl']"
json "any(e['facts'].get('verdict') == 'malicious' for e in r['evidence'])"

# No loader takes git's own files for a model; a model takes their names.
rm -r d/.git/weights
malicious d/.git/objects/ab/fedcba9876543210fedcba9876543210fedcba
mkdir d/.git/objects/pack
malicious d/.git/objects/pack/pack-${object}ab.pack
expect 1 scan d
json_of() { "$BARTIZAN" scan d --format json > "$out" 2> "$err" || true; }
json_of
json "sum(a['verdict'] == 'malicious' for a in r['artifacts']) == 2"
scanned "['.git/objects/ab/fedcba9876543210fedcba9876543210fedcba', '.git/objects/pack/pack-${object}ab.pack', 'a.pkl']"

# A pickle that joblib has deflated begins as git's own objects do; what it holds tells it.
rm -r d/.git/objects
malicious d/e.pkl
mkdir -p $objects
python3 -c 'import sys, zlib
for level in (1, 3, 6, 9):
    packed = zlib.compress(open("d/e.pkl", "rb").read(), level)
    open(sys.argv[1] + f"{level:038x}", "wb").write(packed)
    open(sys.argv[1] + f"{level + 16:038x}", "wb").write(zlib.compress(b"blob 3\0abc", level))
' $objects/
rm d/e.pkl
json_of
json "sum(a['verdict'] == 'malicious' for a in r['artifacts']) == 4"
expect 1 scan d
says "folder of git's own objects, 4 files"
