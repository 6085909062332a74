#!/usr/bin/env python3
"""Holds BOMs against the standards' own libraries, schemas and shapes.

usage: validate.py VENV FILE...

cyclonedx-python-lib (strict) for CycloneDX, spdx-python-model for SPDX 3.0.1, from PyPI, pinned, in a
virtual environment VENV that is made when it is not there. With BARTIZAN_TEST_DATA also the official
JSON schemas, with formats, and the SHACL shapes of SPDX. Every pointer of a CycloneDX citation must
lead somewhere. Exit 0: all hold; 1: some do not; 77: the packages could not be had.
"""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from venv_packages import environment

# Checked 2026-11-28.
PACKAGES = ["cyclonedx-python-lib[json-validation]==11.12.0", "jsonschema[format]==4.26.0",
            "rfc3339-validator==0.1.4", "spdx-python-model==0.0.6", "pyshacl==0.40.1"]


def enter(venv):
    """Runs this script again in the virtual environment, made first where it is missing."""
    python = environment(venv, PACKAGES) / "python"
    os.execv(str(python), [str(python), __file__, "--inside", *sys.argv[2:]])


def schemas(*parts):
    data = os.environ.get("BARTIZAN_TEST_DATA", "")
    path = pathlib.Path(data, "schemas", *parts)
    return path if data and path.exists() else None


def cyclonedx(path, document):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    version = document["specVersion"]
    errors = []
    found = JsonStrictValidator(SchemaVersion["V" + version.replace(".", "_")]).validate_str(
        path.read_text())
    if found:
        errors.append(f"cyclonedx-python-lib: {found}")
    folder = schemas("cyclonedx")
    if folder:
        from jsonschema import Draft7Validator, FormatChecker
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT7

        registry = Registry()
        for name in ("spdx.schema.json", "jsf-0.82.schema.json", "cryptography-defs.schema.json"):
            resource = Resource.from_contents(json.loads((folder / name).read_text()),
                                              default_specification=DRAFT7)
            registry = registry.with_resource("http://cyclonedx.org/schema/" + name, resource)
            registry = registry.with_resource(name, resource)
        schema = json.loads((folder / f"bom-{version}.schema.json").read_text())
        validator = Draft7Validator(schema, registry=registry, format_checker=FormatChecker())
        errors += [f"schema: {list(e.absolute_path)} {e.message[:200]}"
                   for e in validator.iter_errors(document)]
    for citation in document.get("citations", []):
        for pointer in citation.get("pointers", []):
            node = document
            try:
                for segment in pointer.split("/")[1:]:
                    segment = segment.replace("~1", "/").replace("~0", "~")
                    node = node[int(segment)] if isinstance(node, list) else node[segment]
            except (KeyError, IndexError, ValueError):
                errors.append(f"citation: {pointer} leads nowhere")
    return errors


def spdx(path, document):
    from spdx_python_model import v3_0_1 as model

    errors = []
    objects = model.SHACLObjectSet()
    with path.open() as file:
        model.JSONLDDeserializer().read(file, objects)
    if objects.missing_ids:
        errors.append(f"spdx-python-model: unknown ids {sorted(objects.missing_ids)[:5]}")
    folder = schemas("spdx-3.0.1")
    if folder:
        import pyshacl
        import rdflib
        from jsonschema import Draft202012Validator

        validator = Draft202012Validator(json.loads((folder / "schema.json").read_text()))
        errors += [f"schema: {list(e.absolute_path)} {e.message[:200]}"
                   for e in validator.iter_errors(document)]
        context = json.loads((folder / "spdx-context.jsonld").read_text())["@context"]
        graph = rdflib.Graph()
        graph.parse(data=json.dumps({**document, "@context": context}), format="json-ld")
        shapes = rdflib.Graph()
        shapes.parse(folder / "spdx-model.ttl")
        conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, ont_graph=shapes)
        if not conforms:
            errors.append(f"shapes: {text[:1000]}")
    return errors


def main():
    failed = 0
    for name in sys.argv[2:]:
        path = pathlib.Path(name)
        document = json.loads(path.read_text())
        errors = cyclonedx(path, document) if "bomFormat" in document else spdx(path, document)
        print(f"{'ok ' if not errors else 'BAD'} {name}")
        for error in errors[:10]:
            print(f"    {error}")
        failed += bool(errors)
    if not schemas("cyclonedx"):
        print("official schemas: not checked, BARTIZAN_TEST_DATA does not name them")
    sys.exit(1 if failed else 0)


if sys.argv[1] != "--inside":
    enter(pathlib.Path(sys.argv[1]).resolve())
main()
