// GGUF: the model container of ggml and llama.cpp, and the containers it replaced.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::gguf {

extern const Format kGguf;
// ggml, ggmf, ggjt, ggla: unversioned or early containers, recognised only.
extern const Format kLegacy;

}  // namespace bartizan::scan::gguf
