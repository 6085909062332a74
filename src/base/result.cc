#include "base/result.h"

namespace bartizan::base {

const char* name(Code code) {
  switch (code) {
    case Code::ok:
      return "ok";
    case Code::truncated:
      return "truncated";
    case Code::malformed:
      return "malformed";
    case Code::limit:
      return "limit";
    case Code::io:
      return "io";
    case Code::changed:
      return "changed";
    case Code::unsupported:
      return "unsupported";
    case Code::invalid:
      return "invalid";
    case Code::internal:
      return "internal";
  }
  return "unknown";
}

}  // namespace bartizan::base
