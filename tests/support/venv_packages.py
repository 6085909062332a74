"""A virtual environment with pinned packages of PyPI, for tests that hold Bartizan against others."""
import subprocess
import sys

SKIP = 77  # what ctest calls skipped


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIP)


def environment(venv, packages):
    """Its folder of programs; made where it is missing or has others. Ends with SKIP without them."""
    stamp = venv / "packages"
    wanted = "\n".join(packages)
    if not stamp.exists() or stamp.read_text() != wanted:
        python = venv / "bin/python"
        try:
            subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True,
                           capture_output=True, timeout=120)
            subprocess.run([str(python), "-m", "pip", "install", "-q",
                            "--disable-pip-version-check", *packages],
                           check=True, capture_output=True, timeout=900)
        except (OSError, subprocess.SubprocessError) as error:
            skip(f"the packages could not be had: {error}")
        stamp.write_text(wanted)
    return venv / "bin"
