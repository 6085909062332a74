// Languages: what sources in Java, Kotlin, Go, Rust and C# say about AI.
//
// What it is: imports as packages of their registries (discovery-java-imports and
// discovery-csharp-imports name them where the import does not; else the lists of the manifests'
// readers), model ids, hosts and names of keys in string literals. What it is not: a resolver of
// values, as the readers of Python and JavaScript are: a string counts where it stands.
#pragma once

#include "use/parse/discover/reader.h"

namespace bartizan::use::languages {

bool claims_java(std::string_view path, std::string_view front);
bool claims_kotlin(std::string_view path, std::string_view front);
bool claims_go(std::string_view path, std::string_view front);
bool claims_rust(std::string_view path, std::string_view front);
bool claims_csharp(std::string_view path, std::string_view front);
void read_java(SourceText& source);
void read_kotlin(SourceText& source);
void read_go(SourceText& source);
void read_rust(SourceText& source);
void read_csharp(SourceText& source);

}  // namespace bartizan::use::languages
