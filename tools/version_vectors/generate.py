#!/usr/bin/env python3
"""Makes tests/versions/TYPE.txt: what an ecosystem's own tool says about pairs of versions.

    tools/version_vectors/generate.py TYPE...          (README.md says what each type needs)
    tools/version_vectors/generate.py --ask TYPE < PAIRS

The versions are lists/TYPE.txt: those that the tool refuses are left out, with a note. Pairs are
the neighbours of the list and RANDOM more with a fixed seed, half of them not far from each other. --ask answers `a b` lines of the standard input.
"""

import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RANDOM = 700
SEED = 1

# The command reads `a b` lines and answers each by a line: < = > or ! (refused). The second prints
# what goes into the head of the file.
TOOLS = {
    "apk": (["sh", "apk.sh"], ["sh", "apk.sh", "--version"]),
    "cargo": (["sh", "cargo.sh"], ["sh", "cargo.sh", "--version"]),
    "composer": (["php", "composer.php"], ["php", "composer.php", "--version"]),
    "deb": (["sh", "deb.sh"], ["dpkg", "--version"]),
    "gem": (["ruby", "gem.rb"], ["ruby", "-e", 'puts "Gem::Version, RubyGems #{Gem::VERSION}"']),
    "golang": (["sh", "golang.sh"], ["sh", "golang.sh", "--version"]),
    "maven": (["sh", "maven.sh"], ["sh", "maven.sh", "--version"]),
    "npm": (["sh", "npm.sh"], ["sh", "npm.sh", "--version"]),
    "nuget": (["sh", "nuget.sh"], ["sh", "nuget.sh", "--version"]),
    "pypi": (["sh", "pypi.sh"], ["sh", "pypi.sh", "--version"]),
    "rpm": (["sh", "rpm.sh"], ["sh", "rpm.sh", "--version"]),
}


def ask(kind, pairs):
    command, _ = TOOLS[kind]
    text = "".join(f"{a} {b}\n" for a, b in pairs)
    out = subprocess.run(command, cwd=HERE, input=text, capture_output=True, text=True, check=True)
    answers = out.stdout.split()
    if len(answers) != len(pairs):
        sys.exit(f"{kind}: {len(pairs)} questions, {len(answers)} answers\n{out.stderr}")
    return answers


def read_list(kind):
    versions = []
    for line in (HERE / "lists" / f"{kind}.txt").read_text().splitlines():
        versions += line.partition("#")[0].split()
    return list(dict.fromkeys(versions))


def generate(kind):
    versions = read_list(kind)
    own = ask(kind, [(v, v) for v in versions])
    refused = [v for v, answer in zip(versions, own) if answer != "="]
    versions = [v for v in versions if v not in refused]
    pairs = list(zip(versions, versions[1:]))
    # More between versions that look alike than between any two.
    rng = random.Random(SEED)
    while len(pairs) < len(versions) + RANDOM:
        i = rng.randrange(len(versions))
        near = rng.randrange(2) == 0
        j = i + rng.randrange(2, 9) if near else rng.randrange(len(versions))
        if j < len(versions) and i != j:
            pair = (versions[i], versions[j])
            pairs.append(pair if rng.randrange(2) else pair[::-1])
    pairs = list(dict.fromkeys(pairs))
    answers = ask(kind, pairs)
    kept = [(a, said, b) for (a, b), said in zip(pairs, answers) if said in "<=>"]
    version = subprocess.run(TOOLS[kind][1], cwd=HERE, capture_output=True, text=True, check=True)
    head = [
        f"{len(kept)} comparisons of {len(versions)} versions by {version.stdout.splitlines()[0]}",
        f"command: tools/version_vectors/generate.py {kind}",
    ]
    if refused:
        head.append("refused by the tool: " + " ".join(refused))
    path = ROOT / "tests" / "versions" / f"{kind}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "".join(f"# {line}\n" for line in head) + "".join(f"{a} {s} {b}\n" for a, s, b in kept)
    )
    print(f"{path.relative_to(ROOT)}: {len(kept)} vectors, {len(versions)} versions")


def main():
    if len(sys.argv) < 2 or any(a not in TOOLS for a in sys.argv[1:] if a != "--ask"):
        sys.exit(__doc__ + "\nTYPE: " + " ".join(TOOLS))
    if sys.argv[1] == "--ask":
        pairs = [tuple(line.split()) for line in sys.stdin if line.strip()]
        print("\n".join(ask(sys.argv[2], pairs)))
        return
    for kind in sys.argv[1:]:
        generate(kind)


main()
