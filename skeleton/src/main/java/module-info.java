// SPDX-License-Identifier: Apache-2.0
/// Generates typed Java classes from BPF objects.
module dev.weir.skeleton {
  requires transitive dev.weir.bytecode;
  requires com.palantir.javapoet;
  requires java.compiler;
  requires static org.jspecify;

  exports dev.weir.skeleton;
}
