#!/bin/sh
# ComparableVersion's word on each line `a b`. Fetches maven-artifact from Maven Central with mvn.
set -eu
release=3.9.11
artifact=org.apache.maven:maven-artifact:$release
if [ "${1:-}" = --version ]; then
  echo "org.apache.maven.artifact.versioning.ComparableVersion of $artifact"
  exit
fi
jar=${HOME}/.m2/repository/org/apache/maven/maven-artifact/$release/maven-artifact-$release.jar
[ -e "$jar" ] || mvn -q dependency:get -Dartifact="$artifact" >&2
java -cp "$jar" Maven.java
