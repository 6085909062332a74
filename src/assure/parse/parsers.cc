#include "assure/parse/parsers.h"

#include <array>

#include "assure/parse/bom/parse.h"
#include "assure/parse/card/card.h"
#include "assure/parse/catalog/table.h"
#include "assure/parse/feed/feed.h"
#include "assure/parse/requirements/requirements.h"
#include "assure/parse/signature/parse.h"
#include "assure/parse/trusted_root/trusted_root.h"
#include "assure/parse/vex/parse.h"

namespace bartizan::assure {
namespace {

constexpr auto kParsers = std::to_array<record::ForeignParser>({
    {"bom", bom::parse},
    {"card", card::parse},
    {catalog::kParser, catalog::parse},
    {"feed", feed::parse},
    {requirements::kParser, requirements::parse},
    {"signature", signature::parse_bundle},
    {"statement", signature::parse_statement},
    {"checksums", signature::parse_checksums},
    {"trusted-root", sigstore::parse},
    {vex::kParser, vex::parse},
});

}  // namespace

std::span<const record::ForeignParser> foreign_parsers() { return kParsers; }

}  // namespace bartizan::assure
