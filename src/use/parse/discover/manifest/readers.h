// Readers of package manifests and lock files: one claim and one function for each kind of file.
//
// What it is: the list that discover.cc takes over. Every function below is a SourceReader's.
#pragma once

#include <array>
#include <string_view>

#include "use/parse/discover/reader.h"

namespace bartizan::use::manifest {

// requirements*.txt, constraints*.txt and their .in
bool claims_requirements(std::string_view path, std::string_view front);
void read_requirements(SourceText& source);
// package.json
bool claims_package_json(std::string_view path, std::string_view front);
void read_package_json(SourceText& source);
// package-lock.json, npm-shrinkwrap.json, node_modules/.package-lock.json, bun.lock
bool claims_npm_lock(std::string_view path, std::string_view front);
void read_npm_lock(SourceText& source);
// yarn.lock, version 1 and Berry
bool claims_yarn_lock(std::string_view path, std::string_view front);
void read_yarn_lock(SourceText& source);
// go.mod
bool claims_go_mod(std::string_view path, std::string_view front);
void read_go_mod(SourceText& source);
// build.gradle, build.gradle.kts, gradle.lockfile
bool claims_gradle(std::string_view path, std::string_view front);
void read_gradle(SourceText& source);
// Gemfile, gems.rb, *.gemspec, Gemfile.lock
bool claims_gemfile(std::string_view path, std::string_view front);
void read_gemfile(SourceText& source);
// pyproject.toml (PEP 621, PEP 735, Poetry, PDM, uv) and Pipfile
bool claims_pyproject(std::string_view path, std::string_view front);
void read_pyproject(SourceText& source);
// Pipfile.lock, poetry.lock, uv.lock, pdm.lock, pylock.toml and pylock.*.toml
bool claims_python_lock(std::string_view path, std::string_view front);
void read_python_lock(SourceText& source);
// setup.cfg and setup.py
bool claims_setup(std::string_view path, std::string_view front);
void read_setup(SourceText& source);
// environment*.yml (conda)
bool claims_conda(std::string_view path, std::string_view front);
void read_conda(SourceText& source);
// *.dist-info/METADATA, PKG-INFO
bool claims_metadata(std::string_view path, std::string_view front);
void read_metadata(SourceText& source);
// pnpm-lock.yaml
bool claims_pnpm_lock(std::string_view path, std::string_view front);
void read_pnpm_lock(SourceText& source);
// Cargo.toml, Cargo.lock
bool claims_cargo(std::string_view path, std::string_view front);
void read_cargo(SourceText& source);
// *.csproj and its like, Directory.Packages.props, packages.config, packages.lock.json
bool claims_nuget(std::string_view path, std::string_view front);
void read_nuget(SourceText& source);
// pom.xml
bool claims_pom(std::string_view path, std::string_view front);
void read_pom(SourceText& source);
// libs.versions.toml, gradle's version catalogue
bool claims_version_catalog(std::string_view path, std::string_view front);
void read_version_catalog(SourceText& source);

inline constexpr std::array kReaders{
    SourceReader{"requirements", claims_requirements, read_requirements},
    SourceReader{"package-json", claims_package_json, read_package_json},
    SourceReader{"npm-lock", claims_npm_lock, read_npm_lock},
    SourceReader{"yarn-lock", claims_yarn_lock, read_yarn_lock},
    SourceReader{"go-mod", claims_go_mod, read_go_mod},
    SourceReader{"gradle", claims_gradle, read_gradle},
    SourceReader{"pyproject", claims_pyproject, read_pyproject},
    SourceReader{"python-lock", claims_python_lock, read_python_lock},
    SourceReader{"setup", claims_setup, read_setup},
    SourceReader{"conda", claims_conda, read_conda},
    SourceReader{"metadata", claims_metadata, read_metadata},
    SourceReader{"pnpm-lock", claims_pnpm_lock, read_pnpm_lock},
    SourceReader{"cargo", claims_cargo, read_cargo},
    SourceReader{"nuget", claims_nuget, read_nuget},
    SourceReader{"pom", claims_pom, read_pom},
    SourceReader{"version-catalog", claims_version_catalog, read_version_catalog},
    SourceReader{"gemfile", claims_gemfile, read_gemfile},
};

}  // namespace bartizan::use::manifest
