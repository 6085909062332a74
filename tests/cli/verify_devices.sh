# Pipes and devices in place of a file: the reason is said, and nobody waits.
. ./common.inc
command -v python3 > /dev/null || skip "python3 is not here"
benign model.pkl
mkfifo pipe
expect 0 key new --name k
expect 2 key new --name other --passphrase-file pipe
complains 'cannot read the passphrase from pipe: not a regular file. It is the first line of a file'
expect 2 sign model.pkl --key k --passphrase-file pipe
complains 'not a regular file'
expect 2 sign model.pkl --key k --passphrase-file /dev/zero
complains 'not a regular file'
expect 3 verify model.pkl --provenance /dev/zero
says '/dev/zero: not a regular file'
expect 0 sign model.pkl --key k
expect 0 verify model.pkl --key k
for what in /dev/zero pipe nothing; do
  expect 3 verify model.pkl --key k --provenance "$what"
  says 'the provenance was not read'
  says "$what: "
  expect 3 verify model.pkl --key k --provenance "$what" --format json
  json 'any(c["id"] == "provenance-read" for c in r["checks"])'
done
