# A store that cannot be written still has its feeds; without a store there are none, wherever one is.
. ./common.inc
command -v python3 > /dev/null || skip "python3 is not here"
command -v setpriv > /dev/null || skip "setpriv is not here"
mkdir db app
printf '{"id":"GHSA-1","modified":"2024-01-02T03:04:05Z","affected":[{"package":{"ecosystem":"PyPI","name":"litellm"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.2"}]}]}]}' > db/osv.json
echo 'litellm==1.1' > app/requirements.txt
mkdir "$work/kept"
expect 0 feeds update db/osv.json --name osv --store "$work/kept/store.db"
expect 3 vuln app --store "$work/kept/store.db"
chmod -R a-w "$work/kept"
if [ "$(id -u)" = 0 ]; then
  # Root may write everything until it gives that up.
  printf '#!/bin/sh\nexec setpriv --bounding-set=-dac_override --inh-caps=-dac_override -- setpriv --reuid=0 -- "%s" "$@"\n' "$BARTIZAN" > "$work/weak"
  chmod +x "$work/weak"
  setpriv --bounding-set=-dac_override true 2> /dev/null || skip "nothing can be given up here"
  BARTIZAN=$work/weak
fi
expect 3 vuln app --store "$work/kept/store.db" --format json
complains 'kept in memory only'
json 'r["feeds"][0]["id"] == "osv" and "GHSA-1" in open(sys.argv[1]).read()'

# A folder .feeds where the command runs is not ours.
cp -r "$work/kept/store.feeds" .feeds
unset HOME XDG_DATA_HOME
expect 3 vuln app --format json
json 'r["feeds"] == []'
