# What cannot be read is said, with its place, and the rest is read all the same.
. ./common.inc
mkdir tree
printf 'import torch\n' > tree/good.py
printf '{"dependencies": {"openai": "4.0.0"\n' > tree/package.json
printf '[project\nname = 1\n' > tree/pyproject.toml
printf '\377\376\000import\000' > tree/odd.py
if [ "$(id -u)" -ne 0 ]; then
  printf 'import openai\n' > tree/closed.py
  chmod 000 tree/closed.py
  expect 3 discover tree
  says 'closed.py'
else
  expect 0 discover tree
fi
says 'good.py:1'
says 'package.json'
mkfifo tree/pipe.py
timeout 20 "$BARTIZAN" discover tree > "$out" 2> "$err" || true
says 'good.py:1'
mkdir empty
expect 3 discover empty
says 'no AI found'
expect 2 discover
complains 'nothing to look at'
