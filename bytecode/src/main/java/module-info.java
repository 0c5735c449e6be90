// SPDX-License-Identifier: Apache-2.0
/// Everything about eBPF bytecode that needs neither a compiler nor a kernel: instructions, BTF,
/// ELF, objects, the kernel's tables, and diagnostics.
module dev.weir.bytecode {
  exports dev.weir.bytecode.btf;
  exports dev.weir.bytecode.core;
  exports dev.weir.bytecode.diag;
  exports dev.weir.bytecode.elf;
  exports dev.weir.bytecode.isa;
  exports dev.weir.bytecode.kernel;
  exports dev.weir.bytecode.link;
  exports dev.weir.bytecode.listing;
  exports dev.weir.bytecode.object;

  requires static org.jspecify;
}
