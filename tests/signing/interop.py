#!/usr/bin/env python3
"""Signs and verifies against model-signing, the reference implementation from PyPI, both ways.

usage: interop.py BARTIZAN FOLDER

Keys of three curves, certificates, files and shards, SHA-256 and BLAKE2b; and signatures of the
releases before the format was settled (0.2.0, 0.3.1). The packages are pinned and installed into
virtual environments below FOLDER. Exit 0: all agree; 1: some do not; 77: no packages.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from venv_packages import environment

# Checked 2026-11-28. The older ones do not name what they need in the versions that they need.
OLD = ["cryptography==46.0.7", "pyOpenSSL==26.2.0", "sigstore==3.6.7", "sigstore-protobuf-specs==0.3.2"]
VENVS = {
    "now": ["model-signing==1.1.1", "cryptography==50.0.2", "pyOpenSSL==26.4.0"],
    "0.3.1": ["model-signing==0.3.1", *OLD],
    "0.2.0": ["model-signing==0.2.0", *OLD],
}

API = """
import sys
from model_signing import hashing, signing
model, out, key, method, algorithm = sys.argv[1:]
how = hashing.Config()
if method == "files":
    how.use_file_serialization(hashing_algorithm=algorithm)
else:
    how.use_shard_serialization(hashing_algorithm=algorithm, shard_size=1000)
