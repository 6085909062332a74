// Triage: findings that somebody accepts until a date, who handles them, and the way back.
//
// What it is: the joint between store/triage.h and run/exceptions.h. What is accepted here counts
// in every later scan with the same store, and at once for what was seen last. What it is not: the
// rule of what an exception may hide (run/exceptions.h), or who may ask (the server's roles, the
// commands). Errors are sentences for people. Times are arguments.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/exception.h"
#include "store/store.h"

namespace bartizan::run {

// What nobody has looked at for a year is forgotten rather than accepted.
inline constexpr base::Millis kLongestAcceptance = base::Millis{366} * 24 * 60 * 60 * 1000;

// Why something was refused, and which part of what was asked is to blame ("expires").
struct Refused {
  enum class Why : std::uint8_t { wrong, missing, changed, store } why = Why::wrong;
  std::string field;
  std::string what;
};

// The exceptions of the configuration and those granted here, which count together. What expired
// more than a month ago is nobody's news any more.
base::Result<std::vector<record::Exception>> with_granted(store::Store& store,
                                                          std::vector<record::Exception> configured,
                                                          base::Millis now);

struct AcceptRequest {
  std::string rule;
  std::string sha256;    // one file, or
  std::string callable;  // what the findings are about: raw, as Finding::subject
  std::string reason, owner, approver;
  base::Millis expires = 0;
};
struct Accepted {
  record::Exception exception;
  std::int64_t number = 0;     // of the row
  std::uint64_t findings = 0;  // of last sightings that it accepts now
};
// Becomes a suppression, or, about findings that make the file malicious, a waiver: of one file,
// for 30 days at most, with an approver.
std::expected<Accepted, Refused> check_acceptance(store::Store& store, const AcceptRequest& request,
                                                  base::Millis now);
std::expected<Accepted, Refused> accept(store::Store& store, const AcceptRequest& request,
                                        base::Millis now);
// Takes it back; the findings are judged by what else stands. False: there is none that stands.
base::Result<bool> withdraw_acceptance(store::Store& store, std::int64_t number,
                                       std::string_view by,
                                       const std::vector<record::Exception>& configured,
                                       base::Millis now);

// As entries of a configuration file.
std::string exceptions_toml(const std::vector<record::Exception>& exceptions);

}  // namespace bartizan::run
