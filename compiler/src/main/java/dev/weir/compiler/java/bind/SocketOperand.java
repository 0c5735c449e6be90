// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import java.lang.constant.ClassDesc;
import java.util.List;

/// A socket that is there.
///
/// @param pointer the kernel's
/// @param full whether it is a full socket rather than one of any kind
/// @param acquired whether it must be released
record SocketOperand(Value pointer, boolean full, boolean acquired) implements Operand.Special {
  private static final ClassDesc TYPE = ClassDesc.of("dev.weir.dsl.Socket");

  private record Shape(boolean full, boolean acquired) {}

  /// The two ways on from a pointer that may be null.
  static Operand forked(Call call, Value pointer, boolean full, boolean acquired) {
    Block absent = call.builder().newBlock();
    Block present = call.builder().newBlock();
    call.builder()
        .branch(Condition.EQ, pointer, call.builder().constant(pointer.type(), 0), absent, present);
    call.builder().seal(absent);
    call.builder().seal(present);
    call.builder().switchTo(present);
    Value found = call.builder().refine(pointer);
    return new Operand.Forked(
        List.of(
            call.arm(present, new SocketOperand(found, full, acquired)),
            call.arm(absent, new Operand.Null())));
  }

  @Override
  public ClassDesc type() {
    return TYPE;
  }

  @Override
  public Object shape() {
    return List.of(pointer.type(), new Shape(full, acquired));
  }

  @Override
  public List<Value> values() {
    return List.of(pointer);
  }

  @Override
  public Operand.Special with(List<Value> values) {
    return new SocketOperand(values.getFirst(), full, acquired);
  }
}
