# kill -9 in the middle of a scan leaves a store that the next scan can use.
. ./common.inc
i=0
while [ $i -lt 500 ]; do
  i=$((i + 1))
  echo "$i" > "$i.txt"
done
malicious model.pkl
"$BARTIZAN" scan . > /dev/null 2>&1 &
scan=$!
sleep 0.2
kill -9 $scan 2> /dev/null || true
wait $scan 2> /dev/null || true
expect 1 scan .
says "malicious"
expect 0 history model.pkl
