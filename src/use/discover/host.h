// Host: where a machine keeps models and what its agents are told.
//
// What it is: the list `discovery-host-locations` for given home directories and a given
// environment. What it is not: a look at the machine: whether a place exists, and who may read it,
// is the caller's to find out. Pure; owns nothing but what it returns.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "scan/catalog.h"

namespace bartizan::use {

using Environment = std::map<std::string, std::string, std::less<>>;

// Absolute paths, sorted, none below another. The environment is that of the user of the first
// home: HF_HOME, HF_HUB_CACHE, OLLAMA_MODELS, XDG_CACHE_HOME ... move this user's stores; the
// others have theirs in the usual places.
std::vector<std::string> host_locations(std::span<const std::string> homes,
                                        const Environment& environment,
                                        const scan::Catalog& catalog = scan::Catalog::embedded());

}  // namespace bartizan::use
