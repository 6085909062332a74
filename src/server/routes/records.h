// Records: the declared part of a system as pages edit it.
//
// What it is: what the routes of systems and of the inventory share. What it is not: storage
// (run/inventory_edit.h). No state; one call at a time.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_write.h"
#include "record/inventory.h"
#include "run/systems.h"
#include "server/router.h"

namespace bartizan::server {

// The system that {id} of the path names, by its own id or that of its use case.
std::expected<run::SystemRef, Response> system_asked_for(const Call& call);

// The use case of a system; nullopt where nobody declared it.
std::expected<std::optional<record::UseCase>, Response> record_of(const Call& call,
                                                                  const run::SystemRef& system);

// The member `use_case`: every field of its form, with what lint has against it; null where nobody
// declared the system. The version for If-Match, or nullopt where the store cannot be read.
std::optional<std::string> write_record(base::JsonWriter& out, const Call& call,
                                        const run::SystemRef& system);

// The ETag of an answer with this text whose record has this version, and the version back from an
// If-Match; another text with the same record has another tag and may be edited all the same.
std::string record_etag(std::string_view text, std::string_view version);
bool is_version(std::string_view if_match, std::string_view version);

}  // namespace bartizan::server
