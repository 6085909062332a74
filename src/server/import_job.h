// An import as a job: the same reading, form and store as `bartizan inventory import`.
//
// What it is: the work of POST /inventory/imports. What it is not: a check of who may ask for it.
// Called on a lane's thread.
#pragma once

#include <memory>
#include <string>

#include "record/account.h"
#include "server/context.h"
#include "server/jobs.h"

namespace bartizan::server {

struct ImportJob {
  std::string path, name;             // of the upload, and as it was sent
  std::string schema, sheet, agency;  // as the options of the command; may be empty
  record::AuditEvent event;           // of whoever asked; subject and detail are filled in
  std::shared_ptr<const void> keeps;  // what must live until it is read
};

JobOutcome run_import(Context& context, const ImportJob& job, JobControl& control);

}  // namespace bartizan::server
