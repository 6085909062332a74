# risk: a register by sector and category, with techniques that exist and dates that count.
. ./common.inc
expect 0 risk list
expect 3 risk list --gate
expect 2 risk add --sector enrgy --category failures --scenario x --by 'A. Person'
complains "Did you mean energy?"
expect 2 risk add --sector energy --category attacks-targeting-ai --scenario x --by 'A. Person'
complains "ATLAS"
expect 2 risk add --sector energy --category attacks-targeting-ai --scenario x --atlas AML.T9999 --by 'A. Person'
complains "AML.T9999"
expect 0 risk add --sector energy --category attacks-targeting-ai --scenario 'poisoned forecasts' --atlas AML.T0020 --by 'A. Person'
expect 0 risk add --sector water --category failures --scenario 'dosing drifts' --likelihood moderate --impact very-high --owner 'B. Person' --treatment reduce --due 2024-01-31 --by 'A. Person'
expect 0 risk list
says "Energy"
says "not answered: govern, measure, manage"
says "high, overdue since 2024-01-31"
says_not "Dams"
expect 0 risk list --all
says "Dams"
expect 1 risk list --gate
expect 0 risk list --format json
json 'r["schema"] == "bartizan.risk/1" and len(r["sectors"]) == 16 and len(r["categories"]) == 3'
json 'r["overdue"] == 1 and r["items"][0]["level"] == "high" and r["items"][1]["atlas"][0]["name"] == "Poison Training Data"'
id=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["items"][0]["id"])' "$out")
expect 0 risk set --id "$id" --state treated --manage 'a second sensor' --by 'C. Person'
expect 0 risk show --id "$id"
says "a second sensor"
says "treated, high, reduce, by C. Person"
says "open, high, reduce, by A. Person"
expect 0 risk list --gate
expect 2 risk set --id risk_none --state closed --by 'C. Person'
expect 2 risk list --sector mars
