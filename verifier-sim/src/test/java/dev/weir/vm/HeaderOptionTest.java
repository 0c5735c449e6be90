// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.vm.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Options of TCP headers. The numbers are what Linux 6.18 answered for the SYN of a connection.
final class HeaderOptionTest {
  private static final int LENGTH = 14;
  private static final int WRITE = 15;
  private static final int LOAD_OPTION = 142;
  private static final int STORE_OPTION = 143;
  private static final int RESERVE_OPTION = 144;

  /// A SYN whose data offset leaves twelve bytes behind segment size, timestamps and window scale.
  private static final byte[] SYN =
      HexFormat.of()
          .parseHex(
              "977e95ad787da3e400000000d002ffd700000000"
                  + "0204ffd70402080a30cad225000000000103030a");

  private byte[] header = SYN;
  private Outcome outcome;

  private static Insn<Reg> move(Reg to, Operand<Reg> value) {
    return new Insn.Mov<>(Width.W64, to, value);
  }

  /// Calls a helper with an option on the stack, which the stack holds again afterwards.
  private int call(int helper, int operation, String option, int size, int flags) {
    byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(option), 16);
    List<Insn<Reg>> insns = new ArrayList<>();
    for (int i = 0; i < bytes.length; i++) {
      insns.add(new Insn.Store<>(MemSize.B, Reg.R10, (short) (i - 16), Operand.imm(bytes[i])));
    }
    insns.add(move(Reg.R2, Operand.reg(Reg.R10)));
    insns.add(new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R2, Operand.imm(-16)));
    insns.add(move(Reg.R3, Operand.imm(size)));
    insns.add(move(Reg.R4, Operand.imm(flags)));
    insns.add(new Insn.CallHelper<>(helper));
    insns.add(new Insn.Exit<>());
    return run(operation, insns);
  }

  private int reserve(int operation, int size, int flags) {
    return run(
        operation,
        List.of(
            move(Reg.R2, Operand.imm(size)),
            move(Reg.R3, Operand.imm(flags)),
            new Insn.CallHelper<>(RESERVE_OPTION),
            new Insn.Exit<>()));
  }

  private int run(int operation, List<Insn<Reg>> insns) {
    Socket socket = Socket.tcp(Socket.INET);
    socket.option(6, 1005, SYN);
    outcome =
        Programs.load(ProgramType.SOCK_OPS, insns, List.of())
            .program("main")
            .run(Input.packet(header).socket(socket).with("op", operation));
    return outcome.result();
  }

  private int store(String option, int size) {
    int result = call(STORE_OPTION, WRITE, option, size, 0);
    header = outcome.data();
    return result;
  }

  @Test
  void optionsAreFound() {
    assertEquals(4, call(LOAD_OPTION, WRITE, "0200", 8, 0));
    assertEquals(-28, call(LOAD_OPTION, WRITE, "0200", 2, 0));
    assertEquals(10, call(LOAD_OPTION, WRITE, "0800", 16, 0));
    assertEquals(-42, call(LOAD_OPTION, WRITE, "6300", 8, 0));
    assertEquals(-22, call(LOAD_OPTION, WRITE, "0204ffd7", 8, 1));
    assertEquals(4, call(LOAD_OPTION, WRITE, "0200", 8, 1));
    assertEquals(-22, call(LOAD_OPTION, WRITE, "0200", 8, 2));
    assertEquals(-22, call(LOAD_OPTION, WRITE, "0100", 8, 0));
    assertEquals(-22, call(LOAD_OPTION, WRITE, "fe05eb9f00", 8, 0));
    assertEquals(-1, call(LOAD_OPTION, LENGTH, "0200", 4, 0));
  }

  @Test
  void optionsAreAppended() {
    assertEquals(-17, store("02040101", 4));
    assertEquals(0, store("fe04eb9f", 4));
    assertEquals(-17, store("fe04eb9f", 4));
    assertEquals(-28, store("630c010203", 12));
    assertEquals(-22, store("0102", 8));
    assertEquals(0, store("6305070809", 8));
    assertEquals(-42, call(LOAD_OPTION, WRITE, "fe06eb9f0000", 8, 0));
    assertEquals(4, call(LOAD_OPTION, WRITE, "fe04eb9f", 8, 0));
    assertEquals(-28, call(LOAD_OPTION, WRITE, "6300", 3, 0));
    assertEquals("fe04eb9f6305070809", HexFormat.of().formatHex(header, 40, header.length));
    assertEquals(-1, call(STORE_OPTION, LENGTH, "02040101", 4, 0));
  }

  @Test
  void roomIsReserved() {
    header = new byte[20];
    assertEquals(-22, reserve(LENGTH, 1, 0));
    assertEquals(-22, reserve(LENGTH, 8, 1));
    assertEquals(-28, reserve(LENGTH, 41, 0));
    assertEquals(0, reserve(LENGTH, 12, 0));
    assertEquals(12, outcome.notes().get("reserve_hdr_opt"));
    assertEquals(-1, reserve(WRITE, 12, 0));
  }
}
