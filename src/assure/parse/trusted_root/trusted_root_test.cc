#include "assure/parse/trusted_root/trusted_root.h"

#include <doctest/doctest.h>

#include "assure/parse/trusted_root/time.h"
#include "assure/sign/sigstore/read_root_test.h"
#include "assure/sign/sigstore/synthetic_test.h"

namespace bartizan::assure::sigstore {
namespace {

constexpr const char* kStart =
    R"({"mediaType":"application/vnd.dev.sigstore.trustedroot.v0.2+json",)";

std::string log_text(const std::string& window, const std::string& ids) {
  return R"({"baseUrl":"https://log.invalid","hashAlgorithm":"SHA2_256","publicKey":{"rawBytes":"a2V5",)"
         R"("keyDetails":"PKIX_ED25519")" +
         window + "}" + ids + "}";
}

std::string codes(const RootImport& read) {
  std::string codes;
  for (const record::Note& note : read.notes) codes += (codes.empty() ? "" : " ") + note.code;
  return codes;
}

TEST_CASE("a root is read as it was written") {
  TrustedRoot root = sigstore().root();
  root.logs[0].window.end = kSignedAt;
  root.authorities[0].window.end = kSignedAt + 1;
  const RootImport read = read_root(root_json(root));
  CHECK(codes(read) == "");
  CHECK(read.refused == 0);
  CHECK(read.usable());
  CHECK(read.root.media_type == root.media_type);
  REQUIRE(read.root.logs.size() == 2);
  CHECK(read.root.logs[0].id == root.logs[0].id);
  CHECK(read.root.logs[0].key == root.logs[0].key);
  CHECK(read.root.logs[0].window.start == root.logs[0].window.start);
  CHECK(read.root.logs[0].window.end == kSignedAt);
  CHECK_FALSE(read.root.logs[1].window.end.has_value());
  CHECK(read.root.authorities[0].chain == root.authorities[0].chain);
  CHECK(read.root.authorities[0].window.end == kSignedAt + 1);
  CHECK(read.root.timestamp_authorities[0].chain == root.timestamp_authorities[0].chain);
  CHECK(read.root.ct_logs[0].id == root.ct_logs[0].id);
}

TEST_CASE("a log of version 0.2, and names as the schema has them") {
  const RootImport read = read_root(
      kStart + std::string(R"("tlogs":[)") +
      R"({"base_url":"https://log.invalid","public_key":{"raw_bytes":"a2V5","key_details":"PKIX_ED25519",)"
      R"("valid_for":{"start":"2026-01-01T02:00:00.5+02:00"}},"log_id":{"key_id":"aWQ="},)"
      R"("checkpoint_key_id":{"key_id":"Y3A="}}]})");
  CHECK(codes(read) == "");
  REQUIRE(read.root.logs.size() == 1);
  CHECK(read.root.logs[0].key == "key");
  CHECK(read.root.logs[0].id == "id");
  CHECK(read.root.logs[0].checkpoint_id == "cp");
  CHECK(read.root.logs[0].window.start == 1767225600500);
  CHECK_FALSE(read.usable());
}

TEST_CASE("a client's configuration carries a root") {
  const RootImport read = read_root(
      R"({"mediaType":"application/vnd.dev.sigstore.clienttrustconfig.v0.1+json","trustedRoot":)" +
      root_json(sigstore().root()) + "}");
  CHECK(codes(read) == "");
  CHECK(read.usable());
}

TEST_CASE("what cannot be read is left out, never trusted for longer or for more") {
  const std::string ids = R"(,"logId":{"keyId":"aWQ="})";
  for (const auto& [log, what] : std::initializer_list<std::pair<std::string, const char*>>{
           {log_text(R"(,"validFor":{"start":"2026-01-01T00:00:00Z","end":"soon"})", ids), "end"},
           {log_text(R"(,"validFor":{"start":"2026-01-01T00:00:00Z","end":1})", ids), "number"},
           {log_text(R"(,"validFor":"always")", ids), "text"},
           {log_text("", ""), "no id"},
           {log_text("", R"(,"logId":{"keyId":"!"})"), "id"},
           {R"({"publicKey":{"rawBytes":"?"},"logId":{"keyId":"aWQ="}})", "key"},
           {R"({"logId":{"keyId":"aWQ="}})", "no key"},
           {"7", "number"}}) {
    CAPTURE(what);
    for (const char* list : {"tlogs", "ctlogs"}) {
      const RootImport read = read_root(kStart + ("\"" + std::string(list)) + "\":[" + log + "]}");
      CHECK(codes(read) == "left-out");
      CHECK(read.root.logs.empty());
      CHECK(read.root.ct_logs.empty());
    }
  }
  for (const char* authority :
       {R"({"uri":"x"})", R"({"certChain":{"certificates":[]}})",
        R"({"certChain":{"certificates":[{"rawBytes":"?"}]}})",
        R"({"certChain":{"certificates":[{"rawBytes":"eA=="}]},"validFor":{"end":"x"}})",
        R"({"certChain":{"certificates":7}})"}) {
    CAPTURE(authority);
    for (const char* list : {"certificateAuthorities", "timestampAuthorities"}) {
      const RootImport read =
          read_root(kStart + ("\"" + std::string(list)) + "\":[" + authority + "]}");
      CHECK(codes(read) == "left-out");
      CHECK(read.root.authorities.empty());
      CHECK(read.root.timestamp_authorities.empty());
    }
  }
}

TEST_CASE("a window without a start covers nothing") {
  const RootImport read =
      read_root(kStart + ("\"tlogs\":[" + log_text("", R"(,"logId":{"keyId":"aWQ="})")) + "]}");
  REQUIRE(read.root.logs.size() == 1);
  CHECK_FALSE(read.root.logs[0].window.covers(kSignedAt));
}

TEST_CASE("what is no trusted root says so") {
  for (const auto& [text, code] : std::initializer_list<std::pair<std::string, const char*>>{
           {"", "malformed"},
           {"{", "malformed"},
           {"[]", "unsupported"},
           {"{}", "unsupported"},
           {R"({"mediaType":"application/vnd.dev.sigstore.trustedroot.v9+json"})", "unsupported"},
           {kStart + std::string(R"("tlogs":7})"), "left-out"}}) {
    CAPTURE(text);
    const RootImport read = read_root(text);
    CHECK(codes(read) == code);
    CHECK_FALSE(read.usable());
  }
}

TEST_CASE("a list without end is cut") {
  std::string text = kStart + std::string("\"tlogs\":[");
  for (int i = 0; i < 1005; ++i) {
    text += (i > 0 ? "," : "") + log_text("", R"(,"logId":{"keyId":"aWQ="})");
  }
  const RootImport read = read_root(text + "]}");
  CHECK(codes(read) == "limit:anchors");
  CHECK(read.root.logs.size() == kMostAnchors);
}

TEST_CASE("rows that the parser cannot have written are counted") {
  const std::vector<record::Row> rows{{"root", {"a"}},
                                      {"root", {"b"}},
                                      {"log", {"a"}},
                                      {"authority", {"a", "b", "", ""}},
                                      {"other", {}},
                                      {"authority", {"a", "b", "x", "", "c"}},
                                      {"authority", {"a", "b", "-1", "", "c"}},
                                      {"log", {"", "", "k", "", "", "", "", ""}}};
  const RootImport read = root_from_rows(rows);
  CHECK(read.refused == 7);
  CHECK(read.root.authorities.empty());
  CHECK(read.root.logs.empty());
}

TEST_CASE("times of RFC 3339") {
  CHECK(parse_rfc3339("2021-01-12T11:53:27Z") == 1610452407000);
  CHECK(parse_rfc3339("2022-12-31T23:59:59.999Z") == 1672531199999);
  CHECK(parse_rfc3339("2022-12-31T23:59:59.123456789Z") == 1672531199123);
  CHECK(parse_rfc3339("2022-12-31T23:59:60Z") == 1672531200000);
  CHECK(parse_rfc3339("2023-01-01T00:00:00-01:30") == 1672536600000);
  for (const char* bad :
       {"", "2021-01-12", "2021-01-12 11:53:27Z", "2021-13-12T11:53:27Z", "2021-02-30T11:53:27Z",
        "2021-01-12T24:00:00Z", "2021-01-12T11:53:27", "2021-01-12T11:53:27.Z",
        "2021-01-12T11:53:27.1234567890Z", "2021-01-12T11:53:27+1:00", "2021-01-12T11:53:27Zz",
        "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01", "2021-01-12T11:53:27+24:00"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_rfc3339(bad).has_value());
  }
}

}  // namespace
}  // namespace bartizan::assure::sigstore
