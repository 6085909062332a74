#!/bin/sh
# The word of the crate semver on each line `a b`: cmp_precedence, since Ord also orders builds.
. ./cache.inc
release=1.0.28
if [ "${1:-}" = --version ]; then
  echo "Version::cmp_precedence, crate semver $release"
  exit
fi
mkdir -p "$cache/cargo/src"
cp cargo.rs "$cache/cargo/src/main.rs"
cd "$cache/cargo"
printf '[package]\nname = "vectors"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nsemver = "=%s"\n' \
  "$release" > Cargo.toml
cargo run --quiet
