# Nothing to scan is no success: exit code 3.
. ./common.inc
mkdir empty
expect 3 scan empty
