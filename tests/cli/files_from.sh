# --files-from reads paths, also such with blanks, and from standard input.
. ./common.inc
benign "a b.pkl"
malicious c.pkl
benign d.pkl
printf 'a b.pkl\nd.pkl\n' > list
expect 0 scan --files-from list
printf 'c.pkl\n' > "$work/list"
stdin=$work/list
expect 1 scan --files-from -
