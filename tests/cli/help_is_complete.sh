# Every option that --help shows stands in the manual page and in all completions.
verbs=$PWD/verbs.txt  # every command with a page of its own
. ./common.inc
root=$(dirname "$0")/../..
case $0 in /*) ;; *) root=$OLDPWD/$root ;; esac
while read -r verb; do
  # shellcheck disable=SC2086  # a noun and its verb are two words
  expect 0 $verb --help
  for option in $(grep -oE -e '--[a-z][a-z0-9]*(-[a-z0-9]+)*' "$out" | sort -u); do
    sed 's/\\-/-/g' "$root/docs/man/bartizan.1" | grep -qF -e "$option" ||
      fail "$verb $option is not in the manual page"
    for file in bartizan.bash _bartizan; do
      grep -qF -e "$option" "$root/packaging/completions/$file" ||
        fail "$verb $option is not in $file"
    done
    grep -qE -e "-l ${option#--}( |\$)" "$root/packaging/completions/bartizan.fish" ||
      fail "$verb $option is not in bartizan.fish"
  done
done < "$verbs"
