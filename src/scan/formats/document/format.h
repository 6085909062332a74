// Documents: files that are positively something else than a model.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::document {

extern const Format kPng;
extern const Format kJpeg;
extern const Format kGif;
extern const Format kWebp;
extern const Format kPdf;
extern const Format kJson;
extern const Format kText;

}  // namespace bartizan::scan::document
