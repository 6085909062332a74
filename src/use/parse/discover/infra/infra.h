// Infra: the readers of what deploys, configures and runs software: images, clusters, pipelines.
//
// What it is: one claim and one read function for each kind of file, for the array in discover.cc.
// What it is not: readers of manifests and lock files (manifest/), code, or agents' files
// (agents/).
#pragma once

#include "use/parse/discover/reader.h"

namespace bartizan::use::infra {

bool claims_dockerfile(std::string_view path, std::string_view front);
void read_dockerfile(SourceText& source);

bool claims_shell(std::string_view path, std::string_view front);
void read_shell(SourceText& source);

// .env, .env.example, x.env, .envrc, and systemd's units.
bool claims_env(std::string_view path, std::string_view front);
void read_env(SourceText& source);

bool claims_terraform(std::string_view path, std::string_view front);
void read_terraform(SourceText& source);

// YAML and JSON: compose, Kubernetes, Helm, CI workflows, applications' configuration.
bool claims_config(std::string_view path, std::string_view front);
void read_config(SourceText& source);

// INI, .cfg, .conf, .properties.
bool claims_ini(std::string_view path, std::string_view front);
void read_ini(SourceText& source);

}  // namespace bartizan::use::infra
