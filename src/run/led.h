// Led: whether a path leads where it led.
//
// Looks at the file system. One thread.
#pragma once

#include <string>

#include "base/time.h"

namespace bartizan::run {

// Whether an absolute path may lead to another file than it did then: a link on the way was made
// since, or a folder came there under its name. Such a folder shows it in its change time alone,
// whereas what comes into it changes both of its times.
bool is_led_elsewhere(const std::string& path, base::Millis at);

}  // namespace bartizan::run
