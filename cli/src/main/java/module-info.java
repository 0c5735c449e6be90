// SPDX-License-Identifier: Apache-2.0
/// The `weir` command.
module dev.weir.cli {
  requires dev.weir.compiler;
  requires dev.weir.dsl;
  requires dev.weir.loader;
  requires dev.weir.skeleton;
  requires dev.weir.testkit;
  requires dev.weir.verifier;
  requires info.picocli;
  requires java.compiler;
  requires org.jspecify;

  opens dev.weir.cli to
      info.picocli;
}
