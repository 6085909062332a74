# bartizan serve: over loopback and TLS, to its orderly end and its sudden one.
. ./common.inc
command -v curl > /dev/null || skip "there is no curl"

log=$work/log
said=$work/said
server=
stop_server() { [ -z "$server" ] || kill -9 "$server" 2> /dev/null || true; }
trap 'stop_server; rm -rf "$work"' EXIT

# start ARGUMENT...: $url is where it is.
start() {
  : > "$said"
  "$BARTIZAN" serve --listen 127.0.0.1:0 --store "$work/state/store.db" "$@" > "$said" 2> "$log" &
  server=$!
  for _ in $(seq 200); do
    url=$(sed -n 's|^Bartizan is at \(.*\)/$|\1|p' "$said")
    [ -z "$url" ] || return 0
    sleep 0.1
  done
  cat "$log"
  fail "it does not start"
}
# status CODE ARGUMENT...: what curl gets; the answer is in $out.
status() {
  wanted=$1
  shift
  got=$(curl -s -m 20 -o "$out" -w '%{http_code}' "$@") || true
  [ "$got" = "$wanted" ] || fail "status $got instead of $wanted: curl $*"
}
mkdir "$work/state" models
malicious models/bad.pkl

expect 2 serve --listen 0.0.0.0:0
complains "takes TLS"
expect 2 serve --listen nonsense
expect 2 serve --tls-cert x.pem
expect 2 serve --host Upper.Case
expect 2 serve --root none --listen 127.0.0.1:0
complains "none"
expect 2 serve --root '' --listen 127.0.0.1:0
complains "--root is empty"
expect 2 serve --root / --listen 0.0.0.0:0 --tls-cert none.pem --tls-key none.pem
complains "Better name the folders"
complains "the certificate none.pem cannot be used"
expect 0 serve --openapi
json 'r["openapi"] == "3.1.0" and "/api/v1/scans" in r["paths"]'

start --root models
status 200 "$url/healthz"
json 'r == {"status": "ok"}'
status 200 "$url/api/v1/about"
says "Not affiliated with or endorsed by CISA or DHS"
status 200 "$url/"
status 421 -H 'Host: evil.example' "$url/healthz"
status 401 "$url/api/v1/jobs"
json 'r["status"] == 401 and r["title"] == "Unauthorized"'
status 401 -X POST -H 'Content-Type: application/json' -d '{"path":"/etc"}' "$url/api/v1/scans"
status 403 -X POST -H 'Origin: http://evil.example' -H 'Content-Type: application/json' -d '{}' \
  "$url/api/v1/scans"
status 404 "$url/api/v1/none"
status 405 -X PUT "$url/api/v1/about"
status 431 -H "X-Long: $(head -c 40000 /dev/zero | tr '\0' x)" "$url/healthz"
# The answer comes while the body is still on its way.
head -c 3000000 /dev/zero > large
status 401 -X POST -H 'Content-Type: application/octet-stream' --data-binary @large \
  "$url/api/v1/uploads?name=large"
# Nobody else gets the port or is told the query.
expect 2 serve --listen "${url#http://}" --store "$work/state/other.db"
complains "cannot listen"
status 401 "$url/api/v1/jobs?q=hidden-word"
grep -q hidden-word "$log" && fail "the log has a query"
grep -q '"route":"/api/v1/jobs"' "$log" || fail "the log has no route"

# A token may scan; what happens arrives as events; the verdict is that of the command line.
expect 0 account add ada --role analyst --store "$work/state/store.db"
expect 0 token new --account ada --name test --scope read --scope scan --format json \
  --store "$work/state/store.db"
token=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["tokens"][0]["token"])' "$out")
bearer="Authorization: Bearer $token"
json_type="Content-Type: application/json"
curl -sN -m 60 -H "$bearer" "$url/api/v1/events" > "$work/events" &
listener=$!
for _ in $(seq 100); do
  grep -q "^: here" "$work/events" && break
  sleep 0.1
done
status 200 -H "$bearer" "$url/api/v1/roots"
json 'len(r["items"]) == 1 and r["total"] == 1 and r["next"] is None'
root=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["items"][0]["path"])' "$out")
status 404 -H "$bearer" -H "$json_type" -d '{"path":"/etc/passwd"}' "$url/api/v1/scans"
status 400 -H "$bearer" -H "$json_type" -d '{"paths":[]}' "$url/api/v1/scans"
status 202 -H "$bearer" -H "$json_type" -d "{\"path\":\"$root\"}" "$url/api/v1/scans"
job=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["job"]["id"])' "$out")
for _ in $(seq 300); do
  status 200 -H "$bearer" "$url/api/v1/jobs/$job"
  grep -q '"state":"done"' "$out" && break
  sleep 0.1
done
json 'r["state"] == "done" and r["summary"]["malicious"] == 1 and r["summary"]["worst"] == "malicious"'
status 202 -H "$bearer" -H 'Content-Type: application/octet-stream' --data-binary @models/bad.pkl \
  "$url/api/v1/uploads?name=sent.pkl"
for _ in $(seq 300); do
  status 200 -H "$bearer" "$url/api/v1/jobs?state=done"
  json 'True'
  grep -q 'upload:sent.pkl' "$out" && break
  sleep 0.1
done
json 'r["items"][0]["what"] == "upload:sent.pkl" and r["items"][0]["summary"]["malicious"] == 1'
for wanted in 'event: job' 'event: finding' 'event: scan' '"state":"running"' '"state":"done"'; do
  grep -qF "$wanted" "$work/events" || { cat "$work/events"; fail "no $wanted among the events"; }
done
kill "$listener" 2> /dev/null || true
[ -z "$(find "$work/state/uploads" -type f)" ] || fail "the upload is still there"
hash=$(sha256sum models/bad.pkl | cut -d' ' -f1)
expect 0 history "$hash" --store "$work/state/store.db"
says "upload:sent.pkl"
says malicious
expect 0 audit list --store "$work/state/store.db"
says scan.start
grep -qF "$token" "$log" && fail "the log has the token"

kill -TERM "$server"
code=0
wait "$server" || code=$?
[ "$code" = 0 ] || fail "it ended with $code"
grep -q '"event":"stopped"' "$log" || fail "it does not say that it stopped"

# Killed, it starts again from the same store.
start --root models
kill -9 "$server"
wait "$server" 2> /dev/null || true
start --root models
status 200 "$url/healthz"
kill -INT "$server"
wait "$server" || fail "it ended badly"

command -v openssl > /dev/null || skip "there is no openssl: TLS was not tried"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem \
  -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2> /dev/null
expect 2 serve --listen 127.0.0.1:0 --tls-cert key.pem --tls-key key.pem
start --tls-cert cert.pem --tls-key key.pem --host ai.example.test
case $url in https://*) ;; *) fail "no https in $url" ;; esac
status 200 --cacert cert.pem -D "$work/head" "$url/healthz"
grep -qi '^strict-transport-security' "$work/head" || fail "no HSTS"
status 200 -k -H 'Host: ai.example.test' "$url/healthz"
status 000 --cacert cert.pem --tls-max 1.1 "$url/healthz"
status 000 "http${url#https}/healthz"
kill -TERM "$server"
wait "$server" || fail "it ended badly with TLS"
server=
