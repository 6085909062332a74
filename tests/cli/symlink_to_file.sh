# A link to a regular file is followed (a Hugging Face snapshot is links), and its target is shown.
. ./common.inc
mkdir blobs snapshot
malicious blobs/abc
ln -s ../blobs/abc snapshot/model.pkl
expect 1 scan --format json snapshot
json 'artifact("model.pkl")["verdict"] == "malicious"'
