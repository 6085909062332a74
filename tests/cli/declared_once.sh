# What a folder says of itself is one declaration, whether a file of it is added or the folder read.
. ./common.inc

for more in '' 'agency = "DHS"' 'use_case_id = "X-1"'; do
  folder=a$(printf '%s' "$more" | tr -dc 'a-z')
  mkdir -p "$folder/.bartizan"
  printf 'use_case_name = "Triage of %s"\n%s\n' "$folder" "$more" > "$folder/.bartizan/system.toml"
  benign "$folder/m.pkl"
  expect 0 inventory add --from "$folder/.bartizan/system.toml"
  expect 0 discover "$folder"
  expect 0 inventory list --format json
  json "sum('$folder' in json.dumps(u) for u in r['use_cases']) == 1"
done
expect 0 reconcile
says '0 ghosts'
says '3 matched, of 3 declared'
