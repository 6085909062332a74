"""Who writes what: each writer registers itself here for ../generate.py, in the order of imports."""
import contextlib
import os
import pickle

WRITERS = []


def writer(library):
    """Registers make(folder, library) -> {file name: expected verdict}."""

    def register(make):
        WRITERS.append((library, make))
        return make

    return register


@contextlib.contextmanager
def inside(folder):
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def dump(path, value, protocol=4):
    path.write_bytes(pickle.dumps(value, protocol))
