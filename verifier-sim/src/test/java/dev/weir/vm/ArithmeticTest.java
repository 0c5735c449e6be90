// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.isa.Width;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Arithmetic at its corners, as RFC 9669 defines it.
final class ArithmeticTest {
  @ParameterizedTest
  @CsvSource({
    "ADD, 64, 0xffffffffffffffff, 1, 0",
    "ADD, 32, 0xffffffff, 1, 0",
    "ADD, 32, 0x1ffffffff, 0, 0xffffffff",
    "SUB, 64, 0, 1, 0xffffffffffffffff",
    "SUB, 32, 0, 1, 0xffffffff",
    "MUL, 64, 0x100000000, 0x100000000, 0",
    "MUL, 32, 0x10000, 0x10000, 0",
    "MUL, 32, 0xffffffff, 0xffffffff, 1",
    "DIV, 64, 7, 0, 0",
    "DIV, 64, 0xffffffffffffffff, 2, 0x7fffffffffffffff",
    "DIV, 32, 0xf00000007, 0, 0",
    "DIV, 32, 0xffffffff, 2, 0x7fffffff",
    "SDIV, 64, 0x8000000000000000, 0xffffffffffffffff, 0x8000000000000000",
    "SDIV, 64, 0xfffffffffffffff9, 2, 0xfffffffffffffffd",
    "SDIV, 64, 5, 0, 0",
    "SDIV, 32, 0x80000000, 0xffffffff, 0x80000000",
    "SDIV, 32, 0xfffffff9, 2, 0xfffffffd",
    "MOD, 64, 7, 0, 7",
    "MOD, 64, 0xffffffffffffffff, 10, 5",
    "MOD, 32, 0xf00000007, 0, 7",
    "SMOD, 64, 0x8000000000000000, 0xffffffffffffffff, 0",
    "SMOD, 64, 0xfffffffffffffff9, 4, 0xfffffffffffffffd",
    "SMOD, 32, 0xfffffff9, 4, 0xfffffffd",
    "SMOD, 32, 0xf00000007, 0, 7",
    "OR, 64, 0xf0, 0x0f, 0xff",
    "OR, 32, 0xffffffff00000001, 2, 3",
    "AND, 64, 0xff, 0x0f, 0x0f",
    "AND, 32, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffff",
    "XOR, 64, 0xff, 0xff, 0",
    "XOR, 32, 0xffffffff00000000, 1, 1",
    "LSH, 64, 1, 64, 1",
    "LSH, 64, 1, 63, 0x8000000000000000",
    "LSH, 32, 1, 33, 2",
    "LSH, 32, 1, 31, 0x80000000",
    "RSH, 64, 0x8000000000000000, 63, 1",
    "RSH, 32, 0xffffffff80000000, 31, 1",
    "RSH, 32, 0x80000000, 32, 0x80000000",
    "ARSH, 64, 0x8000000000000000, 63, 0xffffffffffffffff",
    "ARSH, 32, 0x80000000, 31, 0xffffffff",
    "ARSH, 32, 0x7fffffff, 30, 1",
  })
  void twoOperands(AluOp op, int bits, String left, String right, String expected) {
    Width width = bits == 64 ? Width.W64 : Width.W32;
    assertEquals(
        hex(expected),
        Programs.hex(
            Programs.run(
                List.of(
                    Programs.load(Reg.R0, Programs.number(left)),
                    Programs.load(Reg.R3, Programs.number(right)),
                    new Insn.Alu<>(op, width, Reg.R0, Operand.reg(Reg.R3)),
                    new Insn.Exit<>()))));
  }

  @ParameterizedTest
  @CsvSource({
    "64, 8, 0x80, 0xffffffffffffff80",
    "64, 16, 0x18000, 0xffffffffffff8000",
    "64, 32, 0x80000000, 0xffffffff80000000",
    "32, 8, 0x80, 0xffffff80",
    "32, 16, 0x7fff, 0x7fff",
  })
  void signExtension(int bits, int from, String value, String expected) {
    Width width = bits == 64 ? Width.W64 : Width.W32;
    assertEquals(
        hex(expected),
        Programs.hex(
            Programs.run(
                List.of(
                    Programs.load(Reg.R3, Programs.number(value)),
                    new Insn.MovSx<>(width, from, Reg.R0, Reg.R3),
                    new Insn.Exit<>()))));
  }

  @ParameterizedTest
  @CsvSource({
    "LE, 16, 0x1122334455667788, 0x7788",
    "LE, 32, 0x1122334455667788, 0x55667788",
    "LE, 64, 0x1122334455667788, 0x1122334455667788",
    "BE, 16, 0x1122334455667788, 0x8877",
    "BE, 32, 0x1122334455667788, 0x88776655",
    "BE, 64, 0x1122334455667788, 0x8877665544332211",
    "BSWAP, 16, 0x1122334455667788, 0x8877",
    "BSWAP, 32, 0x1122334455667788, 0x88776655",
    "BSWAP, 64, 0x1122334455667788, 0x8877665544332211",
  })
  void byteSwaps(SwapKind kind, int bits, String value, String expected) {
    assertEquals(
        hex(expected),
        Programs.hex(
            Programs.run(
                List.of(
                    Programs.load(Reg.R0, Programs.number(value)),
                    new Insn.Swap<>(kind, bits, Reg.R0),
                    new Insn.Exit<>()))));
  }

  private static String hex(String text) {
    return Programs.hex(Programs.number(text));
  }
}
