# Usage errors: exit code 2, and a suggestion.
. ./common.inc
expect 2 scan --deptth full .
complains "--depth"
expect 2 scan --depth deep .
expect 2 scann .
complains "scan"
expect 2 scan does-not-exist
complains "does-not-exist"
