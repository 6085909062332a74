#!/usr/bin/env python3
"""Writes catalogs/lists/bom-cyclonedx.toml: the structure of CycloneDX documents as plain facts.

usage: cyclonedx.py FOLDER_OF_SCHEMAS > catalogs/lists/bom-cyclonedx.toml

Reads the official JSON schemas of 1.6 and 1.7 and keeps names, types, enumerations and restrictions;
no words of theirs. The notation is explained in src/assure/parse/bom/schema.h. What the notation
cannot say stops this script.
"""
import json
import pathlib
import re
import sys

VERSIONS = ("1.6", "1.7")
FORMATS = {"date-time": "date-time", "iri-reference": "iri", "idn-email": "email", "date": "date"}
PATTERNS = (
    ("^urn:uuid:", "serial"), ("^urn:cdx:", "bom-link"), ("^[-+a-z", "mime-type"),
    ("^([a-fA-F", "hash-content"), ("^([a-z]", "locale"), ("^[A-Z]{2}", "jurisdiction"),
    ("^[A-Za-z0-9]", "patent-number"), ("^CRE", "cre"))
IGNORED = {"description", "title", "examples", "$comment", "meta:enum", "deprecated", "default"}


class Table:
    def __init__(self, version, folder):
        self.version = version
        self.rows = {}
        self.schema = json.loads((folder / f"bom-{version}.schema.json").read_text())
        self.crypto = json.loads((folder / "cryptography-defs.schema.json").read_text())
        body = {k: v for k, v in self.schema.items()
                if k in ("type", "required", "properties", "additionalProperties")}
        self.row("bom", body)

    def row(self, name, body):
        if name in self.rows:
            return name
        self.rows[name] = None  # recursion
        self.rows[name] = self.describe(name, body)
        return name

    def refer(self, ref):
        if ref == "spdx.schema.json":
            return "spdx-id"
        if ref.startswith("jsf-"):
            return "signature"
        if ref.startswith("cryptography-defs"):
            name = ref.split("/")[-1]
            return self.row(kebab(name), self.crypto["definitions"][name])
        name = ref.split("/")[-1]
        if name in ("refType", "refLinkType"):
            return "link"
        if name.startswith("bomLink"):
            return "bom-link"
        body = self.schema["definitions"][name]
        if "$ref" in body:
            return self.refer(body["$ref"])
        simple = self.simple(body)
        return simple or self.row(kebab(name), body)

    def simple(self, body):
        """A type that needs no row of its own."""
        kind = body.get("type")
        if kind == "string" and "enum" not in body:
            if "pattern" in body:
                for start, name in PATTERNS:
                    if body["pattern"].startswith(start):
                        return name
                raise SystemExit(f"pattern {body['pattern']}")
            if "format" in body:
                return FORMATS[body["format"]]
            if "maxLength" in body:
                return f"text-{body.get('minLength', 0)}-{body['maxLength']}"
            return "text"
        if kind in ("integer", "number"):
            low, high = body.get("minimum"), body.get("maximum")
            if low is None and high is None:
                return kind
            return f"{kind}-{low}-{'' if high is None else high}"
        if kind == "boolean":
            return "boolean"
        return None

    def type_of(self, name, body):
        """A type expression, with rows made for what it names."""
        body = {k: v for k, v in body.items() if k not in IGNORED or isinstance(v, dict)}
        if "$ref" in body:
            return self.refer(body["$ref"])
        if body.get("type") == "array" and "items" in body:
            items = body["items"]
            suffix = ("u" if body.get("uniqueItems") else "") + ("+" if body.get("minItems") else "")
            if isinstance(items, list):  # 1.6: exactly one expression
                if len(items) != 1 or body.get("maxItems") != 1 or body.get("minItems") != 1:
                    raise SystemExit(f"{name}: tuple")
                items, suffix = items[0], "1"
            return "[" + self.type_of(name, items) + "]" + suffix
        simple = self.simple(body)
        return simple or self.row(name, body)

    def describe(self, name, body):
        if "enum" in body:
            return "enum|" + "|".join(str(value) for value in body["enum"])
        if body.get("type") == "array" and "oneOf" not in body:
            if "items" not in body:
                raise SystemExit(f"{name}: array of anything")
            return "is " + self.type_of(name + ".item", body)
        if "properties" in body:
            return self.describe_object(name, body)
        for word, out in (("oneOf", "choice"), ("anyOf", "any")):
            if word in body:
                kinds = []
                for i, one in enumerate(body[word]):
                    kinds.append(self.type_of(f"{name}.{i}", one))
                return out + " " + " ".join(kinds)
        if not body or body == {"type": "object"}:
            return "object ..."
        raise SystemExit(f"{name}: {body}")

    def describe_object(self, name, body):
        required = set(body.get("required", ()))
        parts = []
        for key, value in body["properties"].items():
            kind = "ref" if key == "bom-ref" else self.type_of(f"{name}.{key}", value)
            parts.append(f"{key}{'!' if key in required else ''}:{kind}")
        for word, out in (("oneOf", "%one"), ("anyOf", "%any")):
            if word in body:
                sets = ["+".join(one["required"]) for one in body[word]]
                parts.append(f"{out}({'|'.join(sets)})")
        for rule in body.get("allOf", ()):
            if "not" in rule:
                parts.append(f"%never({'+'.join(rule['not']['required'])})")
            elif rule.get("if") == {"properties": {"isExternal": {"const": False}}}:
                parts.append("%range-external")
            else:
                raise SystemExit(f"{name}: {rule}")
        if body.get("additionalProperties", True) is not False:
            parts.append("...")
        return "object " + " ".join(parts)


def kebab(name):
    return re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", name).lower()


def merge(old, new):
    """One row for both versions where members only came or went, else None."""
    if old is None or new is None or old == new:
        return new if old is None else old if new is None else old
    words = [old.split(), new.split()] if old.startswith("object") else [old.split("|"), new.split("|")]
    if words[0][0] != words[1][0] or words[0][0] not in ("object", "enum"):
        return None
    out = []
    for word in words[1]:
        out.append(word if word in words[0] else f"{word}@1.7")
    for word in words[0]:
        if word not in words[1]:
            out.append(f"{word}@-1.6")
    return (" " if words[0][0] == "object" else "|").join(out)


def main():
    folder = pathlib.Path(sys.argv[1])
    old, new = (Table(version, folder).rows for version in VERSIONS)
    print("# The structure of CycloneDX 1.6 and 1.7: members, types, enumerations and restrictions, in the")
    print("# notation of src/assure/parse/bom/schema.h. Written by tools/catalog/cyclonedx.py.")
    print('source = "CycloneDX 1.6 and 1.7, JSON schemas of the specification"')
    print("checked = 2026-11-28")
    print('verified = "primary"')
    print("\n[entries]")
    for name in sorted(set(old) | set(new)):
        both = merge(old.get(name), new.get(name))
        if both is not None:
            print(f"{json.dumps(name)} = {json.dumps(both)}")
        else:
            print(f"{json.dumps(name)} = {json.dumps(new[name])}")
            print(f"{json.dumps(name + '@1.6')} = {json.dumps(old[name])}")


main()
