// Attached: a document in a JSON body, which answers and records of readiness share.
//
// What it is: the form of it for the table of routes, and the way from the body to what the store
// keeps. What it is not: handed out here: /attachments/{sha256} does (exports.cc). No state.
#pragma once

#include <array>
#include <expected>
#include <optional>

#include "server/router.h"
#include "store/attachment.h"

namespace bartizan::server {

inline constexpr std::uint64_t kMostAttached = std::uint64_t{6}
                                               << 20;  // 4 MiB in base64, and words
inline constexpr std::array kAttachedFields{
    Field{.name = "name", .least = 1, .most = 200, .required = true},
    Field{.name = "base64", .least = 1, .most = kMostAttached, .required = true}};
inline constexpr Field kAttachedField{.name = "attachment",
                                      .type = Type::object,
                                      .summary = "a document that shows it",
                                      .fields = kAttachedFields};

// The member `attachment` of the body; nullopt where there is none, and a 400 where it is not one.
std::expected<std::optional<store::Attachment>, Response> attachment_of(const Call& call);

}  // namespace bartizan::server
