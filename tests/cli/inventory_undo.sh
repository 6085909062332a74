# inventory undo leaves nothing of an import behind, in its answers or in the file.
. ./common.inc
printf 'Agency,Use Case ID,Use Case Name\nA,A-1,zebrafish sorter\nA,A-2,quagga counter\n' > one.csv
printf 'Agency,Use Case ID,Use Case Name\nB,B-1,kept one\n' > two.csv
expect 0 inventory import one.csv two.csv --store "$work/store"
expect 0 inventory list --imports --store "$work/store"
id=$(awk '/one.csv/ { print $1 }' "$out")
expect 0 inventory undo "$id" --store "$work/store"
expect 2 inventory undo "$id" --store "$work/store"
expect 0 inventory list --search zebrafish --store "$work/store"
says_not zebrafish
! grep -aq -e zebrafish -e quagga "$work"/store* || fail "the file still has words of the import"
expect 0 inventory list --store "$work/store"
says "kept one"
