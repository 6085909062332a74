# bartizan framework: what is asked, page by page, offline; texts of a standard come from the user's copy.
. ./common.inc

expect 0 framework list
says "guidelines"
says "17 requirements"
says "superseded by cpg-2.0"
expect 0 framework list --format json
json 'r["schema"] == "bartizan.framework/1" and len(r["frameworks"]) == 22'
json '{f["id"]: f["requirements"] for f in r["frameworks"]}["aisvs-1.0"] == 191'

expect 0 framework show guidelines
says "Secure your supply chain"
expect 0 framework show guidelines:V1
says "No model file is dangerous (models-clean)"
says "related to uk-code:7"
expect 0 framework show models-clean
says "asked by"
expect 0 framework show cpg-1.0.1 --format json
json 'sum(q["crosswalk"][0]["relation"] == "removed" for q in r["requirements"]) == 3'
expect 2 framework show guidlines
complains "Did you mean guidelines?"

# explain finds every id.
"$BARTIZAN" framework list --format json > "$work/list.json"
for id in $(python3 -c 'import json,sys; print(*(f["id"] for f in json.load(open(sys.argv[1]))["frameworks"]))' "$work/list.json"); do
  expect 0 explain "$id"
done
expect 0 explain LLM03:2025
says "Supply Chain"
expect 0 explain LLM03
says "Excessive Agency"
expect 0 explain 'GOVERN 1.1'
expect 0 explain V1
expect 0 explain no-overdue

# Own words stand for the standard's here: two requirements of level 1 and 2.
cat > copy.csv << END
id,chapter,section,level,requirement
v1.0-C6.1.1,C6,C6.1,1,"words of a copy, with a comma"
v1.0-C6.1.3,C6,C6.1,2,other words
END
expect 0 explain C6.1.1
says "framework import"
expect 0 framework import copy.csv
complains "2 of 191 texts of aisvs-1.0 are here, 2 of them new"
expect 0 explain C6.1.1
says "words of a copy, with a comma"
says "CC BY-SA"
expect 0 framework show aisvs-1.0 --format json
json '[q["imported_text"] for q in r["requirements"] if q["id"] == "v1.0-C6.1.3"] == ["other words"]'
json 'all(q["text"] == "" for q in r["requirements"])'

# A chapter adds to what is there; the same again changes nothing.
printf '| # | Description | Level |\n| --- | --- | --- |\n| **6.2.1** | **A** list | 1 |\n' > chapter.md
expect 0 framework import chapter.md copy.csv
complains "3 of 191 texts of aisvs-1.0 are here, 1 of them new"

# Another version, and what is no copy at all, change nothing.
kept=$(cat "$XDG_DATA_HOME"/bartizan/*.frameworks/aisvs-1.0.json | sha256sum)
printf 'id,level,requirement\nC6.1.1,3,moved\n' > other.csv
expect 3 framework import other.csv
complains "another version"
echo nothing > none.md
expect 3 framework import copy.csv none.md
complains "none.md: no requirement was found in it"
expect 2 framework import missing.csv
expect 2 framework import --framework guidelines copy.csv
complains "guidelines is no framework that takes texts"
[ "$kept" = "$(cat "$XDG_DATA_HOME"/bartizan/*.frameworks/aisvs-1.0.json | sha256sum)" ] ||
  fail "a refused import changed what was there"

# A damaged file is said, and the rest goes on.
echo broken > "$(echo "$XDG_DATA_HOME"/bartizan/*.frameworks/aisvs-1.0.json)"
expect 0 explain C6.1.1
complains "is damaged; import the texts again"
