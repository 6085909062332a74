# Accounts, their one-time links and tokens; the last admin stays; a person is exported and erased.
. ./common.inc
expect 0 account list
says "no accounts"
expect 0 account add ada --role admin --format json
json 'r["link"].startswith("http://127.0.0.1:8765/#/welcome/") and len(r["link"].split("/")[-1]) == 43'
expect 0 account add bob --role analyst --display 'Bob Babbage' --url https://ai.example.org
says "https://ai.example.org/#/welcome/"
expect 2 account add bob
complains "there is an account of this name already"
expect 2 account add 'b b'
expect 2 account add person_x

expect 2 account role ada viewer
complains "last admin"
expect 2 account disable ada
expect 0 account role bob approver
expect 0 account disable bob
expect 2 account reset bob
complains "account enable bob"
expect 0 account enable bob
expect 0 account reset bob --factors
says "#/welcome/"
expect 0 account unlock bob
expect 2 account role carol viewer
complains "no account called carol"
expect 0 account list --format json
json '[(a["name"], a["role"], a["has_password"]) for a in r["accounts"]] == [("ada", "admin", False), ("bob", "approver", False)]'

expect 0 token new --account bob --name nightly --scope read --scope scan --format json
json 'r["tokens"][0]["token"].startswith("bzt_") and r["tokens"][0]["scopes"] == ["read", "scan"]'
secret=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["tokens"][0]["token"])' "$out")
id=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["tokens"][0]["id"])' "$out")
! grep -rqF "$secret" "$XDG_DATA_HOME" || fail "the token is kept as it is"
[ "$(stat -c %a "$XDG_DATA_HOME/bartizan/keys/server.secret")" = 600 ] || fail "the key is open"
expect 2 token new --account bob --name x --expires 2099-01-01
complains "within a year"
expect 2 token new --account carol --name x
expect 0 token list
says "$id"
says_not "$secret"
expect 0 token revoke "$id"
expect 2 token revoke "$id"
expect 0 token list --format json
json 'r["tokens"][0]["revoked"] is not None'

expect 0 account export bob -o bob.json
grep -qF 'Bob Babbage' bob.json || fail "the export lacks the name"
expect 2 account erase bob
complains "--yes"
expect 2 account erase ada --yes
complains "last admin"
expect 0 account erase bob --yes
expect 0 account list
says "erased"
says_not "Babbage"
expect 0 audit list
says "account.erase"
says_not "bob"
expect 3 audit verify
says "nothing was changed"
