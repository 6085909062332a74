# Shadow until somebody says what it is, then matched, then drift when it changes.
. ./common.inc
expect 3 reconcile
mkdir app
printf 'litellm==1.82.0\n' > app/requirements.txt
expect 0 discover app
expect 3 reconcile
says 'shadow  app'
expect 1 reconcile --gate --format json
json 'r["summary"]["found"] == 1 and r["differences"][0]["kind"] == "shadow"'
expect 2 reconcile assign found_none --none
complains 'there is no found system'
expect 2 reconcile assign found_none
complains '--use-case'
