#!/usr/bin/env python3
"""Writes catalogs/lists/bom-spdx.toml: the classes of SPDX 3.0.1 as plain facts.

usage: spdx.py spdx-model.ttl > catalogs/lists/bom-spdx.toml     (needs rdflib)

Reads the official model (RDF with SHACL shapes) and keeps names, types, counts, patterns and
enumerations; no words of it. The notation is explained in src/assure/parse/bom/schema.h.
"""
import sys

import rdflib

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
ROOT = "https://spdx.org/rdf/3.0.1/terms/"
PREFIX = {"Core": "", "Software": "software_", "AI": "ai_", "Dataset": "dataset_",
          "Security": "security_", "Build": "build_", "Extension": "extension_",
          "Licensing": "licensing_", "SimpleLicensing": "simplelicensing_",
          "ExpandedLicensing": "expandedlicensing_"}
PLAIN = {"string": "text", "anyURI": "iri", "boolean": "boolean", "decimal": "decimal",
         "dateTimeStamp": "utc", "nonNegativeInteger": "integer-0-", "positiveInteger": "integer-1-",
         "integer": "integer"}


def short(term):
    profile, name = str(term)[len(ROOT):].split("/")[:2]
    return PREFIX[profile] + name


def main():
    graph = rdflib.Graph()
    graph.parse(sys.argv[1])
    rows = {}
    classes = [c for c in graph.subjects(rdflib.RDF.type, rdflib.OWL.Class) if str(c).startswith(ROOT)]
    individuals = {}
    for one, kind in graph.subject_objects(rdflib.RDF.type):
        if str(kind).startswith(ROOT) and str(one).startswith(str(kind) + "/"):
            individuals.setdefault(kind, set()).add(str(one).rsplit("/", 1)[1])
    for kind, names in individuals.items():
        rows[short(kind)] = "enum|" + "|".join(sorted(names))

    def members(cls):
        out = {}
        for base in graph.objects(cls, rdflib.RDFS.subClassOf):
            if str(base).startswith(ROOT):
                out.update(members(base))
        for shape in graph.objects(cls, SH.property):
            path = graph.value(shape, SH.path)
            if not str(path).startswith(ROOT):
                continue
            least = int(graph.value(shape, SH.minCount) or 0)
            most = graph.value(shape, SH.maxCount)
            kind = graph.value(shape, SH["class"])
            data = graph.value(shape, SH.datatype)
            pattern = str(graph.value(shape, SH.pattern) or "")
            if kind is not None:
                name = short(kind) if kind in individuals else "*" + short(kind)
            else:
                name = PLAIN[str(data).split("#")[1]]
                if pattern.startswith("^[^\\/]+"):
                    name = "media-type"
                elif pattern.startswith("^(0|[1-9]"):
                    name = "semver"
            if most is None:
                name = f"[{name}]" + ("+" if least else "")
            elif int(most) != 1:
                raise SystemExit(f"{cls} {path}")
            out[short(path)] = (name, least > 0)
        return out

    def bases(cls):
        out = [short(cls)]
        for base in graph.objects(cls, rdflib.RDFS.subClassOf):
            if str(base).startswith(ROOT):
                out += bases(base)
        return out

    abstract = set()
    for cls in classes:
        for shape in graph.objects(cls, SH.property):
            if graph.value(shape, SH["not"]) is not None:
                abstract.add(cls)
    for cls in classes:
        if cls in individuals:
            continue
        own = bases(cls)
        words = ["object", "type!:text"]
        words.append("spdxId!:ref-iri" if "Element" in own else "@id:ref-node" if "CreationInfo" in own
                     else "@id:ref-node spdxId:ref-iri")
        for name, (kind, required) in sorted(members(cls).items()):
            words.append(f"{name}{'!' if required else ''}:{kind}")
        words.append(f"%is({'|'.join(own)})")
        if cls in abstract:
            words.append("%abstract")
        if "extension_Extension" in own:
            words.append("...")
        rows[short(cls)] = " ".join(words)
    print("# The classes of SPDX 3.0.1: members, types, counts and enumerations, in the notation of")
    print("# src/assure/parse/bom/schema.h. Written by tools/catalog/spdx.py.")
    print('source = "SPDX 3.0.1, model in RDF and SHACL (spdx-model.ttl)"')
    print("checked = 2026-11-28")
    print('verified = "primary"')
    print("\n[entries]")
    for name in sorted(rows):
        print(f'"{name}" = "{rows[name]}"')


main()
