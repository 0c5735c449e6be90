// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.kernel.Errno;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.Verdict;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What programs answer: `Verdict`, and the error numbers of `Errno`.
final class Verdicts {
  private Verdicts() {}

  static void addTo(Map<String, Binding.Table> classes) {
    Map<String, Binding> members = new HashMap<>();
    members.put("deny", Verdicts::deny);
    members.put("redirect", call -> redirect(call, "redirect"));
    members.put("redirectPeer", call -> redirect(call, "redirect_peer"));
    members.put(
        "redirectNeigh",
        call ->
            call.argument(0) instanceof Operand.Special
                ? redirectByRoute(call)
                : redirectNeigh(call));
    Map<String, Binding> copy = Map.copyOf(members);
    classes.put(
        "Verdict",
        (_, name, descriptor) ->
            descriptor.startsWith("(")
                ? Optional.ofNullable(copy.get(name))
                : Optional.of(call -> named(call, name.toLowerCase(Locale.ROOT))));
    classes.put(
        "Errno",
        (_, name, descriptor) ->
            descriptor.startsWith("(")
                ? Optional.empty()
                : Optional.of(_ -> new Operand.Literal(name)));
  }

  private static Operand named(Call call, String name) {
    Optional<Verdict> verdict = call.hook().verdict(name);
    return verdict.isPresent() ? constant(call, verdict.get().value()) : missing(call, name);
  }

  private static Operand constant(Call call, long value) {
    return of(call.builder().constant(IrType.I32, value));
  }

  private static Operand of(Value value) {
    return new Operand.Scalar(Type.VERDICT, value, Range.INT);
  }

  private static Operand missing(Call call, String name) {
    Hook hook = call.hook();
    List<String> here = hook.verdicts().stream().map(v -> javaName(v.name())).toList();
    List<String> hooks =
        Hooks.all().stream().filter(h -> h.verdict(name).isPresent()).map(Hook::name).toList();
    return call.failed(
        LibraryCode.VERDICT
            .at(
                "`" + hook.name() + "` has no verdict `" + javaName(name) + "`",
                call.span(),
                "not at this hook")
            .help("verdicts here: " + String.join(", ", here))
            .help("`" + javaName(name) + "` exists at: " + HelperCalls.few(hooks)));
  }

  private static String javaName(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private static Operand deny(Call call) {
    Optional<Verdict> verdict = call.hook().verdict("deny");
    if (verdict.isEmpty()) {
      return missing(call, "deny");
    }
    if (!(call.argument(0) instanceof Operand.Literal(Object name))) {
      return call.failed(
          LibraryCode.VERDICT.at(
              "the error number must be a constant of `Errno`", call.span(), "not a constant"));
    }
    int number = Errno.byName(String.valueOf(name)).map(Errno::number).orElse(1);
    boolean called =
        HelperCalls.emit(call, "set_retval", List.of(call.builder().constant(IrType.I64, -number)));
    return called ? constant(call, verdict.get().value()) : new Operand.Failed();
  }

  private static Operand redirect(Call call, String helper) {
    if (helper.equals("redirect_peer") && call.hook().name().endsWith("egress")) {
      return call.failed(
          LibraryCode.HELPER
              .at("`redirectPeer` works at ingress only", call.span(), "drops the packet at egress")
              .help("use `Verdict.redirect(ifindex)`"));
    }
    Value ifindex = HelperCalls.wide(call, call.number(0));
    Value flags = call.builder().constant(IrType.I64, 0);
    return HelperCalls.call(call, helper, List.of(ifindex, flags))
        .<Operand>map(result -> of(call.builder().truncate(result)))
        .orElseGet(Operand.Failed::new);
  }

  private static Operand redirectByRoute(Call call) {
    if (!(call.argument(0) instanceof Fibs.Route route)) {
      return call.failed(
          LibraryCode.ABSENT.at("this is no route of a lookup", call.span(), "which lookup?"));
    }
    Operand.View hop = Fibs.nextHop(call, route);
    Operand ifindex = call.load(route.part("ifindex"), ConstantDescs.CD_int);
    Value zero = call.builder().constant(IrType.I64, 0);
    Value size = call.builder().constant(IrType.I64, hop.target().sizeBytes());
    return ifindex instanceof Operand.Scalar device
        ? HelperCalls.call(
                call,
                "redirect_neigh",
                List.of(HelperCalls.wide(call, device), HelperCalls.pointer(call, hop), size, zero))
            .<Operand>map(result -> of(call.builder().truncate(result)))
            .orElseGet(Operand.Failed::new)
        : new Operand.Failed();
  }

  private static Operand redirectNeigh(Call call) {
    Value zero = call.builder().constant(IrType.I64, 0);
    Value ifindex = HelperCalls.wide(call, call.number(0));
    return HelperCalls.call(call, "redirect_neigh", List.of(ifindex, zero, zero, zero))
        .<Operand>map(result -> of(call.builder().truncate(result)))
        .orElseGet(Operand.Failed::new);
  }
}
