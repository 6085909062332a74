# readiness: what is critical, when it was exercised and restored, and what it depends on.
. ./common.inc
expect 0 readiness list
expect 3 readiness list --gate
expect 3 readiness map
mkdir app
cat > app/main.py << END
import openai
client = openai.OpenAI()
client.chat.completions.create(model="gpt-4o", messages=[])
END
echo 'openai==1.40.0' > app/requirements.txt
expect 0 discover app
expect 2 readiness record drill --what x --by 'A. Person'
complains "Kinds are critical-asset"
expect 2 readiness record critical-asset --what x --by 'A. Person'
complains "--system ID"
expect 2 readiness record exercise --what x --by 'A. Person' --at 2199-01-01
complains "still to come"
expect 2 readiness record exercise --system nothing --what x --by 'A. Person'
expect 0 readiness record critical-asset --system app --what 'answers patients' --by 'A. Person'
expect 1 readiness list --gate
says "4 missing"
echo report > report.txt
expect 0 readiness record exercise --what 'poisoned model' --at 2024-01-31 --by 'A. Person' --attachment report.txt
[ "$(python3 -c '
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
print(c.execute("SELECT bytes FROM attachment WHERE sha256 = ?", sys.argv[2:]).fetchone()[0].decode())' \
  "$XDG_DATA_HOME/bartizan/store.db" "$(sha256sum report.txt | cut -d' ' -f1)")" = report ] ||
  fail "the attachment is not kept"
expect 2 readiness record exercise --what x --by 'A. Person' --attachment none.txt
complains "no file none.txt"
head -c 17000000 /dev/zero > film
expect 2 readiness record exercise --what x --by 'A. Person' --attachment film
complains "larger than 16 MiB"
expect 2 readiness record exercise --what "$(head -c 2001 /dev/zero | tr '\0' x)" --by 'A. Person'
complains "2001 bytes"
expect 0 readiness record restore-test --system app --what 'from tape' --by 'A. Person'
expect 0 readiness record dependency --system app --what 'power grid' --by 'A. Person'
expect 0 readiness list
says "last on 2024-01-31, due again since 2025-01-30"
says "1 overdue"
says "report.txt, SHA-256 $(sha256sum report.txt | cut -d' ' -f1)"
expect 0 readiness list --format json
json 'r["schema"] == "bartizan.readiness/1" and r["findings"] == 3 and r["items"][0]["state"] == "overdue"'
# A restore test holds for half a year.
expect 0 readiness list --as-of "$(date -u -d '+ 200 days' +%Y-%m-%d)" --format json
json 'any(i["kind"] == "restore-test" and i["state"] == "overdue" for i in r["items"])'
expect 0 readiness map
says "openai"
says "power grid"
expect 0 readiness map --format json
json 'r["systems"][0]["critical"] and any(n["kind"] == "provider" and n["name"] == "openai" for n in r["systems"][0]["needs"])'
expect 0 readiness list --format json
id=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["items"][0]["id"])' "$out")
expect 0 readiness withdraw --id "$id" --by 'B. Person'
expect 2 readiness withdraw --id "$id" --by 'B. Person'
expect 0 readiness list
says "0 overdue"
expect 0 readiness list --all
says "withdrawn"
