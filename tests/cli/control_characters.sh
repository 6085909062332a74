# Names from the file system never reach the terminal as they are, and JSON shows each byte of them.
. ./common.inc
name=$(printf 'evil\033[2J\nname.pkl')
malicious "$name"
expect 1 scan .
if LC_ALL=C grep -q "$(printf '\033')" "$out"; then fail "an escape character reached stdout"; fi
says '\x1b[2J'
expect 1 scan --format json .
json 'artifact("evil\\x1b[2J\\x0aname.pkl")["verdict"] == "malicious"'
