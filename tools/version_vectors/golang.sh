#!/bin/sh
# golang.org/x/mod/semver's word on each line `a b`.
. ./cache.inc
release=v0.43.0
if [ "${1:-}" = --version ]; then
  echo "golang.org/x/mod/semver.Compare, golang.org/x/mod $release"
  exit
fi
mkdir -p "$cache/golang"
cp golang.go "$cache/golang/main.go"
cd "$cache/golang"
[ -e go.mod ] || go mod init vectors > /dev/null 2>&1
go get "golang.org/x/mod@$release" > /dev/null 2>&1
go run .
