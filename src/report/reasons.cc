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
    Reason{"extension-registry",
           "the pickle names objects by numbers of a registry in the loading process",
           "ask its author for an export without copyreg extensions"},
    Reason{"format-not-analysed", "the format is recognised and this version does not read it",
           "load it only from a source you trust, or convert it to safetensors"},
    Reason{"lfs-pointer", "only the Git LFS pointer is here, not the file it names",
           "fetch the contents (git lfs pull) and scan again"},
    Reason{"limit", "reading on would have cost more than the limits allow",
           "raise the limit if you trust the source (docs/limits.md) and scan again"},
    Reason{"malformed", "bytes contradict the format, so the rest was not read",
           "export the model again with the original library; do not load a damaged file"},
    Reason{"many-disks", "the archive is one part of several, and the others are not here",
           "join the parts and scan the result"},
    Reason{"not-what-the-name-says", "the name claims a model, the bytes are something else",
           "find out what the file is for, and name it so"},
    Reason{"out-of-band", "the pickle takes buffers that are not in the file",
           "load it only together with the buffers it was written with"},
    Reason{"persistent-id", "the pickle leaves objects to a hook of its loader",
           "find out which program wrote the file and what its hook does"},
    Reason{"template-not-understood", "a chat template was not understood to its end",
           "read the template, or replace it by the one of the original model"},
    Reason{"truncated", "fewer bytes are present than the structure declares",
           "fetch the file again and compare its SHA-256 with the publisher's"},
    Reason{"unknown-tensor-size", "a tensor's type is unknown, so its bytes cannot be told apart",
           "update bartizan, or convert the model to a type it knows"},
    Reason{"unreadable", "the bytes could not be had from the system",
           "check the disk and the permissions, then scan again"},
    Reason{"unrecognised", "no format of this version accepts the bytes",
           "ask where the file comes from; load it only if you know what reads it"},
    Reason{"unsupported-dtype", "an element type that this version does not know",
           "update bartizan, or convert the model to a type it knows"},
    Reason{"unsupported-method", "a member is packed with a method that is not decoded",
           "pack it again with deflate, or scan what is inside"},
    Reason{"unsupported-version", "a version of the format that this version does not read",
           "update bartizan, or export the model in an older version of the format"},
    Reason{"worker-died", "the sandboxed worker that read the file ended early",
           "do not load the file; report it as SECURITY.md says"},
    Reason{"worker-distrusted", "the report of the worker that read the file cannot be true",
           "do not load the file; report it as SECURITY.md says"},
};
constexpr Reason kOther{"", "some bytes were not read",
                        "read the findings of this file, or scan it alone with --verbose"};

}  // namespace

std::span<const Reason> all_reasons() { return kReasons; }

const Reason& explain_reason(std::string_view id) {
  const std::string_view stem = id.substr(0, id.find(':'));
  const auto at = std::find_if(kReasons.begin(), kReasons.end(),
                               [&](const Reason& reason) { return reason.id == stem; });
  return at == kReasons.end() ? kOther : *at;
}

}  // namespace bartizan::report
