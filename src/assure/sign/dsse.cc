#include "assure/sign/dsse.h"

#include <algorithm>

#include "base/json_write.h"
#include "text/base64.h"

namespace bartizan::assure::sign {
namespace {

// bytes.__repr__: quotes are single unless the text has single quotes and no double ones.
std::string as_python_shows(std::string_view bytes) {
  const bool single = bytes.find('\'') != bytes.npos;
  const char quote = single && bytes.find('"') == bytes.npos ? '"' : '\'';
  std::string out = "b";
  out += quote;
  for (const char c : bytes) {
    const auto value = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (value < 0x20 || value >= 0x7f) {
      out += "\\x";
      out += "0123456789abcdef"[value >> 4];
      out += "0123456789abcdef"[value & 15U];
    } else {
      out += c;
    }
  }
  return out + quote;
}

void write_envelope(base::JsonWriter& out, const signature::Envelope& envelope) {
  out.begin_object()
      .field("payload", text::encode_base64(envelope.payload))
      .field("payloadType", envelope.payload_type);
  out.key("signatures").begin_array();
  for (const signature::DsseSignature& one : envelope.signatures) {
    out.begin_object()
        .field("sig", text::encode_base64(one.signature))
        .field("keyid", one.key_id)
        .end_object();
  }
  out.end_array().end_object();
}

}  // namespace

std::string pae(std::string_view payload_type, std::string_view payload) {
  std::string out = "DSSEv1 " + std::to_string(payload_type.size()) + " ";
  out += payload_type;
  out += " " + std::to_string(payload.size()) + " ";
  out += payload;
  return out;
}

std::string pae_of_v02(std::string_view payload_type, std::string_view payload) {
  std::string out = "DSSEV1 " + std::to_string(payload_type.size()) + " ";
  out += payload_type;
  out += " " + std::to_string(payload.size()) + " ";
  out += as_python_shows(payload);
  return out;
}

std::expected<signature::Envelope, std::string> sign_envelope(std::string payload_type,
                                                              std::string payload,
                                                              const PrivateKey& key) {
  auto made = key.sign(pae(payload_type, payload));
  if (!made) return std::unexpected(std::move(made.error()));
  return signature::Envelope{
      std::move(payload_type), std::move(payload), {{std::move(*made), std::string()}}};
}

bool verify_envelope(const signature::Envelope& envelope, const PublicKey& key) {
  const std::string bytes = pae(envelope.payload_type, envelope.payload);
  return std::ranges::any_of(envelope.signatures, [&](const signature::DsseSignature& one) {
    return key.verify(bytes, one.signature);
  });
}

std::expected<void, std::string> verify_envelope(const signature::Envelope& envelope,
                                                 std::string_view public_key_pem) {
  const auto key = PublicKey::from_pem(public_key_pem);
  if (!key) return std::unexpected(key.error());
  if (verify_envelope(envelope, *key)) return {};
  return std::unexpected("no signature of the envelope was made with the key " +
                         key->fingerprint());
}

std::string envelope_json(const signature::Envelope& envelope) {
  base::JsonWriter out;
  write_envelope(out, envelope);
  return out.take() + "\n";
}

std::string bundle_json(const signature::Bundle& bundle) {
  base::JsonWriter out;
  out.begin_object().field("mediaType", bundle.media_type);
  out.key("verificationMaterial").begin_object();
  if (!bundle.chain.empty()) {
    out.key("x509CertificateChain").begin_object().key("certificates").begin_array();
    for (const std::string& der : bundle.chain) {
      out.begin_object().field("rawBytes", text::encode_base64(der)).end_object();
    }
    out.end_array().end_object();
  } else {
    out.key("publicKey").begin_object().field("hint", bundle.key_hint).end_object();
  }
  out.key("tlogEntries").begin_array().end_array().end_object();
  if (bundle.envelope) {
    out.key("dsseEnvelope");
    write_envelope(out, *bundle.envelope);
  }
  return out.end_object().take() + "\n";
}

}  // namespace bartizan::assure::sign
