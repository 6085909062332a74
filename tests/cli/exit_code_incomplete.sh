# What could not be wholly read is 3 unless it is accepted with a reason; 1 wins over 3.
. ./common.inc
make cut.pkl << RECIPE
hex 80 04 95 ff 00 00 00 00 00 00 00 8c 01
RECIPE
expect 3 scan cut.pkl
says "incomplete"
expect 0 scan --allow-incomplete "known to be cut" cut.pkl
malicious bad.pkl
expect 1 scan .
expect 1 scan --allow-incomplete "known to be cut" .
