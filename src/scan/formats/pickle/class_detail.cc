#include "scan/formats/pickle/class_detail.h"

namespace bartizan::scan::pickle {

ClassDetail class_detail(std::string_view text) {
  ClassDetail detail;
  while (true) {
    const std::size_t end = text.find(';');
    const std::string_view word = text.substr(0, end);
    if (word == "never") {
      detail.never = true;
    } else if (word == "new" && end != std::string_view::npos) {
      detail.only_new = true;
    } else if (word == "nobuild") {
      detail.no_build = true;
    } else {
      break;
    }
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  detail.shape = text;
  return detail;
}

}  // namespace bartizan::scan::pickle
