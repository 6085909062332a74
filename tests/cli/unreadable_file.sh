# A file that cannot be opened is a row and makes the result incomplete; the rest is scanned.
. ./common.inc
benign a.pkl
benign b.pkl
chmod 0 b.pkl
if [ "$(id -u)" -eq 0 ]; then
  # Root can read everything: become nobody.
  command -v setpriv > /dev/null || skip "root, and no setpriv"
  nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
  chown -R 65534:65534 "$work"
  $nobody "$BARTIZAN" --version > /dev/null 2>&1 || skip "nobody cannot run $BARTIZAN"
  printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$nobody" "$BARTIZAN" > "$work/bartizan"
  chmod +x "$work/bartizan"
  BARTIZAN=$work/bartizan
fi
expect 3 scan --format json .
json 'artifact("a.pkl")["verdict"] == "clean"'
json 'artifact("b.pkl")["verdict"] == "incomplete"'
