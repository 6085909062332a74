# Without a place for the store a scan still works, with a note; what people say does not.
. ./common.inc
malicious model.pkl
XDG_DATA_HOME=/proc/nowhere
export XDG_DATA_HOME
expect 1 scan model.pkl
says "malicious"
expect 0 posture show
# What somebody says would be lost without a word: it is refused before anything is said to be kept.
printf 'agency,id,use_case_name\nClinic,1,Triage\n' > inventory.csv
expect 4 inventory import inventory.csv --schema generic
complains 'what is said here needs a store on disk'
expect 0 inventory import inventory.csv --schema generic --dry-run
expect 4 inventory add --set use_case_name=Triage
expect 4 posture raise --for 7d --reason x --by 'A. Person'
expect 4 answer add --framework roadmap --requirement 5.3 --status met --by 'A. Person' --reason x \
  --until "$(date -u -d '+30 days' +%F)"
expect 4 risk add --sector energy --category failures --scenario x --by 'A. Person'
expect 4 readiness record exercise --what x --at 2026-10-01 --by 'A. Person'
says_not 'readiness_'
