#include "store/sqlite/attachments.h"

#include "base/escape.h"
#include "base/hash.h"

namespace bartizan::store::sqlite {

Result<void> check_attachment(const Attachment& attachment, std::string_view sha256) {
  if (attachment.bytes.size() > kMostAttachment) {
    return base::fail(base::Code::invalid, "the attachment is larger than 16 MiB");
  }
  if (attachment.sha256 != sha256 ||
      base::hex(base::sha256(attachment.bytes)) != attachment.sha256) {
    return base::fail(base::Code::invalid, "the attachment's SHA-256 is another");
  }
  return {};
}

void keep_attachment(Connection& connection, const Attachment& attachment) {
  const std::string name = base::encode_text(attachment.name);
  Statement(connection, "INSERT INTO attachment VALUES(?, ?, ?) ON CONFLICT DO NOTHING")
      .bind(std::string_view(attachment.sha256), std::string_view(name), Blob{attachment.bytes})
      .run();
}

bool has_attachment(Connection& connection, std::string_view sha256) {
  Statement known(connection, "SELECT 1 FROM attachment WHERE sha256 = ?");
  return known.bind(sha256).step();
}

std::optional<Attachment> kept_attachment(Connection& connection, std::string_view sha256) {
  Statement row(connection, "SELECT name, sha256, bytes FROM attachment WHERE sha256 = ?");
  if (!row.bind(sha256).step()) return std::nullopt;
  return Attachment{base::unescape_name(row.text(0)), row.text(1), row.text(2)};
}

}  // namespace bartizan::store::sqlite
