// SPDX-License-Identifier: Apache-2.0
/// Tests of datapath programs in JUnit and jqwik: in the virtual machine, and in the kernel.
module dev.weir.testkit {
  requires transitive dev.weir.verifier;
  requires transitive dev.weir.loader;
  requires static net.jqwik.api;
  requires static org.junit.jupiter.api;
  requires static org.jspecify;

  exports dev.weir.testkit;
  exports dev.weir.testkit.arbitrary;
  exports dev.weir.testkit.fuzz;
  exports dev.weir.testkit.generate;
  exports dev.weir.testkit.packet;
}
