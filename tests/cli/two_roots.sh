# Systems of several roots that are read at once lie in their own folders.
. ./common.inc
mkdir one two
echo 'openai==1.55.0' > one/requirements.txt
echo 'litellm==1.82.0' > two/requirements.txt
benign one/model.pkl
expect 0 scan one
expect 0 discover one two
expect 0 assess guidelines --system one --explain V1
says "model.pkl"
says_not "not scanned"
says_not "never scanned"
expect 0 assess guidelines --system two --format json
json 'r["system"]["name"] == "two"'
