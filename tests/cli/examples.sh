# The examples show what examples/README.md says of them.
. ./common.inc
root=$(dirname "$0")/../..
case $0 in /*) ;; *) root=$OLDPWD/$root ;; esac
triage=$root/examples/clinic-triage
expect 0 scan "$triage"
expect 0 discover "$triage"
says 'gpt-4o-mini'
says 'example-clinic/mini-embedder'
says 'OPENAI_API_KEY'
says 'appointments'
says '0 could not be read'
expect 0 inventory import "$root/examples/inventory/clinic-2025.csv"
says 'fits 100 %'
expect 0 inventory lint --all
for rule in BZ-INV-001 BZ-INV-101 BZ-INV-102 BZ-INV-105 BZ-INV-107 BZ-INV-008; do
  says "$rule"
done
says_not 'Reading of X-rays'
expect 0 reconcile
says '0 shadow'
says '1 matched'
says 'Risk of readmission'
says_not 'ghost  Triage'
expect 0 bom create "$triage" -o "$work/bom.json"
expect 0 bom validate "$work/bom.json"
