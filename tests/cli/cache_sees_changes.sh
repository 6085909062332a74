# Results are kept by content: a changed file is read again under its old name.
. ./common.inc
benign model.pkl
expect 0 scan model.pkl
expect 0 scan model.pkl
malicious model.pkl
expect 1 scan model.pkl
