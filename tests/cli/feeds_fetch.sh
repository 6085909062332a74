# Addresses are fetched by curl, bounded, checked, and with a clear message where that fails.
. ./common.inc
command -v python3 > /dev/null || skip "python3 is not here"
command -v curl > /dev/null || skip "curl is not here"
mkdir served
printf '{"id":"GHSA-1","modified":"2024-01-01T00:00:00Z","affected":[]}' > served/osv.json
sum=$(sha256sum served/osv.json | cut -d' ' -f1)
: > "$work/server"
python3 -u -m http.server --bind 127.0.0.1 --directory served 0 > "$work/server" 2>&1 &
server=$!
trap 'kill $server 2> /dev/null || true; rm -rf "$work"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  port=$(sed -n 's/.* port \([0-9]*\).*/\1/p' "$work/server")
  [ -n "$port" ] && break
  sleep 0.2
done
[ -n "$port" ] || skip "no server could be started"
expect 0 feeds update "http://127.0.0.1:$port/osv.json" --sha256 "$sum" --format json
json 'r["feeds"][0]["feed"]["records"] == 1 and r["feeds"][0]["feed"]["checksum_offered"]'
json 'r["feeds"][0]["feed"]["source"].startswith("http://127.0.0.1:")'
expect 3 feeds update "http://127.0.0.1:$port/missing.json" --sha256 "$sum"
says '404'
expect 3 feeds update "https://127.0.0.1:$port/osv.json" --name tls
says 'not updated'
printf 'x' >> served/osv.json
expect 3 feeds update --sha256 "$sum"
says "its SHA-256 is"
kill $server
expect 3 feeds update --sha256 "$sum"
says 'the host does not answer'
# Nothing of a fetch stays behind.
[ "$(ls -A "$XDG_DATA_HOME/bartizan/store.feeds")" = osv.feed ] || fail 'something was left behind'
mkdir bin
PATH=$work/in/bin
export PATH
status=0
"$BARTIZAN" feeds update https://example.invalid/all.zip > "$out" 2> "$err" || status=$?
PATH=/usr/bin:/bin
[ $status -eq 3 ] || fail "exit code $status without curl"
says 'curl is not installed'
