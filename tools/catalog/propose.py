#!/usr/bin/env python3
"""Proposes role-typed entries for the classes of an installed library.

    propose.py PREFIX... [--reviewed reviewed.toml] [--skip REGEX] [--constructor]

Imports every module below each PREFIX ("sklearn", "torch.nn.modules") and looks at the classes that
pickle would write under that module. A class is proposed as `class` with detail "new;" (made by
__new__ and given state, __init__ never runs) if nothing that loading calls was written by its
library: no __reduce__, __setstate__, __getattr__ ... in it or in a base, apart from bases that
somebody read and entered in reviewed.toml. Enumerations are proposed as `value`. Everything else is
printed as a comment with the hook that stands in the way: read it, then list it by hand with a role
of its own, or enter the base in reviewed.toml with what it does.

Nothing here is a verdict: the output is a proposal, the committed list is what a person reviewed.
"""
import argparse
import enum
import importlib
import inspect
import pkgutil
import re
import sys
import tomllib
import warnings
from collections import defaultdict
from pathlib import Path

# What the unpickler calls on an instance or its class, directly or through setattr.
HOOKS = (
    "__reduce__", "__reduce_ex__", "__setstate__", "__setstate_cython__", "__getattr__",
    "__getattribute__", "__setattr__", "__delattr__", "__del__", "__new__", "__setitem__",
    "append", "extend", "update", "add", "__getinitargs__",
)
# Classes whose hooks are the interpreter's own.
PLAIN = {
    object, dict, list, tuple, set, frozenset, str, bytes, bytearray, int, float, complex, type,
    BaseException, Exception, ValueError, TypeError, AttributeError, RuntimeError, Warning,
    UserWarning, RuntimeWarning, DeprecationWarning, FutureWarning, KeyError, ImportError, OSError,
    LookupError, IndexError, ArithmeticError, ZeroDivisionError, NotImplementedError,
    AssertionError, SyntaxError, PendingDeprecationWarning, StopIteration, UnicodeError,
}


def load_reviewed(path):
    if not path:
        return {}
    table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    return {entry["class"]: set(entry["hooks"]) for entry in table["reviewed"]}


def modules_below(prefix, skip):
    root = importlib.import_module(prefix)
    yield root
    for info in pkgutil.walk_packages(getattr(root, "__path__", []), prefix + ".", onerror=lambda _: None):
        if skip and re.search(skip, info.name):
            continue
        try:
            yield importlib.import_module(info.name)
        except BaseException as error:  # a library may refuse or even exit on import
            print(f"# not imported: {info.name}: {type(error).__name__}", file=sys.stderr)


def foreign_hooks(cls, reviewed):
    """The hooks of cls that its library wrote and nobody has read, as "Base.hook"."""
    found = []
    for base in cls.__mro__:
        if base in PLAIN or base.__module__ in ("builtins", "collections", "abc", "typing", "_collections_abc", "collections.abc"):
            continue
        name = f"{base.__module__}.{base.__qualname__}"
        for hook in HOOKS:
            if hook in vars(base) and hook not in reviewed.get(name, ()):
                found.append(f"{name}.{hook}")
    return found


def named_tuple(cls):
    return issubclass(cls, tuple) and hasattr(cls, "_fields")


def collect(prefixes, skip, reviewed):
    values, classes, held = defaultdict(set), defaultdict(set), defaultdict(dict)
    for prefix in prefixes:
        for module in modules_below(prefix, skip):
            for name, cls in list(vars(module).items()):
                if not inspect.isclass(cls) or cls.__module__ != module.__name__:
                    continue
                if cls.__qualname__ != name or not name.isidentifier():
                    continue
                if issubclass(cls, enum.Enum):
                    values[module.__name__].add(name)
                    continue
                hooks = foreign_hooks(cls, reviewed)
                if named_tuple(cls):  # namedtuple writes a __new__ that only fills a tuple
                    hooks = [h for h in hooks if not h.endswith(".__new__")]
                if hooks:
                    held[module.__name__][name] = hooks
                else:
                    classes[module.__name__].add(name)
    return values, classes, held


def entry(module, names, role, detail, reason):
    lines = ["[[callable]]", f'module = "{module}"']
    lines.append("names = [" + ", ".join(f'"{name}"' for name in sorted(names)) + "]")
    lines.append(f'role = "{role}"')
    if detail:
        lines.append(f'detail = "{detail}"')
    lines.append(f'reason = "{reason}"')
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("prefix", nargs="+")
    parser.add_argument("--reviewed", default=str(Path(__file__).with_name("reviewed.toml")))
    parser.add_argument("--skip", default="")
    parser.add_argument("--held", action="store_true", help="print the classes that need a reader")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    values, classes, held = collect(options.prefix, options.skip, load_reviewed(options.reviewed))
    if options.held:
        for module in sorted(held):
            for name, hooks in sorted(held[module].items()):
                print(f"{module} {name}: {' '.join(hooks)}")
        return
    for module in sorted(set(classes) | set(values)):
        if classes[module]:
            print(entry(module, classes[module], "class", "new;", "no hook of its own runs on loading"))
        if values[module]:
            print(entry(module, values[module], "value", "", "an enumeration"))


if __name__ == "__main__":
    main()
