# An archive of 100,000 files, and one that unpacks to a thousand times its size: a result in bounded time and memory,
# and the file beside them is still read.
. ./common.inc
benign a.pkl
python3 - << PYTHON
import zipfile
with zipfile.ZipFile("many.zip", "w") as z:
    for i in range(100_000):
        z.writestr(f"{i}.txt", b"x")
PYTHON
python3 - << PYTHON
import zlib
c = zlib.compressobj(9, zlib.DEFLATED, 31)
with open("bomb.pkl.gz", "wb") as f:
    for _ in range(128):
        f.write(c.compress(bytes(1 << 20)))
    f.write(c.flush())
PYTHON
status=0
(ulimit -t 60; "$BARTIZAN" scan --format json . > "$out" 2> "$err") || status=$?
[ "$status" -eq 3 ] || [ "$status" -eq 1 ] || fail "exit code $status"
json 'artifact("a.pkl")["verdict"] == "clean"'
json 'artifact("bomb.pkl.gz")["verdict"] in ("incomplete", "suspicious")'
json 'artifact("many.zip")["verdict"] != "clean" or artifact("many.zip")["coverage"]["state"] == "complete"'