how.set_ignored_paths(paths=[], ignore_git_paths=True)
signing.Config().use_elliptic_key_signer(private_key=key).set_hashing_config(how).sign(model, out)
"""

# The command line shares what the program can, and cannot read shards.
VERIFY = """
import sys
from model_signing import verifying
model, signature, key = sys.argv[1:]
verifying.Config().use_elliptic_key_verifier(public_key=key).verify(model, signature)
"""

# What its command line does for a key; that one wants Sigstore's servers first.
OLDER = """
import pathlib, sys
from model_signing import hashing
from model_signing._signing import sign_ec_key, signing
model, out, key = sys.argv[1:]
manifest = hashing.Config().set_ignored_paths(paths=[], ignore_git_paths=True).hash(model)
sign_ec_key.Signer(pathlib.Path(key)).sign(signing.Payload(manifest)).write(pathlib.Path(out))
"""

OLDEST = """
import pathlib, sys
from model_signing import model
from model_signing.hashing import file, memory
from model_signing.serialization import serialize_by_file
from model_signing.signature import key
from model_signing.signing import in_toto, in_toto_signature
path, out, private = sys.argv[1:]
hashes = serialize_by_file.ManifestSerializer(lambda p: file.SimpleFileHasher(p, memory.SHA256()))
signer = in_toto_signature.IntotoSigner(key.ECKeySigner.from_path(private))
made = model.sign(pathlib.Path(path), signer, in_toto.DigestsIntotoPayload.from_manifest, hashes)
made.write(pathlib.Path(out))
"""


class Interop:
    def __init__(self, bartizan, bins, work):
        self.bartizan, self.bins, self.work = bartizan, bins, work
        self.wrong, self.right = [], 0

    def run(self, *command):
        done = subprocess.run([str(part) for part in command], cwd=self.work, capture_output=True,
                              text=True, timeout=300)
        return done.returncode, done.stdout + done.stderr

    def expect(self, what, good, *command):
        code, output = self.run(*command)
        if (code == 0) == good:
            self.right += 1
        else:
            self.wrong.append(f"{what}: exit {code}\n{output.strip()[-2000:]}")
            print("WRONG", self.wrong[-1])

    def must(self, *command):
        code, output = self.run(*command)
        if code != 0:
            raise RuntimeError(f"{command}: exit {code}\n{output}")

    def theirs(self, *command):
        return (self.bins["now"] / "model_signing", *command)

    def model(self):
        model = self.work / "model"
        shutil.rmtree(model, ignore_errors=True)
        (model / "sub").mkdir(parents=True)
        (model / ".git").mkdir()
        (model / "config.json").write_text("{}")
        (model / "weights.bin").write_bytes(bytes(range(256)) * 10)
        (model / "sub" / "b").write_text("below")
        (model / "sub.x").write_text("sorts differently by path and by code point")
        (model / ".git" / "HEAD").write_text("ref")
        return model

    def tampered(self, what, verify):
        """Both must refuse after a byte changed."""
        weights = self.work / "model" / "weights.bin"
        good = weights.read_bytes()
        weights.write_bytes(good[:1500] + b"!" + good[1501:])
        self.expect(what + ", changed", False, *verify)
        weights.write_bytes(good)

    def key(self, curve):
        self.must("openssl", "ecparam", "-name", curve, "-genkey", "-noout", "-out", "k.pem")
        self.must("openssl", "pkey", "-in", "k.pem", "-pubout", "-out", "k.pub")

    def keys(self):
        for curve in ("prime256v1", "secp384r1", "secp521r1"):
            self.key(curve)
            self.model()
            self.must(self.bartizan, "sign", "model", "--key", "k.pem", "-o", "ours.sig")
            verify = self.theirs("verify", "key", "--public_key", "k.pub", "--signature", "ours.sig",
                                 "model")
            self.expect(f"{curve}: theirs of ours", True, *verify)
            self.tampered(f"{curve}: theirs of ours", verify)
            self.must(*self.theirs("sign", "key", "--private_key", "k.pem", "--signature",
                                   "theirs.sig", "model"))
            verify = (self.bartizan, "verify", "model", "--key", "k.pub", "--signature",
                      "theirs.sig")
            self.expect(f"{curve}: ours of theirs", True, *verify)
            self.tampered(f"{curve}: ours of theirs", verify)

    def inside(self):
        """The signature lies in the model, and the model is one file."""
        self.key("prime256v1")
        self.model()
        self.must(self.bartizan, "sign", "model", "--key", "k.pem")
        self.expect("inside: theirs of ours", True, *self.theirs(
            "verify", "key", "--public_key", "k.pub", "--signature", "model/model.sig", "model"))
        self.must(*self.theirs("sign", "key", "--private_key", "k.pem", "--signature",
                               "model/model.sig", "model"))
        self.expect("inside: ours of theirs", True, self.bartizan, "verify", "model", "--key",
                    "k.pub")
        one = "model/weights.bin"
        self.must(self.bartizan, "sign", one, "--key", "k.pem", "-o", "one.sig")
        self.expect("one file: theirs of ours", True, *self.theirs(
            "verify", "key", "--public_key", "k.pub", "--signature", "one.sig", one))
        self.must(*self.theirs("sign", "key", "--private_key", "k.pem", "--signature", "one.sig",
                               one))
        self.expect("one file: ours of theirs", True, self.bartizan, "verify", one, "--key", "k.pub",
                    "--signature", "one.sig")

    def serializations(self):
        self.key("prime256v1")
        self.model()
        for method in ("files", "shards"):
            for algorithm in ("sha256", "blake2"):
                out = f"{method}-{algorithm}.sig"
                self.must(self.bins["now"] / "python", "-c", API, "model", out, "k.pem", method,
                          algorithm)
                verify = (self.bartizan, "verify", "model", "--key", "k.pub", "--signature", out)
                self.expect(f"{method} {algorithm}: ours of theirs", True, *verify)
                self.tampered(f"{method} {algorithm}: ours of theirs", verify)
        shards = ("--method", "shards", "--shard-size", "1000")
        verify = (self.bins["now"] / "python", "-c", VERIFY, "model", "ours.sig", "k.pub")
        self.must(self.bartizan, "sign", "model", "--key", "k.pem", "-o", "ours.sig", *shards,
                  "--sharded-names")
        self.expect("shards, their names: theirs of ours", True, *verify)
        self.tampered("shards, their names: theirs of ours", verify)
        # The specification's name of the hash; the reference compares names, and wants its own.
        self.must(self.bartizan, "sign", "model", "--key", "k.pem", "-o", "ours.sig", *shards)
        self.expect("shards, the specification's names: theirs of ours (known to refuse)", False,
                    *verify)

    def certificates(self):
        (self.work / "leaf.cnf").write_text(
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
            "extendedKeyUsage=codeSigning\nsubjectAltName=email:signer@example.invalid\n")
        (self.work / "ca.cnf").write_text(
            "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n")
        self.must("openssl", "ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", "ca.key")
        self.must("openssl", "req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=root", "-days",
                  "30", "-out", "root.pem")
        for name, issuer, extensions in (("mid", "root", "ca.cnf"), ("leaf", "mid", "leaf.cnf")):
            issuer_key = "ca.key" if issuer == "root" else "mid.key"
            self.must("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out",
                      f"{name}.key")
            self.must("openssl", "req", "-new", "-key", f"{name}.key", "-subj", f"/CN={name}",
                      "-out", f"{name}.csr")
            self.must("openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem",
                      "-CAkey", issuer_key, "-CAcreateserial", "-days", "20", "-extfile",
                      extensions, "-out", f"{name}.pem")
        self.model()
        self.must(self.bartizan, "sign", "model", "--key", "leaf.key", "--certificate", "leaf.pem",
                  "--chain", "mid.pem", "-o", "ours.sig")
        verify = self.theirs("verify", "certificate", "--signature", "ours.sig",
                             "--certificate_chain", "root.pem", "model")
        self.expect("certificate: theirs of ours", True, *verify)
        self.tampered("certificate: theirs of ours", verify)
        self.must(*self.theirs("sign", "certificate", "--private_key", "leaf.key",
                               "--signing_certificate", "leaf.pem", "--certificate_chain",
                               "mid.pem", "--signature", "theirs.sig", "model"))
        verify = (self.bartizan, "verify", "model", "--certificate-roots", "root.pem",
                  "--signature", "theirs.sig")
        self.expect("certificate: ours of theirs", True, *verify)
        self.tampered("certificate: ours of theirs", verify)
        # The reference looks at the day on which the leaf was issued, and passes for ever.
        self.expect("certificate: ours, later", False, *verify, "--at", "2099-01-01")

    def older(self):
        self.key("prime256v1")
        for name in ("0.3.1", "0.2.0"):
            self.model()
            out = f"{name}.sig"
            if name == "0.2.0":
                self.must(self.bins[name] / "python", "-c", OLDEST, "model", out, "k.pem")
                shutil.rmtree(self.work / "model" / ".git")  # was signed then; is ignored today
                self.must(self.bins[name] / "python", "-c", OLDEST, "model", out, "k.pem")
            else:
                self.must(self.bins[name] / "python", "-c", OLDER, "model", out, "k.pem")
            verify = (self.bartizan, "verify", "model", "--key", "k.pub", "--signature", out)
            self.expect(f"{name}: ours of theirs", True, *verify)
            self.tampered(f"{name}: ours of theirs", verify)


def main():
    bartizan, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    bins = {name: environment(folder.resolve() / name, packages)
            for name, packages in VENVS.items()}
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = work
        all_of_it = Interop(bartizan, bins, pathlib.Path(work))
        for part in (all_of_it.keys, all_of_it.inside, all_of_it.serializations,
                     all_of_it.certificates, all_of_it.older):
            part()
    print(f"{all_of_it.right} agree, {len(all_of_it.wrong)} do not")
    sys.exit(1 if all_of_it.wrong else 0)


if __name__ == "__main__":
    main()
