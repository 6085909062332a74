#!/bin/sh
# Builds the Debian package and checks what is in it.
#
#   tests/package.sh SOURCE_DIR
set -eu
cd "$1"
build=build/deb
cmake --preset release -B $build > /dev/null
cmake --build $build --parallel "$(nproc)" > /dev/null
(cd $build && rm -f ./*.deb && cpack -G DEB > /dev/null)
deb=$(ls $build/*.deb)

fail() {
  echo "FAILED: $*"
  exit 1
}

contents=$(dpkg-deb --fsys-tarfile "$deb" | tar -t)
for file in usr/bin/bartizan usr/share/man/man1/bartizan.1.gz usr/share/doc/bartizan/copyright \
  usr/share/bash-completion/completions/bartizan usr/share/zsh/vendor-completions/_bartizan \
  usr/share/fish/vendor_completions.d/bartizan.fish usr/lib/systemd/system/bartizan.service \
  usr/share/doc/bartizan/server.md; do
  echo "$contents" | grep -qx "./$file" || fail "the package lacks $file"
done
# Nothing else lands in a system: no headers, no archives, no tests.
stray=$(echo "$contents" | grep -v '/$' |
  grep -vE '^\./usr/(bin/bartizan$|lib/systemd/system/bartizan\.service$|share/(doc/bartizan|man|bash-completion|zsh|fish)/)' || true)
[ -z "$stray" ] || fail "the package holds $stray"
dpkg-deb -f "$deb" Depends | grep -q libc6 || fail "the package names no dependencies"
[ "$(dpkg-deb -f "$deb" Package)" = bartizan ] || fail "wrong name"

unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
dpkg-deb -x "$deb" "$unpacked"
version=$(dpkg-deb -f "$deb" Version)
"$unpacked/usr/bin/bartizan" --version | grep -qF "$version" ||
  fail "the program does not say that it is version $version"
# A fresh installation meets every goal of the pledge, by what the package brought.
HOME=$unpacked XDG_DATA_HOME=$unpacked/data XDG_CONFIG_HOME=$unpacked/config \
  "$unpacked/usr/bin/bartizan" self-check --gate > "$unpacked/self-check" ||
  fail "self-check: $(cat "$unpacked/self-check")"
# The unit starts what the package brought, with options that it has.
unit=$unpacked/usr/lib/systemd/system/bartizan.service
grep -q '^ExecStart=/usr/bin/bartizan serve ' "$unit" || fail "the unit starts something else"
for option in $(grep '^ExecStart=' "$unit" | tr ' ' '\n' | grep '^--'); do
  "$unpacked/usr/bin/bartizan" serve --help | grep -qF -- "$option" ||
    fail "serve has no $option, which the unit uses"
done
if command -v systemd-analyze > /dev/null; then
  sed "s|/usr/bin/bartizan|$unpacked/usr/bin/bartizan|" "$unit" > "$unpacked/bartizan.service"
  trouble=$(systemd-analyze verify --man=no "$unpacked/bartizan.service" 2>&1 |
    grep bartizan.service || true)
  [ -z "$trouble" ] || fail "the unit: $trouble"
fi
if command -v man > /dev/null; then
  warnings=$(man -l --warnings "$unpacked/usr/share/man/man1/bartizan.1.gz" 2>&1 > /dev/null)
  [ -z "$warnings" ] || fail "the manual page: $warnings"
fi
if command -v lintian > /dev/null; then
  lintian --allow-root --fail-on error "$deb" || fail "lintian refuses the package"
fi
echo "package: $(basename "$deb") is as it should be"
