// Syslog: one notice as one message of RFC 5424, over a socket of this machine or UDP (RFC 5426).
//
// What it is: the message, and its sending. What it is not: a queue, or proof that somebody read
// it: datagrams are lost in silence. No TLS: what should not be read on its way goes to a webhook.
#pragma once

#include <expected>
#include <string>

#include "record/watch.h"

namespace bartizan::run {

// "<27>1 2026-11-28T09:00:00.000Z host bartizan 17 finding - ..."; at most 2048 bytes.
std::string syslog_message(const record::Notice& notice, const std::string& host, int process);
std::expected<void, std::string> send_syslog(const record::NotifyTarget& target,
                                             const record::Notice& notice);

}  // namespace bartizan::run
