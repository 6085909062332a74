#!/bin/sh
# apk's own word on each line `a b`. APK names the program where it isn't in the path.
apk=${APK:-apk}
if [ "${1:-}" = --version ]; then
  "$apk" --version
  exit
fi
while read -r a b; do
  if [ -n "$("$apk" version -c "$a" "$b")" ]; then
    echo '!'
  else
    "$apk" version -t "$a" "$b"
  fi
done
