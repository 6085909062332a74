# faq: questions are found by words, and every command of an answer exists.
. ./common.inc
expect 0 faq
says "What is KEV?"
expect 0 faq what is a verdict
says "What does a verdict mean?"
expect 0 faq vex
expect 0 explain what-is-kev
says "What is KEV?"
expect 2 faq xyzzy
complains "no question is about xyzzy"
expect 0 faq cisa endorsed
says "not affiliated with or endorsed by CISA"

expect 0 faq --format json
json 'r["schema"] == "bartizan.faq/1" and len(r["items"]) >= 25'
python3 -c '
import json, sys
for command in sorted({c for i in json.load(open(sys.argv[1]))["items"] for c in i["commands"]}):
    print(command)' "$out" > "$work/commands"
python3 -c '
import json, sys
for policy in sorted({p for i in json.load(open(sys.argv[1]))["items"] for p in i["policies"]}):
    print(policy)' "$out" > "$work/policies"
[ "$(wc -l < "$work/commands")" -gt 20 ] || fail "answers name few commands"
while read -r program command; do
  [ "$program" = bartizan ] || fail "no command: $program"
  # shellcheck disable=SC2086  # a noun and its verb are two words
  expect 0 $command --help
done < "$work/commands"
while read -r policy; do
  expect 0 policy "$policy"
done < "$work/policies"
