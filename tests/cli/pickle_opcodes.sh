# The opcodes of a pickle are those that CPython's pickletools names, at the same offsets.
. ./common.inc
command -v python3 > /dev/null || { echo "python3 is not installed"; exit 77; }

cat > compare.py <<'PYTHON'
import collections, datetime, decimal, json, pickle, pickletools, subprocess, sys

VALUES = [
    {"a": [1, -2, 70_000, 2**40, 2**400], "b": ("text", b"bytes", bytearray(b"x"), None, True, 1.5)},
    {1, 2, 3}, frozenset("ab"), collections.OrderedDict(x=[[]]), datetime.date(2024, 1, 2),
    decimal.Decimal("1.5"), [{"k": i, "v": "x" * i} for i in range(300)], "\u00e9" * 300, b"y" * 70_000,
]
for number, value in enumerate(VALUES):
    for protocol in range(6):
        name = "%d.p%d.pkl" % (number, protocol)
        with open(name, "wb") as out:
            pickle.dump(value, out, protocol=protocol)
        shown = subprocess.run([sys.argv[1], "inspect", name, "--format", "json"],
                               capture_output=True).stdout
        lines = [(line["range"]["offset"], line["text"]) for line in json.loads(shown)["listing"]]
        ours = [(at, text.lstrip("0123456789: ").split(" ")[0]) for at, text in lines
                if not text.startswith("    ")]
        theirs = [(at, op.name) for op, _, at in pickletools.genops(open(name, "rb").read())]
        if ours != theirs:
            sys.exit("%s differs:\n%s\n%s" % (name, ours[:40], theirs[:40]))
PYTHON
python3 compare.py "$BARTIZAN" > "$out" 2> "$err" || fail "the opcodes differ"
