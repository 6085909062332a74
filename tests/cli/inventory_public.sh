# A public version tells when nothing in the inventory says what is withheld.
. ./common.inc
printf 'Agency,Use Case ID,Use Case Name,Held back?\nA,A-1,one,yes\n' > a.csv
expect 0 inventory import a.csv --store "$work/store"
expect 0 inventory export --public --store "$work/store"
complains "no row says whether it is withheld"
expect 0 inventory export --store "$work/store"
[ ! -s "$err" ] || fail "a note without need"
