// Why bytes were not read: each word of a coverage gap, what it means and what to do.
#include <algorithm>
#include <array>

#include "report/words.h"

namespace bartizan::report {
namespace {

constexpr std::array kReasons{
    Reason{"changed", "the file changed while it was read", "scan again when nothing writes to it"},
    Reason{"empty", "the file has a model's name and no bytes", "fetch it again, or delete it"},
    Reason{"encrypted", "a member is encrypted and was not read",
           "scan it decrypted, before it is packed"},
    Reason{"format-not-analysed", "the format is recognised and this version does not read it",
           "load it only from a source you trust, or convert it to safetensors"},
    Reason{"lfs-pointer", "only the Git LFS pointer is here, not the file it names",
           "fetch the contents (git lfs pull) and scan again"},
    Reason{"limit", "reading on would have cost more than the limits allow",
           "raise the limit if you trust the source (docs/limits.md) and scan again"},
    Reason{"malformed", "bytes contradict the format, so the rest was not read",
           "export the model again with the original library; do not load a damaged file"},
    Reason{"not-a-regular-file", "devices, pipes and sockets are never opened",
           "scan the file it leads to"},
    Reason{"not-what-the-name-says", "the name claims a model, the bytes are something else",
           "find out what the file is for, and name it so"},
    Reason{"permission-denied", "the scan may not open the file", "scan as the file's owner"},
    Reason{"structure", "depth structure does not read tensor payloads",
           "scan at depth content for a verdict that counts as evidence"},
    Reason{"truncated", "fewer bytes are present than the structure declares",
           "fetch the file again and compare its SHA-256 with the publisher's"},
    Reason{"unreadable", "the bytes could not be had from the system",
           "check the disk and the permissions, then scan again"},
    Reason{"unrecognised", "no format of this version accepts the bytes",
           "ask where the file comes from; load it only if you know what reads it"},
    Reason{"unsupported-method", "a member is packed with a method that is not decoded",
           "pack it again with deflate, or scan what is inside"},
    Reason{"worker-died", "the sandboxed worker that read the file ended early",
           "do not load the file; report it as SECURITY.md says"},
};
constexpr Reason kOther{"", "some bytes were not read",
                        "read the findings of this file, or scan it alone with --verbose"};

}  // namespace

const Reason& explain_reason(std::string_view id) {
  const std::string_view stem = id.substr(0, id.find(':'));
  const auto at = std::find_if(kReasons.begin(), kReasons.end(),
                               [&](const Reason& reason) { return reason.id == stem; });
  return at == kReasons.end() ? kOther : *at;
}

}  // namespace bartizan::report
