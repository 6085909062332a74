#include "server/auth/fido.h"

#include <dlfcn.h>

#include <bit>

namespace bartizan::server {
namespace {

class Library {
 public:
  Library() : handle_(::dlopen("libfido2.so.1", RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) return;
    // POSIX lets the pointer that dlsym gives be called; C++ has only a copy of its bits for that.
    const auto find = [this]<typename Function>(const char* symbol, Function& function) {
      function = std::bit_cast<Function>(::dlsym(handle_, symbol));
      return function != nullptr;
    };
    bool all = true;
    all &= find("fido_init", fido_.init);
    all &= find("fido_cred_new", fido_.cred_new);
    all &= find("fido_cred_free", fido_.cred_free);
    all &= find("fido_cred_set_type", fido_.cred_set_type);
    all &= find("fido_cred_set_authdata_raw", fido_.cred_set_authdata_raw);
    all &= find("fido_cred_id_ptr", fido_.cred_id_ptr);
    all &= find("fido_cred_id_len", fido_.cred_id_len);
    all &= find("fido_cred_pubkey_ptr", fido_.cred_pubkey_ptr);
    all &= find("fido_cred_pubkey_len", fido_.cred_pubkey_len);
    all &= find("fido_cred_sigcount", fido_.cred_sigcount);
    all &= find("fido_assert_new", fido_.assert_new);
    all &= find("fido_assert_free", fido_.assert_free);
    all &= find("fido_assert_set_clientdata_hash", fido_.assert_set_clientdata_hash);
    all &= find("fido_assert_set_rp", fido_.assert_set_rp);
    all &= find("fido_assert_set_count", fido_.assert_set_count);
    all &= find("fido_assert_set_authdata_raw", fido_.assert_set_authdata_raw);
    all &= find("fido_assert_set_sig", fido_.assert_set_sig);
    all &= find("fido_assert_set_up", fido_.assert_set_up);
    all &= find("fido_assert_set_uv", fido_.assert_set_uv);
    all &= find("fido_assert_verify", fido_.assert_verify);
    all &= find("fido_assert_sigcount", fido_.assert_sigcount);
    all &= find("es256_pk_new", fido_.es256_new);
    all &= find("es256_pk_free", fido_.es256_free);
    all &= find("es256_pk_from_ptr", fido_.es256_from_ptr);
    all &= find("eddsa_pk_new", fido_.eddsa_new);
    all &= find("eddsa_pk_free", fido_.eddsa_free);
    all &= find("eddsa_pk_from_ptr", fido_.eddsa_from_ptr);
    all &= find("rs256_pk_new", fido_.rs256_new);
    all &= find("rs256_pk_free", fido_.rs256_free);
    all &= find("rs256_pk_from_ptr", fido_.rs256_from_ptr);
    usable_ = all;
    if (usable_) fido_.init(0);
  }
  const Fido* get() const { return usable_ ? &fido_ : nullptr; }

 private:
  void* handle_;  // stays open: the library keeps state of its own
  Fido fido_{};
  bool usable_ = false;
};

}  // namespace

const Fido* fido() {
  static const Library library;
  return library.get();
}

}  // namespace bartizan::server
