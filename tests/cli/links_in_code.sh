# Code and configuration that links lead to are others once a link or a folder on the way is another.
. ./common.inc
. "$OLDPWD/checks.inc"
mkdir d s1 s2
printf 'import openai\nc = openai.OpenAI()\n' > s1/k.py
printf 'import openai\nc = openai.OpenAI(api_key="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")\n' > s2/k.py
echo 'openai==1.50.0' > d/requirements.txt
ln -s s1 cur
ln -s ../cur/k.py d/k.py
sleep 1.1
quiet discover d
is yes guidelines P1 d no-secrets
ln -sfn s2 cur
is unknown guidelines P1 d no-secrets --reread none
is no guidelines P1 d no-secrets
# Back again, and what is a folder itself changes its place.
rm cur
mv s1 cur
sleep 1.1
quiet discover d
is yes guidelines P1 d no-secrets
mv cur s1
mv s2 cur
is no guidelines P1 d no-secrets

# The folder above the system is another one, whose files are as old.
mkdir -p rel1/app rel2/app
cp cur/k.py rel2/app/k.py
cp s1/k.py rel1/app/k.py
mv rel1 rel
sleep 1.1
quiet discover rel/app
is yes guidelines P1 rel/app no-secrets
mv rel rel1
mv rel2 rel
is no guidelines P1 rel/app no-secrets

# What others do beside it changes nothing: nothing has to be read again.
mkdir beside
touch rel/app.txt
is no guidelines P1 rel/app no-secrets --reread none
