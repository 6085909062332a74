#!/bin/sh
# The word of NuGet.Versioning on each line `a b`, out of the nuget.exe that an npm package carries.
. ./cache.inc
release=5.8.0
[ -d "$cache/node_modules/nuget-exe" ] ||
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$cache" "nuget-exe@$release" >&2
if [ "${1:-}" = --version ]; then
  echo "NuGet.Versioning.VersionComparer.Default of nuget.exe $release, $(mono --version | head -1)"
  exit
fi
mcs -out:"$cache/vectors.exe" nuget.cs
mono "$cache/vectors.exe" "$cache/node_modules/nuget-exe/nuget-$release.exe"
