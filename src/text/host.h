// Host: where an address leads, as far as its text says.
//
// What it is: whole host names and numbers, so that "localhost.example.org" and "127.0.0.1.nip.io"
// are places elsewhere. What it is not: a resolver, or a parser of URLs. Addresses are "host",
// "host:port" or what stands behind the "://" of a URL, in small letters. Pure functions.
#pragma once

#include <string_view>

namespace bartizan::text {

// 127.0.0.0/8 (RFC 1122, 3.2.1.3), ::1 (RFC 4291, 2.5.3), and "localhost" with the names below it
// (RFC 6761, 6.3).
bool is_loopback(std::string_view address);

// Loopback, "0.0.0.0" as clients take it, and the name by which a container calls the machine that
// it runs on: what is sent there does not leave the machine.
bool stays_on_machine(std::string_view address);

}  // namespace bartizan::text
