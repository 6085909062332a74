# Asked once, remembered with who said it; every answer is kept.
. ./common.inc
expect 3 exposure list
mkdir app
printf 'litellm==1.82.0\n' > app/requirements.txt
expect 0 discover app
expect 0 exposure list
says 'nobody said  app'
expect 2 exposure set --system app --exposed perhaps --by A
expect 2 exposure set --system app --exposed yes
complains '--by NAME'
expect 2 exposure set --system elsewhere --exposed yes --by A
complains 'no system is called elsewhere'
expect 0 exposure set --system app --exposed yes --by 'A. Person' --reason 'public page'
expect 0 exposure set --system "$PWD/app" --exposed no --by 'B. Person'
expect 0 exposure list --format json
json 'len(r["systems"]) == 1 and r["systems"][0]["exposed"] is False'
json '[s["by"] for s in r["systems"][0]["said"]] == ["A. Person", "B. Person"]'
expect 0 exposure list --all
says 'not exposed  app'
says_not 'place:'
says '1 not exposed'
says 'yes, A. Person'
