const semver = require("semver");
const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
const say = (order) => (order < 0 ? "<" : order > 0 ? ">" : "=");
for (const line of lines) {
  const [a, b] = line.split(" ");
  const loose = { loose: true };
  const valid = semver.valid(a, loose) && semver.valid(b, loose);
  console.log(valid ? say(semver.compare(a, b, loose)) : "!");
}
