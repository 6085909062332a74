# Without a place for the store a scan still works, with a note.
. ./common.inc
malicious model.pkl
XDG_DATA_HOME=/proc/nowhere
export XDG_DATA_HOME
expect 1 scan model.pkl
says "malicious"
