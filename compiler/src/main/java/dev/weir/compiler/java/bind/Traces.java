// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.diag.Problem;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.surface.TraceFormat;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `Trace.print`.
final class Traces {
  private Traces() {}

  static void addTo(Map<String, Binding.Table> classes) {
    classes.put("Trace", DslBindings.byName(Map.of("print", Traces::print)));
  }

  private static Operand print(Call call) {
    if (!(call.argument(0) instanceof Operand.Literal(String format))) {
      return call.failed(
          LibraryCode.NOT_CONSTANT
              .at("the format must be a literal", call.span(), "not known when compiling")
              .help("write it in place: `Trace.print(\"port {}\", port)`"));
    }
    if (!(call.argument(1) instanceof Operand.View values)
        || !(values.target() instanceof Type.Array(Type element, int count))) {
      return call.failed(
          LibraryCode.NOT_CONSTANT
              .at("the values must be written one by one", call.span(), "an array")
              .help("write `Trace.print(\"{} {}\", a, b)`"));
    }
    TraceFormat printed;
    try {
      printed = TraceFormat.of(format, count, _ -> true);
    } catch (TraceFormat.Unprintable e) {
      Problem problem =
          LibraryCode.TRACE_FORMAT.at(String.valueOf(e.getMessage()), call.span(), "");
      return call.failed(e.help().isEmpty() ? problem : problem.help(e.help()));
    }
    List<Value> arguments = new ArrayList<>();
    byte[] text = printed.bytes();
    arguments.add(call.builder().globalAddress(call.traceText(text), 0));
    arguments.add(call.builder().constant(IrType.I64, text.length));
    for (int i = 0; i < count; i++) {
      Operand.View part = values.part(element, i * element.sizeBytes());
      if (call.load(part, ConstantDescs.CD_long) instanceof Operand.Scalar number) {
        arguments.add(HelperCalls.wide(call, number));
      }
    }
    HelperCalls.emit(call, "trace_printk", arguments);
    return new Operand.Null();
  }
}
