# bartizan serve killed and stopped with work that waits: what was accepted is done by the next one.
. ./common.inc
command -v curl > /dev/null || skip "there is no curl"

server=
stop_server() { [ -z "$server" ] || kill -9 "$server" 2> /dev/null || true; }
trap 'stop_server; rm -rf "$work"' EXIT
start() {
  : > "$work/said"
  "$BARTIZAN" serve --listen 127.0.0.1:0 --store "$work/state/store.db" --root "$PWD/models" \
    > "$work/said" 2> "$work/log" &
  server=$!
  for _ in $(seq 200); do
    url=$(sed -n 's|^Bartizan is at \(.*\)/$|\1|p' "$work/said")
    [ -z "$url" ] || return 0
    sleep 0.1
  done
  cat "$work/log"
  fail "it does not start"
}
# ask CODE ARGUMENT...: the answer is in $out.
ask() {
  wanted=$1
  shift
  got=$(curl -s -m 30 -o "$out" -w '%{http_code}' -H "$bearer" "$@") || true
  [ "$got" = "$wanted" ] || fail "status $got instead of $wanted: curl $*"
}
value() { python3 -c 'import json,sys; print(eval(sys.argv[2], {"r": json.load(open(sys.argv[1]))}))' "$out" "$1"; }
# ended ID: waits until the job is no longer queued or running.
ended() {
  for _ in $(seq 600); do
    ask 200 "$url/api/v1/jobs/$1"
    case $(value 'r["state"]') in queued | running) sleep 0.1 ;; *) return 0 ;; esac
  done
  fail "job $1 does not end"
}

mkdir "$work/state" models
for i in $(seq 40); do benign "models/m$i.pkl"; done
# A hole of 2 GiB takes a second to hash and no place.
truncate -s 2G models/large.bin
malicious "$work/sent.pkl"
expect 0 account add ada --role admin --store "$work/state/store.db"
expect 0 token new --account ada --name test --scope read --scope scan --format json \
  --store "$work/state/store.db"
bearer="Authorization: Bearer $(value 'r["tokens"][0]["token"]')"

# accept: scans that keep the lane busy, then an upload; the ids are in $ids, the upload's in $last.
accept() {
  ids=
  for _ in $(seq 3); do
    ask 202 -H 'Content-Type: application/json' -d "{\"path\":\"$PWD/models\",\"again\":true}" \
      "$url/api/v1/scans"
    ids="$ids $(value 'r["job"]["id"]')"
  done
  ask 202 -H 'Content-Type: application/octet-stream' --data-binary "@$work/sent.pkl" \
    "$url/api/v1/uploads?name=$1"
  last=$(value 'r["job"]["id"]')
}
# all_done: every accepted job is done, under the id that was told; what had ended before is not in
# the list of this server.
all_done() {
  for id in $ids $last; do
    code=$(curl -s -m 30 -o "$out" -w '%{http_code}' -H "$bearer" "$url/api/v1/jobs/$id")
    [ "$code" = 404 ] && [ "$id" != "$last" ] && continue
    ended "$id"
    json 'r["state"] == "done" and r["by"] == "ada"'
  done
  json 'r["summary"]["malicious"] == 1'
  [ -z "$(find "$work/state/uploads" -type f)" ] || fail "the upload is still there"
}

start
accept killed.pkl
ask 200 "$url/api/v1/jobs/$last"
[ "$(value 'r["state"]')" = queued ] || fail "it was too quick to be killed with work that waits"
kill -9 "$server"
wait "$server" 2> /dev/null || true
start
grep -q 'taken up again' "$work/log" || fail "nothing was taken up"
all_done
# Done is done: the next one finds nothing.
accept stopped.pkl
kill -TERM "$server"
wait "$server" || fail "it ended badly"
start
all_done
kill -TERM "$server"
wait "$server" || fail "it ended badly"
start
grep -q 'taken up again' "$work/log" && fail "what had ended was taken up"
ask 200 "$url/api/v1/jobs"
json 'r["items"] == [] or all(one["by"] == "bartizan" for one in r["items"])'
hash=$(sha256sum "$work/sent.pkl" | cut -d' ' -f1)
expect 0 history "$hash" --store "$work/state/store.db"
says "upload:killed.pkl"
says "upload:stopped.pkl"
kill -TERM "$server"
wait "$server" || fail "it ended badly"
server=
