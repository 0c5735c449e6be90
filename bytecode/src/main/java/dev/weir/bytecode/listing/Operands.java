// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import java.util.Optional;

/// Registers and immediates in a line.
final class Operands {
  private final Line line;
  private final Numbers numbers;

  Operands(Line line, Numbers numbers) {
    this.line = line;
    this.numbers = numbers;
  }

  /// A register as written.
  ///
  /// @param width 32 bits for `w1`, 64 for `r1`
  record Register(Reg reg, Width width, Token token) {}

  /// Whether a register is next.
  boolean nextIsRegister() {
    return registerOf(line.peek()).isPresent();
  }

  static Optional<Register> registerOf(Token token) {
    String text = token.text();
    if (token.kind() != Token.Kind.WORD || !text.matches("[rw]([0-9]|10)")) {
      return Optional.empty();
    }
    Width width = text.charAt(0) == 'w' ? Width.W32 : Width.W64;
    return Optional.of(new Register(Reg.of(Integer.parseInt(text.substring(1))), width, token));
  }

  /// A register of either width.
  Register register() throws LineError {
    Optional<Register> register = registerOf(line.peek());
    if (register.isEmpty()) {
      throw line.expected("a register");
    }
    line.take();
    return register.get();
  }

  /// A register of a width; the other spelling is an error.
  Reg register(Width width) throws LineError {
    Register register = register();
    if (register.width() != width) {
      String right = (width == Width.W32 ? "w" : "r") + register.reg().number();
      throw line.error(
          ListingProblem.REGISTER_WIDTH,
          "`"
              + register.token().text()
              + "` has "
              + register.width().bits()
              + " bits, expected "
              + width.bits(),
          line.span(register.token()),
          "write `" + right + "`");
    }
    return register.reg();
  }

  /// A 64-bit register.
  Reg register64() throws LineError {
    return register(Width.W64);
  }

  /// A register of a width, or a 32-bit immediate.
  Operand<Reg> operand(Width width) throws LineError {
    return numbers.next() ? Operand.imm(numbers.int32()) : Operand.reg(register(width));
  }
}
