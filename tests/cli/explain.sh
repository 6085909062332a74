# explain prints the page of a rule; an unknown one is a usage error.
. ./common.inc
expect 0 explain BZ-IDN-001
says "CWE-436"
expect 2 explain BZ-XXX-999
