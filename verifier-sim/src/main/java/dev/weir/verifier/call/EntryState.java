// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import java.util.List;

/// The states in which programs and global functions start.
///
/// @kernel v6.12 kernel/bpf/verifier.c do_check_common
public final class EntryState {
  private EntryState() {}

  /// The state at the start of the program: the context in R1.
  public static State ofProgram(ProgramImage image, KernelModel kernel) {
    if (image.type() == ProgramType.EXT) {
      throw new Unmodelled("programs that replace functions");
    }
    Frame frame = new Frame(0, 0, -1);
    frame.set(1, RegState.pointer(RegType.CTX));
    return new State(frame);
  }

  /// The state at the start of a global function, which is verified on its own: its arguments are
  /// what its type says, and nothing else is known of them.
  ///
  /// @param function index of the function in the image
  /// @throws dev.weir.verifier.report.Violation if functions of its type cannot be verified so
  public static State ofGlobal(ProgramImage image, KernelModel kernel, int function) {
    List<Signature.Parameter> parameters = Signature.of(image, kernel, function).parameters();
    Frame frame = new Frame(0, function, -1);
    for (int i = 0; i < parameters.size(); i++) {
      // Identities of arguments: they come before all that the walk makes.
      frame.set(i + 1, argument(parameters.get(i), -1 - i));
    }
    return new State(frame);
  }

  private static RegState argument(Signature.Parameter parameter, int id) {
    RegState value =
        switch (parameter.kind()) {
          case NUMBER, ARENA -> RegState.UNKNOWN;
          case CONTEXT -> RegState.pointer(RegType.CTX);
          case MEMORY -> RegState.pointer(RegType.MEM).withRange(parameter.size()).withId(id);
          case DYNPTR ->
              RegState.pointer(RegType.DYNPTR).withFlags(RegFlag.DYNPTR_LOCAL).withId(id);
          case OBJECT ->
              RegState.pointer(RegType.BTF_ID)
                  .withFlags(RegFlag.TRUSTED)
                  .withTarget(parameter.target())
                  .withId(id);
          case UNTRUSTED_OBJECT ->
              RegState.pointer(RegType.BTF_ID)
                  .withFlags(RegFlag.UNTRUSTED)
                  .withTarget(parameter.target())
                  .withId(id);
          case UNTRUSTED_MEMORY ->
              RegState.pointer(RegType.MEM)
                  .withFlags(RegFlag.RDONLY | RegFlag.UNTRUSTED)
                  .withId(id);
        };
    return parameter.nullable() ? value.plus(RegFlag.MAYBE_NULL) : value;
  }
}
