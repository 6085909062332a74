# - is standard input.
. ./common.inc
malicious "$work/model.pkl"
stdin=$work/model.pkl
expect 1 scan -
says "malicious"
benign "$work/good.pkl"
stdin=$work/good.pkl
expect 0 scan -
