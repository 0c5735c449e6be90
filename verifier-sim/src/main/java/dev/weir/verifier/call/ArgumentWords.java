// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.ArgType;
import dev.weir.bytecode.kernel.Helper;
import java.util.stream.Collectors;

/// What functions expect of arguments, in words.
public final class ArgumentWords {
  private ArgumentWords() {}

  /// What a helper takes, in order: `a map; memory that holds a key`.
  public static String all(Helper helper) {
    return helper.args().stream().map(ArgumentWords::expected).collect(Collectors.joining("; "));
  }

  /// What an argument has to be.
  static String expected(ArgType arg) {
    return switch (arg.kind()) {
          case ANYTHING -> "anything";
          case CTX -> "the context";
          case CONST_MAP_PTR -> "a map";
          case MAP_KEY -> "memory that holds a key";
          case MAP_VALUE -> "memory for a value";
          case MEM, FIXED_SIZE_MEM -> "memory";
          case CONST_SIZE, CONST_SIZE_OR_ZERO, CONST_ALLOC_SIZE_OR_ZERO -> "a number of bytes";
          case SOCK_COMMON, BTF_ID_SOCK_COMMON -> "a socket";
          case SOCKET -> "a full socket";
          case BTF_ID ->
              arg.btfType().isEmpty()
                  ? "a pointer to a kernel object"
                  : "a pointer to struct " + arg.btfType();
          case PERCPU_BTF_ID -> "the address of a per-CPU variable";
          case SPIN_LOCK -> "a `bpf_spin_lock` in a map value";
          case TIMER -> "a `bpf_timer` in a map value";
          case STACK -> "a pointer to the stack";
          case FUNC -> "the address of a function";
          case CONST_STR -> "a constant string in read-only data";
          case DYNPTR -> "a dynptr on the stack";
          case RINGBUF_MEM -> "a record reserved from a ring buffer";
          case KPTR_XCHG_DEST -> "a field for kernel pointers in a map value";
        }
        + (arg.nullable() ? ", or null" : "");
  }
}
