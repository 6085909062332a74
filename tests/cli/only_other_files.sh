# A tree without any model passes and says so.
. ./common.inc
echo "hello" > notes.txt
expect 0 scan .
says "not a model"
