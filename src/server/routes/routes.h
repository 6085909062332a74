// The routes of each room, joined by routes.cc in the order of the document.
//
// To add a room: its function here, its file routes/<room>.cc, its line in routes.cc. Tables are
// constant and live as long as the program.
#pragma once

#include <span>

#include "server/router.h"

namespace bartizan::server {

std::span<const Route> meta_routes();  // version, health, this document
std::span<const Route> session_routes();  // signing in, one's own account
std::span<const Route> account_routes();  // tokens, accounts, audit log
std::span<const Route> work_routes();  // roots, scans, uploads, jobs, events, explain

}  // namespace bartizan::server
