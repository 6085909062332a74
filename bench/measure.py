"""Runs one command and says what it cost. Linux only; standard library only.

Wall and CPU time come from an undisturbed run; memory of every process of the command comes from a
run of its own, because looking into /proc every few milliseconds costs the command time.
"""

import dataclasses
import os
import signal
import statistics
import time


@dataclasses.dataclass
class Run:
    wall: float  # seconds
    cpu: float  # user + system of the command and of all children that were waited for
    status: int  # exit code, negative for a signal, None for a timeout
    output: str


@dataclasses.dataclass
class Memory:
    largest: int  # bytes: the highest resident set of any one process
    together: int  # bytes: the highest sum over the processes at one moment (shared pages count twice)
    processes: int


def _spawn(command, env, folder, output):
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    before = os.getcwd()
    os.chdir(folder)
    try:
        return os.posix_spawnp(command[0], command, env, file_actions=actions, setpgroup=0)
    finally:
        os.chdir(before)


class _Alarm(Exception):
    pass


def _wait(pid, seconds):
    """wait4 without polling; None in place of the status when the time is up."""

    def ring(*_):
        raise _Alarm

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        _, status, usage = os.wait4(pid, 0)
        return os.waitstatus_to_exitcode(status), usage
    except _Alarm:
        os.killpg(pid, signal.SIGKILL)
        _, _, usage = os.wait4(pid, 0)
        return None, usage
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run(command, env, folder, timeout):
    output = os.path.join(folder, "output")
    start = time.perf_counter()
    pid = _spawn(command, env, folder, output)
    status, usage = _wait(pid, timeout)
    wall = time.perf_counter() - start
    with open(output, errors="replace") as text:
        said = text.read(1 << 20)
    return Run(wall, usage.ru_utime + usage.ru_stime, status, said)


def _tree(pid):
    """The process and its descendants; `children` needs CONFIG_PROC_CHILDREN."""
    found, queue = [], [pid]
    while queue:
        one = queue.pop()
        found.append(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/children") as children:
                    queue.extend(map(int, children.read().split()))
        except OSError:
            pass  # it ended while we looked
    return found


def _resident(pid):
    """(now, highest) in bytes."""
    now = highest = 0
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    now = int(line.split()[1]) * 1024
                elif line.startswith("VmHWM:"):
                    highest = int(line.split()[1]) * 1024
    except OSError:
        pass
    return now, highest


def memory(command, env, folder, timeout):
    floor = _resident(os.getpid())[1]
    pid = _spawn(command, env, folder, os.path.join(folder, "output"))
    start = time.monotonic()
    largest = together = 0
    seen = set()
    while True:
        sample = 0
        for one in _tree(pid):
            now, highest = _resident(one)
            if highest:
                seen.add(one)
            sample += now
            largest = max(largest, highest)
        together = max(together, sample)
        done, _, usage = os.wait4(pid, os.WNOHANG)
        if done:
            # ru_maxrss also covers what lived between two samples, but it starts from what this
            # process had when it spawned the command.
            if usage.ru_maxrss * 1024 > floor:
                largest = max(largest, usage.ru_maxrss * 1024)
            return Memory(largest, max(together, largest), len(seen))
        age = time.monotonic() - start
        if age > timeout:
            os.killpg(pid, signal.SIGKILL)
            os.wait4(pid, 0)
            return Memory(largest, together, len(seen))
        if age > 0.1:
            time.sleep(0.002)


def median(numbers):
    return statistics.median(numbers)


def bytes_read(command, env, folder, path):
    """What the command and its children read of `path` and below, counted by strace; None without it."""
    log = os.path.join(folder, "strace")
    trace = ["strace", "-f", "-qq", "-y", "-e", "trace=read,pread64,readv,preadv,preadv2,mmap,sendfile",
             "-e", "signal=none", "-o", log, *command]
    try:
        pid = _spawn(trace, env, folder, os.path.join(folder, "output"))
    except FileNotFoundError:
        return None
    _wait(pid, 600)
    path = os.path.realpath(path)
    total = 0
    with open(log, errors="replace") as lines:
        for line in lines:
            if f"<{path}" not in line:
                continue
            if "mmap(" in line:
                return None  # mapped: what is touched cannot be seen
            got = line.rsplit("= ", 1)[-1].split()[0]
            total += int(got) if got.isdigit() else 0
    return total
