# The log of this program is whole, which says nothing of what goes into a system, and nothing at all of
# one that nobody read. A posture is decided by whoever raises or lowers it.
. ./common.inc
. "$OLDPWD/checks.inc"
printf 'Agency,Use Case ID,Use Case Name,Stage of Development\nA,A-1,Answers,Deployed\n' > declared.csv
expect 0 inventory import declared.csv
mkdir read
echo 'openai==1.50.0' > read/requirements.txt
quiet discover read
quiet self-check
for system in Answers read; do
  is unknown guidelines O2 $system inputs-logged
  says 'only people can say'
  is absent guidelines O2 $system logs-kept
done
is unknown aisvs-1.0 v1.0-C12.5.3 Answers audit-chain-whole
says 'this system was not read'

posture() {
  "$BARTIZAN" assess dhs-ci-risk --explain A.manage --format json > "$out" 2> "$err" || true
  json "[c['result'] for c in r['requirement']['checks'] if c['id'] == 'posture-known'] == ['$1']"
  says "$2"
}
posture unknown 'nobody raised or lowered the posture'
expect 0 posture raise --for 1d --reason drill --by 'A. Person'
posture yes 'the posture is raised since'
expect 0 posture lower --reason over --by 'A. Person'
posture yes 'the posture is normal since'
