# FIFOs and devices are never opened: a scan does not hang.
. ./common.inc
benign a.pkl
mkfifo pipe.pkl
[ "$(id -u)" -ne 0 ] || mknod device.pkl c 1 5 2> /dev/null || true
status=0
timeout 60 "$BARTIZAN" scan --format json . > "$out" 2> "$err" || status=$?
[ "$status" -lt 4 ] || fail "exit code $status"
json 'artifact("a.pkl")["verdict"] == "clean"'
json '"pipe.pkl" in open(sys.argv[1]).read()'
