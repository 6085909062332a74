# The report names the isolation; --require-sandbox works where there is one.
. ./common.inc
benign model.pkl
expect 0 scan --format json model.pkl
json '"isolation" in r["run"]'
isolation=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["run"]["isolation"])' "$out")
case $isolation in
  seccomp*) expect 0 scan --require-sandbox model.pkl ;;
  *) skip "no sandbox here: $isolation" ;;
esac
