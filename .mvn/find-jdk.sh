# SPDX-License-Identifier: Apache-2.0
# Sourced by mvnw and weir (POSIX sh). find_jdk sets JAVA_HOME to a JDK of at least version 25, or
# prints one line that says what to install and returns 1.

weir_jdk=25

# The feature version of the JDK in folder $1, or nothing when there is no compiler in it. Read from
# the release file, without starting a JVM, which would cost more than everything else here.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r jdk_line; do
    case $jdk_line in
      JAVA_VERSION=*)
        jdk_line=${jdk_line#JAVA_VERSION=}
        jdk_line=${jdk_line#\"}
        jdk_line=${jdk_line%%[!0-9]*}
        printf '%s\n' "$jdk_line"
        return 0
        ;;
    esac
  done <"$1/release"
}

is_new_enough() {
  jdk_found=$(jdk_version "$1")
  [ -n "$jdk_found" ] && [ "$jdk_found" -ge "$weir_jdk" ]
}

# The folder of the `java` on the PATH, symbolic links resolved.
jdk_on_path() {
  jdk_link=$(command -v java) || return 0
  while [ -L "$jdk_link" ]; do
    jdk_target=$(readlink "$jdk_link")
    case $jdk_target in
      /*) jdk_link=$jdk_target ;;
      *) jdk_link=${jdk_link%/*}/$jdk_target ;;
    esac
  done
  jdk_link=${jdk_link%/*}
  printf '%s\n' "${jdk_link%/*}"
}

find_jdk() {
  for jdk_home in "${JAVA_HOME:-}" "$(jdk_on_path)" \
    /usr/lib/jvm/* /usr/java/* /usr/local/openjdk* /opt/* /opt/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$jdk_home" ] && is_new_enough "$jdk_home"; then
      JAVA_HOME=$jdk_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "weir: no JDK $weir_jdk found (looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks): install Eclipse Temurin $weir_jdk (https://adoptium.net), e.g. the package temurin-$weir_jdk-jdk, or set JAVA_HOME" >&2
  return 1
}
