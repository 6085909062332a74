# -o writes the result to a file; --html writes the HTML report beside the usual output.
. ./common.inc
malicious a.pkl
expect 1 scan --format json -o "$work/report.json" a.pkl
[ ! -s "$out" ] || fail "the report also went to stdout"
python3 -m json.tool "$work/report.json" > /dev/null
expect 1 scan --html "$work/report.html" a.pkl
says "malicious"
grep -qi "<html" "$work/report.html"
expect 1 scan --format sarif -o "$work/report.sarif" a.pkl
python3 -m json.tool "$work/report.sarif" > /dev/null
expect 1 scan --format junit -o "$work/report.xml" a.pkl
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$work/report.xml"
# A link that waits under the name of the unfinished file is no way to another file.
echo precious > "$work/precious"
ln -s "$work/precious" "$work/linked.json.partial"
expect 1 scan --format json -o "$work/linked.json" a.pkl
python3 -m json.tool "$work/linked.json" > /dev/null
[ "$(cat "$work/precious")" = precious ] || fail "the link was followed"
