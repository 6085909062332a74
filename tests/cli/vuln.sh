# Weaknesses of a tree: looked up, decided, remembered. Advisories come from what was imported.
. ./common.inc
expect 2 vuln
complains 'say what to look up'
mkdir app
printf 'litellm==1.82.0\n' > app/requirements.txt
expect 2 vuln app --exposed yes
complains '--by NAME'
expect 2 vuln app --as-of yesterday
complains 'is no time'
# Without advisories nothing is called fine.
expect 3 vuln app
says 'not looked up'
says 'bartizan feeds import'
expect 3 vuln --system nobody
complains 'no system is called nobody'
