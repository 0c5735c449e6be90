# SPDX-License-Identifier: Apache-2.0
#
# For the scripts beside it: is_built, and build. Needs $root, $bench and fail.

dist=$bench/target
stamp=$dist/bench.stamp

is_built() {
  [ -f "$stamp" ] && [ -f "$dist/weir-bench.jar" ] && [ -z "$(
    cd "$root" && find pom.xml \
      bytecode/pom.xml bytecode/src/main \
      compiler/pom.xml compiler/src/main \
      runtime-loader/pom.xml runtime-loader/src/main \
      verifier-sim/pom.xml verifier-sim/src/main \
      testkit/pom.xml testkit/src/main \
      bench/pom.xml bench/src/main/java \
      -newer "$stamp" -print -quit
  )" ]
}

build() {
  echo "bench: building ..." >&2
  mkdir -p "$dist"
  touch "$dist/bench.begun"
  (
    cd "$root"
    MAVEN_ARGS='' ./mvnw -B -q -Dstyle.color=never -Dquick -Dmaven.test.skip=true -pl bench -am package
  ) </dev/null >"$dist/bench.log" 2>&1 || {
    grep '^\[ERROR\]' "$dist/bench.log" | head -n 15 >&2
    fail "the build failed; the whole log is $dist/bench.log"
  }
  touch -r "$dist/bench.begun" "$stamp"
}
