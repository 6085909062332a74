// Who vouches for a model: sign, verify, key.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_sign() {
  SignCommand& made = sign_.sign;
  CLI::App& sign = verb(
      "sign", "Sign a model, a BOM or a report.",
      "Examples:\n"
      "  bartizan sign examples/clinic-triage/models --key release -o model.sig\n"
      "  bartizan sign models/ --key leaf.key --certificate leaf.pem --chain issuer.pem\n"
      "  bartizan sign bom.json --type bom --key release\n\n"
      "Models are signed as OpenSSF Model Signing v1.0 (model.sig in the folder, or FILE.sig).\n"
      "Anything else is a statement about one file, in a DSSE envelope.\n\n"
      "Exit codes: 0 signed, 2 usage, 3 something could not be read, 4 internal error.");
  sign.add_option("PATH", made.path, "the model's folder, or a file")->required();
  sign.add_option("--key", made.key, "private key: name of `bartizan key`, PEM file or pkcs11: URI")
      ->required()
      ->type_name("KEY");
  sign.add_option("--passphrase-file", made.passphrase_file,
                  "its first line opens an encrypted key (asked for on a terminal otherwise)")
      ->type_name("FILE");
  sign.add_option("--certificate", made.certificate, "certificate of the key")->type_name("FILE");
  sign.add_option("--chain", made.chain, "certificates of its issuers, without the root")
      ->type_name("FILE")
      ->take_all()
      ->allow_extra_args(false);
  sign.add_option("--method", made.method,
                  "digests of whole files or of their parts (default files)")
      ->check(CLI::IsMember({"files", "shards"}).description(""))
      ->type_name("files|shards");
  sign.add_option("--shard-size", made.shard_size, "bytes of a shard (default 1000000000)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 62).description(""))
      ->type_name("BYTES");
  sign.add_flag("--sharded-names", made.sharded_names,
                "name the hash of shards as the package model-signing does, which reads no other");
  sign.add_option("--hash", made.hash, "hash of files and shards (default sha256)")
      ->check(CLI::IsMember({"sha256", "blake2b", "blake3"}).description(""))
      ->type_name("sha256|blake2b|blake3");
  sign.add_option("--ignore", made.ignore, "leave out a path below the model; everybody sees that")
      ->type_name("PATH")
      ->take_all()
      ->allow_extra_args(false);
  sign.add_flag("--allow-symlinks", made.allow_symlinks, "sign what links lead to");
  sign.add_option("--type", made.type, "bom (CycloneDX, SPDX) or evidence (a JSON report of ours)")
      ->check(CLI::IsMember({"bom", "evidence"}).description(""))
      ->type_name("bom|evidence");
  sign.add_option("--predicate-type", made.predicate_type, "any in-toto predicate")
      ->type_name("URI");
  sign.add_option("--predicate", made.predicate, "its content, as JSON")->type_name("FILE");
  add_global(sign, global_, {"text", "json"});
  carries_out(sign, made);

  VerifyCommand& asked = sign_.verify;
  CLI::App& verify = verb(
      "verify", "Say who vouches for a model or a file, and whether it is what was signed.",
      "Examples:\n"
      "  bartizan verify models/ --key release.pub\n"
      "  bartizan verify models/ --certificate-roots roots.pem --at 2026-03-01\n"
      "  bartizan verify models/ --identity dev@example.org --issuer https://accounts.google.com "
      "--trusted-root trusted_root.json\n"
      "  bartizan verify models/ --checksums models/SHA256SUMS\n"
      "  bartizan verify bom.json --key release.pub --system triage\n\n"
      "Without somebody to trust it says what the signature claims, and that nobody vouches.\n\n"
      "Exit codes: 0 verified, 1 refused, 2 usage, 3 nobody vouches, no signature or not readable, "
      "4 internal error.");
  verify.add_option("PATH", asked.path, "the model's folder, or a file")->required();
  verify
      .add_option("--signature", asked.signature, "default: model.sig in the folder, or PATH.sig")
      ->type_name("FILE");
  verify
      .add_option("--key", asked.keys, "trust this public key: PEM file or name of `bartizan key`")
      ->type_name("KEY")
      ->take_all()
      ->allow_extra_args(false);
  verify
      .add_option("--certificate-roots", asked.certificate_roots,
                  "trust certificates that lead to these, and to no others")
      ->type_name("FILE")
      ->take_all()
      ->allow_extra_args(false);
  verify.add_option("--identity", asked.identity, "trust this keyless signer (e-mail or URI)")
      ->type_name("ID");
  verify.add_option("--issuer", asked.issuer, "who must have confirmed the identity")
      ->type_name("URL");
  verify
      .add_option("--trusted-root", asked.trusted_root,
                  "keys of Sigstore's authorities and logs (trusted_root.json)")
      ->type_name("FILE");
  verify.add_option("--at", asked.at, "certificates must have been valid then (default now)")
      ->type_name("TIME");
  verify.add_flag("--ignore-unsigned-files", asked.ignore_unsigned,
                  "files that nobody signed are a warning");
  verify.add_flag("--allow-symlinks", asked.allow_symlinks, "follow links to files");
  verify.add_flag("--strict", asked.strict, "files that the signer left out fail");
  verify
      .add_option("--predicate-type", asked.predicate_type,
                  "accept a statement of this kind, whatever it says about the file")
      ->type_name("URI");
  verify
      .add_option("--provenance", asked.provenance, "show this SLSA provenance, checked likewise")
      ->type_name("FILE");
  verify
      .add_option("--checksums", asked.checksums,
                  "compare with SHA256SUMS, *.sha256 or names of blobs; weaker, nobody vouches")
      ->type_name("FILE|names");
  verify
      .add_option("--system", asked.system,
                  "what a document is about (default: where it lies, or as its BOM was made)")
      ->type_name("ID");
  add_global(verify, global_, {"text", "json"});
  carries_out(verify, asked);
  add_keys();
}

