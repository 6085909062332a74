#include "run/fetched.h"

#include <doctest/doctest.h>

#include <string>

namespace bartizan::run {
namespace {

bool fetches(std::string_view line) { return fetches_any_version(line, {}); }

TEST_CASE("what is fetched without a version may be anything") {
  const std::string commit(40, 'c'), digest = "@sha256:" + std::string(64, 'd');
  for (const std::string& line : {
           std::string("npx -y some-mcp"),
           std::string("npx -y some-mcp@latest"),
           std::string("npx -y some-mcp@^1.0.0"),
           std::string("npx some-mcp@1"),
           std::string("npx some-mcp@1.2"),
           std::string("npx -y @scope/x postgresql://app@db/x"),
           std::string("npx -y some-mcp --email me@x.example"),
           std::string("npx -p @scope/x@latest x"),
           std::string("npx --package=x y@1.2.3"),
           std::string("uvx --from git+https://git.example/a/b@main srv"),
           std::string("uvx mcp-x"),
           std::string("uvx mcp-x==1.*"),
           std::string("uvx mcp-x>=1"),
           std::string("uvx --with y x==1.0"),
           std::string("uv tool run x"),
           std::string("uv --directory /srv run --with y server.py"),
           std::string("pipx run x"),
           std::string("docker run -i --rm mcp/x"),
           std::string("docker run -e A=b@c mcp/x:latest"),
           std::string("podman run -i mcp/x"),
           std::string("cmd /c npx -y some-mcp"),
           std::string("C:\\n\\npx.cmd -y some-mcp"),
           std::string("sh -c 'cd /srv && npx -y some-mcp'"),
           std::string("bash -lc \"A=b npx -y x@1.2.3; uvx y\""),
           std::string("env -i A=b npx x"),
           std::string("pnpm dlx x"),
           std::string("yarn dlx x"),
           std::string("npm exec -- x"),
           std::string("bun x x"),
           std::string("deno run -A https://x.example/a.ts"),
           std::string("deno run npm:x"),
           std::string("go run git.example/a/b@latest"),
           std::string("env sh -c env sh -c npx x"),
       }) {
    CAPTURE(line);
    CHECK(fetches(line));
  }
  for (const std::string& line : {
           std::string("npx -y some-mcp@1.2.3 --email me@x.example"),
           std::string("npx -y @scope/x@1.2.3-rc.1"),
           std::string("npx -y ./local"),
           std::string("npx --registry https://r.example -p x@1.2.3 y"),
           "npx github:a/b#" + commit,
           "uvx --from git+https://git.example/a/b@" + commit + " srv",
           "uvx --from git+https://git.example/a/b@" + commit + "#egg=x srv",
           std::string("uvx x==1.2"),
           std::string("uvx x@1.2.0"),
           std::string("uvx x[a]==2024.1"),
           std::string("uvx -p 3.12 x==1.2"),
           std::string("pipx run --spec x==1.0 y"),
           "docker run -i --rm -e A=b mcp/x" + digest,
           std::string("cmd /c npx -y x@1.2.3"),
           std::string("sh -c 'npx -y x@1.2.3 && python server.py'"),
           std::string("python server.py"),
           std::string("/srv/bin/server --npx x"),
           std::string("npm run start"),
           std::string("pnpm start"),
           std::string("docker compose up"),
           std::string("uv run server.py"),
           std::string("uv --directory /srv run --with y==1 x.py"),
           std::string("deno run -A server.ts"),
           std::string("deno run https://x.example/a@1.2.3/m.ts"),
           std::string("go run ./cmd/x"),
           std::string("go run git.example/a/b@v1.2.3"),
           std::string("node server.js"),
           std::string(""),
           std::string("npx"),
       }) {
    CAPTURE(line);
    CHECK_FALSE(fetches(line));
  }
  CHECK(fetches_any_version("npx", "-y some-mcp"));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "sh -c npx ; ";
  CHECK(fetches_any_version("sh", deep));
}

TEST_CASE("a tag and a revision that stay what they are") {
  for (const char* tag : {"v0.6", "3.12-slim", "22.04", "20260101", "b4000", "sha-0f3c1b2"}) {
    CAPTURE(tag);
    CHECK(is_exact_tag(tag));
  }
  for (const char* tag : {"", "latest", "stable", "main", "nightly", "1", "v1", "cu121", "1."}) {
    CAPTURE(tag);
    CHECK_FALSE(is_exact_tag(tag));
  }
  for (const char* revision : {"0f3c1b2", "v1.0", "refs/tags/v1.2", "release/2.0"}) {
    CAPTURE(revision);
    CHECK(is_exact_revision(revision));
  }
  for (const char* revision : {"main", "master", "dev", "refs/pr/1", "refs/heads/v1.0", "latest"}) {
    CAPTURE(revision);
    CHECK_FALSE(is_exact_revision(revision));
  }
}

}  // namespace
}  // namespace bartizan::run
