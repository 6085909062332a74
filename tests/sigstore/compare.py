#!/usr/bin/env python3
"""Holds the verification of keyless signatures against Sigstore's own verifier.

usage: compare.py FOLDER BARTIZAN_TESTS

The test program writes what its synthetic Sigstore signed, and how each of it was forged, into FOLDER
(src/assure/sign/sigstore/written_test.cc); the package sigstore from PyPI, pinned, in a virtual
environment there, reads the same bundle with the same trusted root and policy. Where both do not say
the same, EXPLAINED must say why. With BARTIZAN_TEST_DATA also the public instance's bundle, which our
own test verifies. Exit 0: they agree; 1: they do not; 77: the package could not be had.
"""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from venv_packages import environment

# Checked 2026-11-28.
PACKAGES = ["sigstore==4.5.1"]

# Cases where one of the two says no, with the reason. Ours is the stricter one...
STRICTER = {
    "an identity of any issuer is expected": "an identity is worth what its issuer is worth",
    "an SCT before the log's window": "theirs does not hold the SCT's time against the window",
    "a certificate log that had ended": "the same",
    "an authority that had ended": "theirs does not hold the time against an authority's window",
    "an authority that had not begun": "the same",
    "a log that had ended": "the same, of logs",
    "a log that had not begun": "the same, of logs",
    "a checkpoint of another log": "theirs finds the signature by the key's hint and reads no origin",
    "a log that moved to another address": "the same",
    "a checkpoint forged in the log's name beside the true signature":
        "theirs looks at the first signature only",
    "a checkpoint forged with another hint": "the same",
    "another size of the tree": "theirs does not compare the proof's size with the checkpoint's",
}
# ... or theirs is.
LOOSER = {
    "any mailbox of a host": "theirs knows no patterns",
    "only the newer form of the issuer": "theirs reads the older form only",
    "two SCTs": "theirs wants exactly one",
}
# Our test changes what is only told to us, not to the other.
NOT_COMPARED = {"other bytes"}


def enter(folder):
    python = environment(folder / "venv", PACKAGES) / "python"
    os.execv(str(python), [str(python), __file__, "--inside", *sys.argv[1:]])


def verdict(root, bundle, identity, issuer, signed):
    """Empty where it is good."""
    from sigstore.models import Bundle, TrustedRoot
    from sigstore.verify import Verifier
    from sigstore.verify.policy import Identity

    try:
        verifier = Verifier(trusted_root=TrustedRoot.from_file(str(root)))
        read = Bundle.from_json(bundle.read_text())
        policy = Identity(identity=identity, issuer=issuer)
        if read._dsse_envelope is not None:
            verifier.verify_dsse(read, policy)
        else:
            verifier.verify_artifact(signed.read_bytes(), read, policy)
    except Exception as error:  # what it throws at hostile input is of many kinds
        return f"{type(error).__name__}: {str(error)[:160]}"
    return ""


def main():
    folder, program = pathlib.Path(sys.argv[2]), sys.argv[3]
    cases = folder / "cases"
    cases.mkdir(exist_ok=True)
    for old in cases.iterdir():
        old.unlink()
    subprocess.run([program, "--source-file=*sigstore/written_test.cc"], check=True,
                   capture_output=True, env={**os.environ, "BARTIZAN_SIGSTORE_OUT": str(cases)})
    names = sorted(cases.glob("*.name"))
    agreed, explained, wrong, used = 0, 0, [], set()
    for file in names:
        name = file.read_text()
        short = name.split(": ", 1)[-1]
        part = {end: file.with_suffix(end) for end in
                (".root.json", ".bundle.json", ".policy", ".signed", ".expected")}
        if short in NOT_COMPARED:
            continue
        identity, issuer = part[".policy"].read_text().split("\n")[:2]
        ours = part[".expected"].read_text().strip()
        theirs = verdict(part[".root.json"], part[".bundle.json"], identity, issuer,
                         part[".signed"])
        if bool(ours) == bool(theirs):
            agreed += 1
        elif (ours and short in STRICTER) or (theirs and short in LOOSER):
            explained += 1
            used.add(short)
        else:
            wrong.append(f"{name}: ours {ours or 'good'}, theirs {theirs or 'good'}")
    for short in sorted((set(STRICTER) | set(LOOSER)) - used):
        wrong.append(f"{short}: explained, but both say the same")
    data = os.environ.get("BARTIZAN_TEST_DATA", "")
    if data:
        signing = pathlib.Path(data, "signing")
        theirs = verdict(signing / "sigstore/trusted_root.json",
                         signing / "oms/v1.0/valid/sigstore.bundle.json", "stefanb@us.ibm.com",
                         "https://sigstore.verify.ibm.com/oauth2", None)
        if theirs:
            wrong.append(f"the public instance's bundle: {theirs}")
    print(f"{len(names)} cases, {agreed} with the same verdict, {explained} with an explained "
          f"difference, {len(wrong)} wrong")
    for one in wrong:
        print(one)
    return 1 if wrong or agreed < 50 else 0


if __name__ == "__main__":
    if sys.argv[1] != "--inside":
        folder = pathlib.Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        enter(folder)
    sys.exit(main())
