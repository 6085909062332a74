#!/bin/sh
# dpkg's own word on each line `a b`. What it warns of is refused.
while read -r a b; do
  if [ -n "$(dpkg --compare-versions "$a" eq "$b" 2>&1)" ]; then
    echo '!'
  elif dpkg --compare-versions "$a" lt "$b"; then
    echo '<'
  elif dpkg --compare-versions "$a" eq "$b"; then
    echo '='
  else
    echo '>'
  fi
done
