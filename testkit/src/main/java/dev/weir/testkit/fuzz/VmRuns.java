// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.testkit.generate.Dice;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.packet.Packet;
import dev.weir.verifier.model.KernelModel;
import dev.weir.vm.Fault;
import dev.weir.vm.Input;
import dev.weir.vm.LoadedVm;
import dev.weir.vm.Vm;
import dev.weir.vm.VmOptions;
import dev.weir.vm.VmProgram;
import dev.weir.vm.machine.Observer;
import dev.weir.vm.net.Socket;
import dev.weir.vm.net.World;
import java.util.Optional;

/// Runs random programs in the virtual machine: what the verifier accepts must not fault there.
public final class VmRuns {
  private static final long BUDGET = 20_000_000;

  private final Palette palette;
  private final KernelModel kernel;

  /// Runs as on a kernel.
  public VmRuns(Palette palette, KernelVersion kernel) {
    this.palette = palette;
    this.kernel = KernelModel.of(kernel);
  }

  /// The first fault of a program in some runs on random packets; empty when there is none, or none
  /// but of things that the machine does not simulate, or of loops that are only bounded in theory.
  ///
  /// @throws IllegalArgumentException when the program does not link
  public Optional<Fault> fault(FuzzProgram program, int runs) {
    return fault(program, runs, _ -> {});
  }

  /// As [#fault(FuzzProgram, int)], telling of every instruction.
  Optional<Fault> fault(FuzzProgram program, int runs, Observer observer) {
    BpfObject object = program.toObject(palette);
    LoadedVm vm;
    try {
      vm = Vm.load(object, new VmOptions(kernel, program.seed(), 2, BUDGET, new World()));
    } catch (LinkException e) {
      throw new IllegalArgumentException("the program does not link", e);
    }
    VmProgram loaded = vm.program(object.programs().getFirst().name());
    Dice dice = new Dice(program.seed());
    for (int run = 0; run < runs; run++) {
      Optional<Fault> fault = loaded.run(input(program, dice), observer).fault();
      if (fault
          .filter(f -> !f.notSimulated() && !f.reason().startsWith("still running"))
          .isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  /// A packet where the hook sees one, else a call.
  private static Input input(FuzzProgram program, Dice dice) {
    return switch (program.hook().context().struct()) {
      case "__sk_buff", "xdp_md" -> Input.packet(packet(dice));
      case "sk_msg_md", "bpf_sockopt" -> Input.packet(packet(dice)).socket(Socket.tcp(Socket.INET));
      default -> Input.call().socket(Socket.tcp(Socket.INET));
    };
  }

  private static byte[] packet(Dice dice) {
    byte[] bytes =
        Packet.ethernet()
            .ipv4("10.0.0." + dice.between(1, 200), "10.0.1." + dice.between(1, 200))
            .tcp(dice.between(1, 65535), dice.pick(22, 80, 443))
            .payload(dice.below(64))
            .build()
            .bytes();
    if (dice.chance(30)) {
      bytes[dice.between(14, bytes.length - 1)] = (byte) dice.below(256);
    }
    return dice.chance(20) ? Packet.of(bytes).truncated(dice.between(14, 60)).bytes() : bytes;
  }
}
