// Posture: the part of store.h that remembers what people decided about threat and resilience.
//
// What it is: the log of the posture, records of readiness, the register of risks. History only
// grows: putting an id again adds its next state, the last one counts. What it is not: what follows
// from it (protect/api.h). Every call may be made from any thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/posture.h"
#include "store/attachment.h"

namespace bartizan::store {

using base::Result;

class Posture {
 public:
  virtual ~Posture() = default;

  virtual Result<void> put_posture(const record::PostureChange& change) = 0;
  virtual Result<std::vector<record::PostureChange>> posture_history() = 0;  // oldest first

  // With the document that came with it, or null: it has none, or it was kept before.
  // Code::invalid: what it says of the attachment is not true of it.
  virtual Result<void> put_readiness(const record::Readiness& readiness,
                                     const Attachment* attachment) = 0;
  // The last state of each, in the order in which they were written down, withdrawn ones too.
  // "": of all systems and the organisation.
  virtual Result<std::vector<record::Readiness>> readiness(std::string_view system) = 0;

  virtual Result<void> put_risk(const record::Risk& risk) = 0;
  virtual Result<std::vector<record::Risk>> risks() = 0;  // the last state of each, oldest first
  virtual Result<std::vector<record::Risk>> risk_history(std::string_view id) = 0;  // oldest first
};

}  // namespace bartizan::store
