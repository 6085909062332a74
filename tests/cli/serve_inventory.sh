# serve: an inventory is taken in, edited by one of two, exported, and the edit taken back.
. ./common.inc
command -v curl > /dev/null || skip "there is no curl"
store="--store $work/state/store.db"
server=
trap '[ -z "$server" ] || kill -9 "$server" 2> /dev/null; rm -rf "$work"' EXIT
mkdir "$work/state"
expect 0 account add ada --role analyst $store
expect 0 token new --account ada --name test --scope read --scope write --format json $store
token=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["tokens"][0]["token"])' "$out")
: > "$work/said"
"$BARTIZAN" serve --listen 127.0.0.1:0 $store > "$work/said" 2> "$work/log" &
server=$!
for _ in $(seq 200); do
  url=$(sed -n 's|^Bartizan is at \(.*\)/$|\1/api/v1|p' "$work/said")
  [ -z "$url" ] || break
  sleep 0.1
done
[ -n "$url" ] || { cat "$work/log"; fail "it does not start"; }
# status CODE ARGUMENT...: what curl gets; the answer is in $out, its head in $work/head.
status() {
  wanted=$1
  shift
  got=$(curl -s -m 20 -o "$out" -D "$work/head" -H "Authorization: Bearer $token" -w '%{http_code}' "$@") || true
  [ "$got" = "$wanted" ] || fail "status $got instead of $wanted: curl $*"
}
json_type="Content-Type: application/json"

printf 'Agency,Use Case ID,Use Case Name,Stage of Development\nA,A-1,sorter,soon\n' > one.csv
status 202 -H 'Content-Type: application/octet-stream' --data-binary @one.csv \
  "$url/inventory/imports?name=one.csv"
for _ in $(seq 300); do
  status 200 "$url/jobs"
  grep -q '"state":"done"' "$out" && break
  sleep 0.1
done
json 'r["items"][0]["summary"]["rows"] == 1 and not r["items"][0]["summary"]["known"]'
status 202 -H 'Content-Type: application/octet-stream' --data-binary nonsense \
  "$url/inventory/imports?name=two.csv"
status 200 "$url/inventory/imports"
json '[one["file"] for one in r["items"]] == ["one.csv"]'
status 200 "$url/systems"
id=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["items"][0]["id"])' "$out")
status 200 "$url/systems/$id"
json 'next(f for f in r["use_case"]["fields"] if f["id"] == "development_stage")["raw"] == "soon"'
etag=$(sed -n 's/^[Ee][Tt][Aa][Gg]: *\(.*"\).*/\1/p' "$work/head")
edit='{"fields":{"development_stage":"Deployed"},"reason":"went live"}'
status 200 -X PATCH -H "$json_type" -H "If-Match: $etag" -d "$edit" "$url/systems/$id"
audit=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["audit"])' "$out")
status 409 -X PATCH -H "$json_type" -H "If-Match: $etag" -d "$edit" "$url/systems/$id"
status 200 "$url/inventory/export"
says Deployed
grep -qi '^content-disposition: attachment; filename="inventory-' "$work/head" || fail "no download"
grep -qi '^x-content-type-options: nosniff' "$work/head" || fail "no nosniff"
# The command line sees the same, and who said so.
expect 0 inventory export --format json $store
json 'r["use_cases"][0]["edits"][0]["by"] == "ada"'
status 200 -X POST -H "$json_type" -d "{\"audit\":\"$audit\"}" "$url/findings/undo"
status 409 -X POST -H "$json_type" -d "{\"audit\":\"$audit\"}" "$url/findings/undo"
expect 0 inventory export $store
says soon
status 403 -X POST -H "$json_type" -d '{"rule":"BZ-PKL-001","callable":"x","reason":"y","expires":"2099-01-01"}' \
  "$url/findings/accept"
expect 0 audit verify $store
kill "$server"
wait "$server" || fail "it ended badly"
server=
