# settings: what files state about containers, endpoints and tools is evidence, with file and line.
. ./common.inc
mkdir -p app/.cursor
printf 'vllm==0.6.3\n' > app/requirements.txt
printf 'FROM vllm/vllm-openai:v0.6.3\nUSER root\n' > app/Dockerfile
cat > app/compose.yaml << 'END'
services:
  serve:
    image: vllm/vllm-openai:v0.6.3
    user: "1000"
    command: ["--model", "org/model", "--api-key", "sk-never-shown-0123456789", "--host", "127.0.0.1"]
END
cat > app/.cursor/mcp.json << 'END'
{ "mcpServers": { "shell": { "command": "server-shell", "alwaysAllow": ["*"] } } }
END
expect 0 discover app
expect 0 assess guidelines --system "$PWD/app" --format json --reread none
python3 - "$out" << 'END' || fail "the assessment does not say what the files state"
import json, sys
report = json.load(open(sys.argv[1]))
checks = {c["id"]: c for r in report["requirements"] for c in r["checks"]}
assert checks["container-not-root"]["result"] == "no", checks["container-not-root"]
assert "Dockerfile" in checks["container-not-root"]["why"]
assert checks["tool-permissions"]["result"] == "no", checks["tool-permissions"]
assert checks["endpoint-authenticated"]["result"] == "yes", checks["endpoint-authenticated"]
assert checks["endpoint-rate-limited"]["result"] == "unknown", checks["endpoint-rate-limited"]
END
says_not sk-never-shown
# Fixed, and read again: the answers follow.
printf 'FROM vllm/vllm-openai:v0.6.3\nUSER app\n' > app/Dockerfile
rm app/.cursor/mcp.json
expect 0 discover app
expect 0 assess guidelines --system "$PWD/app" --format json --reread none
python3 - "$out" << 'END' || fail "the assessment does not follow the files"
import json, sys
report = json.load(open(sys.argv[1]))
checks = {c["id"]: c for r in report["requirements"] for c in r["checks"]}
assert checks["container-not-root"]["result"] == "yes", checks["container-not-root"]
assert checks["tool-permissions"]["result"] != "no", checks["tool-permissions"]
END
# A backup is evidence that there is one.
expect 0 backup "$work/copy.tar"
expect 0 assess cpg-2.0 --format json --reread none
python3 - "$out" << 'END' || fail "the backup is not known"
import json, sys
report = json.load(open(sys.argv[1]))
checks = {c["id"]: c for r in report["requirements"] for c in r["checks"]}
assert checks["backup-recent"]["result"] == "yes", checks["backup-recent"]
END
