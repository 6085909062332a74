# Ctrl-C ends a scan cleanly: exit code 3, or the scan's own when it was faster.
. ./common.inc
benign model.pkl
python3 - << PYTHON || fail "no clean end after an interrupt"
import os, shutil, signal, subprocess, sys, time
for i in range(1500):
    shutil.copy("model.pkl", f"model{i}.pkl")
scan = subprocess.Popen([os.environ["BARTIZAN"], "scan", "--no-cache", "--jobs", "1", "."],
                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def listens():
    with open(f"/proc/{scan.pid}/status") as status:
        caught = next(line for line in status if line.startswith("SigCgt:"))
    return int(caught.split()[1], 16) & 1 << signal.SIGINT - 1

until = time.monotonic() + 60
while scan.poll() is None and not listens() and time.monotonic() < until:
    time.sleep(0.01)
time.sleep(0.1)  # somewhere in its work
scan.send_signal(signal.SIGINT)
sys.exit(0 if scan.wait(timeout=60) in (0, 3) else 1)
PYTHON
