# A model that runs a command fails the gate: exit code 1, worst first, with its remedy.
. ./common.inc
benign a.pkl
malicious b.pkl
expect 1 scan .
says "malicious"
says "system"
expect 1 scan --fail-on malicious .
