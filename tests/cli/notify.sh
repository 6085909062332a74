# bartizan notify: signed webhooks, syslog over a socket, each notice once, and who cannot be told.
. ./common.inc
command -v curl > /dev/null || skip "there is no curl"
here=$OLDPWD

processes=
trap 'for p in $processes; do kill "$p" 2> /dev/null || true; done; rm -rf "$work"' EXIT

# received EXPRESSION: over the requests of the receiver as `r`.
received() {
  python3 -c '
import json, sys
r = [json.loads(line) for line in open(sys.argv[1])]
sys.exit(0 if eval(sys.argv[2]) else 1)' "$work/hook/got" "$1" || {
    cat "$work/hook/got"
    fail "not received: $1"
  }
}

mkdir "$work/hook"
python3 "$here/receive.py" "$work/hook" 0123456789abcdef0123 1 &
processes="$processes $!"
for _ in $(seq 100); do
  [ -f "$work/hook/port" ] && break
  sleep 0.1
done
port=$(cat "$work/hook/port")

expect 2 notify add pigeon somewhere
expect 2 notify add webhook http://example.org/hook
complains "only https goes to another machine"
expect 2 notify add webhook https://user:pw@example.org/hook
expect 2 notify add syslog tcp:x:1
expect 2 notify test nobody
expect 0 notify list
says "nobody is told"

printf '0123456789abcdef0123\n' > secret
expect 0 notify add webhook "http://127.0.0.1:$port/in" --name ops --from low --secret-file secret
says_not 0123456789abcdef0123
expect 0 notify add webhook https://example.invalid/hook --name later --from critical
says "shown once"
[ "$(stat -c %a "$XDG_DATA_HOME"/bartizan/keys/*.webhook | sort -u)" = 600 ] || fail "modes of secrets"
expect 0 notify remove later
[ "$(ls "$XDG_DATA_HOME"/bartizan/keys/*.webhook | wc -l)" = 1 ] || fail "the secret was not removed"

# A refusal is no delivery; the next one arrives, signed.
expect 3 notify test ops
complains "it answered 500"
expect 0 notify test ops
received 'all(one["good"] for one in r) and r[-1]["body"]["test"] is True and r[-1]["path"] == "/in"'
received 'r[-1]["type"] == "application/json" and r[-1]["body"]["schema"] == "bartizan.notices/1"'

# Redirects are not followed, and clouds' credentials are not asked for.
expect 0 notify add webhook "http://127.0.0.1:$port/moved" --name moved --secret-file secret
expect 3 notify test moved
complains "redirect"
received 'not any(one["path"] == "/elsewhere" for one in r)'
expect 0 notify remove moved
expect 0 notify add webhook https://169.254.169.254/latest --name cloud
expect 3 notify test cloud
complains "where clouds keep credentials"
expect 0 notify remove cloud
expect 0 notify add syslog udp:169.254.169.254:514 --name cloud-log
expect 3 notify test cloud-log
expect 0 notify remove cloud-log

# A finding that a look brings is told once.
mkdir models
malicious models/bad.pkl
expect 0 watch add models
expect 0 watch run -q
expect 0 notify send --format json
json 'any(n["kind"] == "finding" and n["subject"].endswith("bad.pkl") for n in r["notices"])'
received 'r[-1]["good"] and r[-1]["body"]["test"] is False'
received 'any(n["subject"].endswith("models/bad.pkl") for n in r[-1]["body"]["notices"])'
before=$(wc -l < "$work/hook/got")
expect 0 notify send --format json
json 'r["notices"] == []'
expect 0 watch run --all -q
expect 0 notify send -q
[ "$(wc -l < "$work/hook/got")" = "$before" ] || fail "told twice"
expect 0 notify list --notices --format json
json 'r["targets"][0]["waiting"] == 0 and r["targets"][0]["delivered"] and len(r["notices"]) >= 1'

# An answer falls when its evidence changes: who is told hears of it once.
cp -r "$here/../../examples/clinic-triage" clinic
"$BARTIZAN" scan clinic > /dev/null 2>&1 || true
"$BARTIZAN" discover clinic > /dev/null 2>&1 || true
expect 0 answer add --framework guidelines --requirement D4 --system clinic --status partly \
  --by 'A. Person' --reason 'chosen for its size' --until "$(date -u -d '+90 days' +%F)"
expect 0 notify send -q
printf x >> clinic/models/assistant.gguf
expect 0 watch add clinic
expect 0 watch run -q
expect 0 notify send --format json
json 'any(n["kind"] == "answer" and "does not stand" in n["title"] and "SHA-256 was" in n["detail"] for n in r["notices"])'
json '"A. Person" not in open(sys.argv[1]).read().split("notices")[1]'
expect 0 notify send --format json
json 'r["notices"] == []'

# Syslog over a socket of this machine.
python3 - "$work/log.sock" "$work/syslog" << 'END' &
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
for _ in range(2):
    message = s.recv(65536)
    with open(sys.argv[2], "ab") as out:
        out.write(message + b"\n")
END
processes="$processes $!"
for _ in $(seq 100); do
  [ -S "$work/log.sock" ] && break
  sleep 0.1
done
expect 0 notify add syslog "unix:$work/log.sock" --name log
expect 0 notify test log
rm -r models
expect 3 watch run --all -q
expect 0 notify send -q
for _ in $(seq 100); do
  [ "$(wc -l < "$work/syslog" 2> /dev/null)" = 2 ] && break
  sleep 0.1
done
python3 - "$work/syslog" << 'END' || { cat "$work/syslog"; fail "the messages are not those of RFC 5424"; }
import re, sys
head = re.compile(
    rb"<(\d{1,3})>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [!-~]+ bartizan \d+ ([a-z]+) - \xef\xbb\xbf(.+)")
lines = [head.fullmatch(line) for line in open(sys.argv[1], "rb").read().splitlines()]
assert len(lines) == 2 and all(lines), lines
assert lines[1][2] == b"place" and lines[1][1] == b"28", lines[1].groups()
assert b"could not be read whole" in lines[1][3]
END

# Nobody listens: it waits, and is not lost.
expect 0 notify add syslog "unix:$work/none.sock" --name none
mkdir models
malicious models/bad2.pkl
expect 0 watch run --all -q
expect 3 notify send -q
complains "none"
expect 0 notify list --format json
json '[t["waiting"] for t in r["targets"] if t["name"] == "none"] == [1]'
expect 0 audit list
says notify.add
says "syslog none at unix:$work/none.sock"
says "webhook later at example.invalid:443"
says_not 'example.invalid/hook'
