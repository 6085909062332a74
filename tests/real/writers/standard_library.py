"""Values of the standard library, under every protocol."""
import pickle
import random
from collections import OrderedDict, defaultdict

from writers.registry import dump, writer


@writer("python")
def standard_library(folder, _):
    import array
    import datetime
    import decimal
    import fractions
    import pathlib
    import re
    import uuid
    from argparse import Namespace

    value = {
        "array": array.array("d", [1.0, 2.5]),
        "bytes": b"\x00\xff",
        "counts": defaultdict(int, {"a": 1}),
        "date": datetime.datetime(2026, 11, 24, tzinfo=datetime.timezone.utc),
        "decimal": decimal.Decimal("1.5"),
        "fraction": fractions.Fraction(1, 3),
        "frozen": frozenset({1, 2}),
        "id": uuid.UUID(int=7),
        "namespace": Namespace(rate=0.1, path=pathlib.PurePosixPath("runs/1")),
        "nested": [(1, 2.0, None, True, 1 << 70), {"x": {"y": []}}],
        "ordered": OrderedDict(a=1),
        "pattern": re.compile("[a-z]+", re.I),
        "range": range(3),
        "set": {"a", "b"},
        "slice": slice(1, 2),
        "type": type(None),
        "error": ValueError("x"),
        "random": random.Random(1),
        "method": str.lower,
        "length": len,
    }
    files = {}
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        name = f"values.p{protocol}.pkl"
        dump(folder / name, value, protocol)
        files[name] = "clean"
    return files
