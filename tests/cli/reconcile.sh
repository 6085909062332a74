# Shadow until somebody says what it is, then matched, then drift when it changes.
. ./common.inc
expect 3 reconcile
mkdir app
printf 'litellm==1.82.0\n' > app/requirements.txt
expect 0 discover app
expect 3 reconcile
says 'shadow  app'
expect 1 reconcile --gate --format json
json 'r["summary"]["found"] == 1 and r["differences"][0]["kind"] == "shadow"'
expect 2 reconcile assign found_none --none
complains 'there is no found system'
expect 2 reconcile assign found_none
complains '--use-case'

# A folder that is gone is no drift of anything, and how to forget it is said.
mkdir gone
printf 'litellm==1.82.0\n' > gone/requirements.txt
expect 0 discover gone
rm -r gone
expect 3 reconcile
says 'its folder is gone'
says "bartizan discover --forget $PWD/gone"
expect 0 discover --forget "$PWD/gone"
expect 3 reconcile
says_not 'its folder is gone'
# A list of models that does not fit is mended in its file, which is named.
mkdir -p listed/.bartizan
printf 'name = "Listed"\nstage = "Deployed"\nmodels = ["a.pkl"]\n' > listed/.bartizan/system.toml
printf 'litellm==1.82.0\n' > listed/requirements.txt
expect 0 discover listed
expect 0 reconcile
says "mend the models in $PWD/listed/.bartizan/system.toml"
