# Each command in the documents and in the examples of --help is one: its verb is known, and its options
# are the verb's.
case $0 in /*) tests=$(dirname "$0") ;; *) tests=$PWD/$(dirname "$0") ;; esac
. ./common.inc
python3 - "$tests/../.." > "$work/said" << 'END'
import pathlib, re, sys
root = pathlib.Path(sys.argv[1])
for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```[a-z]*\n(.*?)^```", text, re.M | re.S):
        joined = block.replace("\\\n", " ")
        for line in re.findall(r"^(?:\$ )?(?:sudo )?(bartizan .*)", joined, re.M):
            print(line.split(" # ")[0].split("  #")[0])
    for code in re.findall(r"`(bartizan [^`]+)`", text):
        print(" ".join(code.split()))
END
# What a signature of the log is over begins as a command does.
grep -v '^bartizan audit head 1' "$work/said" > "$work/commands"
python3 "$tests/commands.py" "$tests/verbs.txt" 60 < "$work/commands" || fail "a document names what is no command"
while read -r verb; do
  # shellcheck disable=SC2086
  "$BARTIZAN" $verb --help | grep '^  bartizan ' || fail "no example: $verb"
done < "$tests/verbs.txt" > "$work/said"
python3 "$tests/commands.py" "$tests/verbs.txt" 80 < "$work/said" || fail "an example is no command"
