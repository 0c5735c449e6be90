// SPDX-License-Identifier: Apache-2.0
/// A model of the kernel's verifier, and a virtual machine: whether a program loads, and what it
/// does, without a kernel.
module dev.weir.verifier {
  requires transitive dev.weir.bytecode;
  requires static org.jspecify;

  exports dev.weir.verifier;
  exports dev.weir.verifier.explain;
  exports dev.weir.verifier.explore;
  exports dev.weir.verifier.call;
  exports dev.weir.verifier.image;
  exports dev.weir.verifier.log;
  exports dev.weir.verifier.memory;
  exports dev.weir.verifier.model;
  exports dev.weir.verifier.page;
  exports dev.weir.verifier.report;
  exports dev.weir.verifier.scalar;
  exports dev.weir.verifier.state;
  exports dev.weir.verifier.transfer;
  exports dev.weir.vm;
  exports dev.weir.vm.machine;
  exports dev.weir.vm.map;
  exports dev.weir.vm.memory;
  exports dev.weir.vm.net;
  exports dev.weir.vm.run;
}
