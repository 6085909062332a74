# What a disk refuses is no fault of the command line: 4, with the reason, and no half of a key.
. ./common.inc
expect 2 key new --name a/b
expect 4 key new --name a --store /proc/self/nothing/store.db
complains 'cannot make the folder /proc/self/nothing/keys: '
# No file may grow: as full as a disk can be. SIGXFSZ is ignored, so that write() says it.
status=0
said=$( (trap '' XFSZ; ulimit -f 0; exec "$BARTIZAN" key new --name a --store "$work/home/s.db") 2>&1) || status=$?
[ "$status" -eq 4 ] || fail "exit code $status instead of 4: $said"
case $said in *'cannot write '*'a.key.new: File too large'*) ;; *) fail "no reason: $said" ;; esac
expect 0 key list --store "$work/home/s.db"
says_not 'P-256'
expect 0 key new --name a --store "$work/home/s.db"
expect 2 key new --name a --store "$work/home/s.db"
complains 'there is a key called a already'
