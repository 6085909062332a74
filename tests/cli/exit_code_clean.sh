# A clean model passes: exit code 0.
. ./common.inc
benign model.pkl
expect 0 scan model.pkl
says "clean"
