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
    text = Path(path).read_text(encoding="utf-8")  # by pattern: runs on old interpreters, too
    found = re.findall(r'^class = "(.*)"\nhooks = \[(.*)\]$', text, flags=re.M)
    return {name: set(re.findall(r'"(.*?)"', hooks)) for name, hooks in found}


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


def compiled(module):
    return str(getattr(module, "__file__", "")).endswith((".so", ".pyd"))


class Proposal:
    """Names by module: enumerations, classes, compiled classes, Cython's makers, functions, held."""

    def __init__(self):
        self.values, self.classes = defaultdict(set), defaultdict(set)
        self.compiled, self.makers = defaultdict(set), defaultdict(set)
        self.functions, self.held = defaultdict(set), defaultdict(dict)


def collect(prefixes, skip, reviewed, trust_compiled, functions):
    found = Proposal()
    for prefix in prefixes:
        for module in modules_below(prefix, skip):
            collect_module(module, found, reviewed, trust_compiled, functions)
    return found


def collect_module(module, found, reviewed, trust_compiled, functions):
    home = module.__name__
    for name, thing in list(vars(module).items()):
        if trust_compiled and compiled(module) and re.match(r"__pyx_unpickle_\w+$", name):
            found.makers[home].add(name)
        if not name.isidentifier() or getattr(thing, "__module__", None) != home:
            continue
        if getattr(thing, "__qualname__", None) != name:
            continue
        if inspect.isfunction(thing) and functions and re.search(functions, home):
            if not name.startswith("_"):
                found.functions[home].add(name)
        if inspect.isclass(thing):
            collect_class(module, name, thing, found, reviewed, trust_compiled)


def collect_class(module, name, cls, found, reviewed, trust_compiled):
    home = module.__name__
    if issubclass(cls, enum.Enum):
        found.values[home].add(name)
        return
    if trust_compiled and compiled(module):
        found.compiled[home].add(name)
        return
    hooks = foreign_hooks(cls, reviewed)
    if named_tuple(cls):  # namedtuple writes a __new__ that only fills a tuple
        hooks = [hook for hook in hooks if not hook.endswith(".__new__")]
    if hooks:
        found.held[home][name] = hooks
    else:
        found.classes[home].add(name)


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
    parser.add_argument("--trust-compiled", action="store_true",
                        help="extension classes are numeric kernels: take them with their makers")
    parser.add_argument("--functions", default="",
                        help="modules (regular expression) whose public functions are settings")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    found = collect(options.prefix, options.skip, load_reviewed(options.reviewed),
                    options.trust_compiled, options.functions)
    if options.held:
        for module in sorted(found.held):
            for name, hooks in sorted(found.held[module].items()):
                print(f"{module} {name}: {' '.join(hooks)}")
        return
    for names, role, detail, reason in (
        (found.classes, "class", "new;", "no hook of its own runs on loading"),
        (found.compiled, "class", "", "a compiled class of numbers and arrays"),
        (found.makers, "rebuild", "class, int, value?", "Cython's maker of such a class"),
        (found.values, "value", "", "an enumeration"),
        (found.functions, "value", "", "a pure function, kept as a setting"),
    ):
        for module in sorted(names):
            if names[module]:
                print(entry(module, names[module], role, detail, reason))


if __name__ == "__main__":
    main()
