# The first minutes of a server: a link that is good once, an admin, somebody else, a token, and a log
# whose head was signed when the server stopped.
. ./common.inc
command -v curl > /dev/null || skip "there is no curl"

server=
stop_server() { [ -z "$server" ] || kill -9 "$server" 2> /dev/null || true; }
trap 'stop_server; rm -rf "$work"' EXIT
start() {
  : > "$work/said"
  "$BARTIZAN" serve --listen 127.0.0.1:0 > "$work/said" 2> "$work/log" &
  server=$!
  for _ in $(seq 200); do
    url=$(sed -n 's|^Bartizan is at \(.*\)/$|\1|p' "$work/said")
    [ -z "$url" ] || return 0
    sleep 0.1
  done
  cat "$work/log"
  fail "it does not start"
}
# api CODE METHOD PATH [BODY]: with the cookies of $jar and the header of $csrf.
jar=$work/jar
csrf=
api() {
  wanted=$1
  got=$(curl -s -m 30 -X "$2" -b "$jar" -c "$jar" -H "X-Bartizan-CSRF: $csrf" \
    ${4:+-H 'Content-Type: application/json' -d "$4"} -o "$out" -w '%{http_code}' "$url/api/v1$3") || true
  [ "$got" = "$wanted" ] || fail "status $got instead of $wanted: $2 $3"
}
member() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$out" "$1"; }

start
for _ in $(seq 50); do grep -q '#/welcome/' "$work/said" && break; sleep 0.1; done
secret=$(sed -n 's|.*#/welcome/||p' "$work/said")
[ ${#secret} = 43 ] || fail "there is no link"
grep -rqF "$secret" "$XDG_DATA_HOME" && fail "the secret is kept"
api 200 GET /session
json 'r["account"] is None and r["first_start"]'
api 401 POST /session '{"name":"admin","password":"admin"}'
api 401 GET /tokens
api 400 POST /session/first "{\"secret\":\"$secret\",\"name\":\"ada\",\"password\":\"short\"}"
api 200 POST /session/first "{\"secret\":\"$secret\",\"name\":\"ada\",\"password\":\"river-copper-lamp\"}"
json 'r["account"]["role"] == "admin"'
csrf=$(member csrf)
api 200 GET /accounts
saved=$csrf
csrf=wrong
api 403 POST /accounts '{"name":"bob","role":"viewer"}'
csrf=$saved
api 201 POST /accounts '{"name":"bob","role":"viewer"}'
api 201 POST /tokens '{"name":"ci","scopes":["read"],"expires":"'"$(date -u -d '+30 days' +%F)"'"}'
token=$(member token)
code() { curl -s -m 30 -o /dev/null -w '%{http_code}' "$@"; }
[ "$(code -H "Authorization: Bearer $token" "$url/api/v1/accounts")" = 403 ] || fail "the scope lets too much"
[ "$(code -u "ci:$token" "$url/api/v1/tokens")" = 200 ] || fail "Basic does not take the token"
[ "$(code -u 'ada:river-copper-lamp' "$url/api/v1/tokens")" = 401 ] || fail "Basic takes a password"
# A second server start prints no link.
kill -TERM "$server"
wait "$server" || fail "it ended badly"
expect 0 audit verify
says "nothing was changed"
expect 0 audit list
says "account.first"
says "account.add"
grep -q river-copper "$work/log" "$XDG_DATA_HOME/bartizan/store.db" && fail "the password is kept"
start
sleep 0.5
grep -q '#/welcome/' "$work/said" && fail "there is a link although there is an account"
# The session is still good; what a command took away is not.
api 200 GET /accounts
expect 0 account add carol --role admin
expect 0 account role ada viewer
api 401 GET /accounts
# Killed in the midst of it, the log is whole and holds everything that was answered.
jar=$work/other
csrf=
i=0
while [ $i -lt 10 ]; do
  i=$((i + 1))
  api 401 POST /session '{"name":"nobody'$i'","password":"river-copper-lamp"}'
done
kill -9 "$server"
wait "$server" 2> /dev/null || true
server=
expect 0 audit verify
expect 0 audit list --what session.wrong-password --format json
json 'len(r["entries"]) == 11'
