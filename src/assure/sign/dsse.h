// DSSE: envelopes signed and checked. https://github.com/secure-systems-lab/dsse, protocol v1.0
//
// What it is: what stands between a key and a payload, for models, BOMs, evidence and catalogues.
// What it is not: a reader of envelopes (parser "signature", rows.h) or of payloads. Pure but for
// the randomness of a signature.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "assure/parse/signature/bundle.h"
#include "assure/sign/key.h"

namespace bartizan::assure::sign {

// What is signed: the pre-authentication encoding of a payload.
std::string pae(std::string_view payload_type, std::string_view payload);
// The encoding of model-signing 0.2.0: the payload as Python shows bytes ("b'...'").
std::string pae_of_v02(std::string_view payload_type, std::string_view payload);

// One signature by `key`, without a key id.
std::expected<signature::Envelope, std::string> sign_envelope(std::string payload_type,
                                                              std::string payload,
                                                              const PrivateKey& key);

// Whether one of the envelope's signatures is `key`'s. Key ids are hints by whoever wrote the file
// and are not looked at.
bool verify_envelope(const signature::Envelope& envelope, const PublicKey& key);
// The same for a key as PEM text; the error is a sentence, also for a signature of another key.
std::expected<void, std::string> verify_envelope(const signature::Envelope& envelope,
                                                 std::string_view public_key_pem);

// As the files have them: JSON, with a line end. Of a bundle the parts that are filled in.
std::string envelope_json(const signature::Envelope& envelope);
std::string bundle_json(const signature::Bundle& bundle);

}  // namespace bartizan::assure::sign