void Commands::add_keys() {
  CLI::App& key = noun("key", "Keep the keys that sign for you.");
  const auto common = [&](CLI::App& sub, std::string& name) {
    sub.add_option("--name", name, "which key (default default)")->type_name("NAME");
  };
  const auto encryption = [&](CLI::App& sub, bool& encrypt, std::string& file) {
    sub.add_flag("--encrypt", encrypt, "ask for a passphrase that opens the private key");
    sub.add_option("--passphrase-file", file, "take it from this file's first line")
        ->type_name("FILE");
  };
  KeyNewCommand& fresh = sign_.key_new;
  CLI::App& make = *key.add_subcommand("new", "Make a key.");
  make.footer(
      "Examples:\n"
      "  bartizan key new --name release --purpose 'our models'\n"
      "  bartizan key new --name catalogue --curve P-384 --passphrase-file secret.txt\n\n"
      "Keys lie in the folder keys/ beside the store, readable for their owner only.\n\n"
      "Exit codes: 0 made, 2 usage, 4 internal error.");
  common(make, fresh.name);
  make.add_option("--purpose", fresh.purpose, "what it signs, for people")->type_name("TEXT");
  make.add_option("--curve", fresh.curve, "elliptic curve (default P-256)")
      ->check(CLI::IsMember({"P-256", "P-384", "P-521"}).description(""))
      ->type_name("P-256|P-384|P-521");
  encryption(make, fresh.encrypt, fresh.passphrase_file);
  add_global(make, global_, {"text", "json"});
  carries_out(make, fresh);

  CLI::App& list = *key.add_subcommand("list", "Show the keys.");
  list.footer(
      "Examples:\n"
      "  bartizan key list\n"
      "  bartizan key list --format json\n\n"
      "Exit codes: 0 shown, 2 usage, 4 internal error.");
  add_global(list, global_, {"text", "json"});
  carries_out(list, sign_.key_list);

  KeyRotateCommand& turned = sign_.key_rotate;
  CLI::App& rotate = *key.add_subcommand("rotate", "Put a new key in the place of one.");
  rotate.footer(
      "Examples:\n"
      "  bartizan key rotate --name release --yes\n\n"
      "The old public key stays and verifies what it signed; the old private key is gone.\n\n"
      "Exit codes: 0 done, 2 usage, 4 internal error.");
  common(rotate, turned.name);
  encryption(rotate, turned.encrypt, turned.passphrase_file);
  rotate.add_flag("--yes", turned.yes, "do not ask");
  add_global(rotate, global_, {"text", "json"});
  carries_out(rotate, turned);

  KeyExportCommand& out = sign_.key_export;
  CLI::App& publish = *key.add_subcommand("export-public", "Write a public key as PEM.");
  publish.footer(
      "Examples:\n"
      "  bartizan key export-public --name release -o release.pub\n\n"
      "Exit codes: 0 written, 2 usage, 4 internal error.");
  common(publish, out.name);
  publish.add_flag("--all", out.all, "the keys before it, too");
  add_global(publish, global_, {"text"});
  carries_out(publish, out);
}

}  // namespace bartizan::cli
