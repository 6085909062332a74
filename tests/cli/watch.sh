# bartizan watch: looks at what is due, says what it could not read, and evidence follows.
. ./common.inc

expect 0 watch list
says "nothing is watched"
expect 2 watch add none
expect 2 watch add . --every never
complains "--every never is no time"
expect 2 watch add . --rate fast
expect 2 watch remove .
expect 2 watch run .
complains "is not watched"

mkdir models
benign models/good.pkl
benign models/other.pkl
expect 0 watch add models --every 6h --rate '20 MiB' --by 'A. Person'
expect 0 watch list --format json
json 'len(r["places"]) == 1 and r["places"][0]["looked"] is None and r["places"][0]["is_due"]'
json 'r["places"][0]["interval_seconds"] == 21600 and r["places"][0]["rate"] == 20 * 1048576'
json 'r["places"][0]["by"] == "A. Person"'

expect 0 watch run --format json
json 'r["places"][0]["files"] == 2 and r["places"][0]["read"] == 2 and r["places"][0]["changed"] == 2'
json 'not r["places"][0]["is_due"] and r["places"][0]["problem"] is None'
# Nothing is due: nothing is read. With --all nothing has changed.
expect 0 watch run
expect 0 watch run --all --format json
json 'r["places"][0]["files"] == 2 and r["places"][0]["changed"] == 0'

# New, changed and gone files; what was found is in the history.
malicious models/bad.pkl
rm models/other.pkl
expect 0 watch run models --format json
json 'r["places"][0]["changed"] == 1 and r["places"][0]["gone"] == 1'
expect 0 history "$PWD/models/bad.pkl"
says malicious

# Whether a system is watched is evidence of its assessments.
expect 0 discover models
expect 0 assess guidelines --system models --format json
json '"is looked at every 6 hours" in open(sys.argv[1]).read()'

# A raised posture looks more often.
expect 0 posture raise --for 7d --reason drill --by 'A. Person'
expect 0 watch list --format json
json 'r["raised"] and r["places"][0]["interval_in_force_seconds"] < 21600'
expect 0 watch list
says "while the posture is raised"
expect 0 posture lower --reason over --by 'A. Person'
expect 0 watch list --format json
json 'r["places"][0]["interval_in_force_seconds"] == 21600'

# What cannot be read is said, and ends with 3.
mv models moved
expect 3 watch run --all --format json
json 'r["places"][0]["problem"] == "it is not there any more" and r["places"][0]["failing_since"]'
expect 3 watch run
mv moved models
expect 0 watch run --all --format json
json 'r["places"][0]["problem"] is None and r["places"][0]["failing_since"] is None'
if [ "$(id -u)" != 0 ]; then
  chmod 000 models/good.pkl
  expect 3 watch run --all
  complains "good.pkl"
  chmod 600 models/good.pkl
fi

expect 0 watch run --old
expect 0 audit list
says watch.add
expect 0 watch remove models
expect 0 watch list --format json
json 'r["places"] == []'
