// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.kernel.ArgKind;
import dev.weir.bytecode.kernel.ArgType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.License;
import dev.weir.bytecode.kernel.ReturnKind;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Calls of the kernel's helpers: those by name in `Helpers`, and what other bindings call.
final class HelperCalls implements Binding.Table {
  private static final Map<String, String> SHORT =
      Map.of("random", "get_prandom_u32", "now", "ktime_get_ns");

  @Override
  public Optional<Binding> find(String owner, String name, String descriptor) {
    String helper = SHORT.getOrDefault(name, kernelName(name));
    return Optional.of(call -> byName(call, helper));
  }

  /// `skb_pull_data` for `skbPullData`.
  static String kernelName(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /// Calls a helper; empty after a report, when hook, target or licence do not permit it. The
  /// result is the pointer or the `i64`.
  static Optional<Value> call(Call call, String name, List<Value> arguments) {
    return require(call, name)
        .map(helper -> {
          IrType result = result(helper);
          Value value =
              call.builder().callHelper(result, helper.id(), arguments, helper.changesPacketData());
          after(call, helper);
          return value;
        });
  }

  /// Calls a helper for its effect; false after a report.
  static boolean emit(Call call, String name, List<Value> arguments) {
    Optional<Helper> helper = require(call, name);
    helper.ifPresent(found -> {
      call.builder().callHelper(found.id(), arguments, found.changesPacketData());
      after(call, found);
    });
    return helper.isPresent();
  }

  private static void after(Call call, Helper helper) {
    if (helper.changesPacketData()) {
      call.packetMoved();
    } else if (helper.args().stream().anyMatch(ArgType::writes)
        || helper.name().startsWith("map_")) {
      call.forgetMemory();
    }
  }

  private static IrType result(Helper helper) {
    return switch (helper.returns().kind()) {
      case INTEGER, VOID -> IrType.I64;
      case MAP_VALUE -> IrType.nullable(Region.MAP_VALUE);
      case SOCKET -> IrType.nullable(Region.SOCKET);
      case SOCK_COMMON -> IrType.nullable(Region.SOCK_COMMON);
      case TCP_SOCK -> IrType.nullable(Region.TCP_SOCK);
      case RINGBUF_MEM, DYNPTR_MEM -> IrType.nullable(Region.MEMORY);
      case MEM_OR_BTF_ID, BTF_ID -> IrType.nullable(Region.BTF);
    };
  }

  /// The helper as the hook has it; reports when hook, target or licence do not permit it.
  static Optional<Helper> require(Call call, String name) {
    Hook hook = call.hook();
    Optional<Helper> helper = Helpers.at(hook, name);
    if (helper.isEmpty()) {
      List<String> hooks =
          Helpers.byName(name).map(Helpers::hooksOf).orElse(List.of()).stream()
              .map(Hook::name)
              .toList();
      call.report(
          LibraryCode.HELPER
              .at(
                  "`" + hook.name() + "` cannot call `" + name + "`",
                  call.span(),
                  "not at this hook")
              .help("hooks that can: " + few(hooks)));
      return Optional.empty();
    }
    KernelVersion since = Helpers.since(helper.get(), hook).orElseThrow();
    if (!call.target().atLeast(since) && since.compareTo(hook.since()) > 0) {
      call.report(tooOld(call, "`" + name + "`", since));
      return Optional.empty();
    }
    if (helper.get().gplOnly() && !License.isGplCompatible(call.license())) {
      call.report(
          LibraryCode.LICENSE
              .at(
                  "`" + name + "` may only be called under a GPL-compatible licence",
                  call.span(),
                  "the licence is \"" + call.license() + "\"")
              .help("write `@Bpf(license = \"GPL\")` or `@Bpf(license = \"Dual MIT/GPL\")`"));
      return Optional.empty();
    }
    return helper;
  }

  static dev.weir.bytecode.diag.Problem tooOld(Call call, String what, KernelVersion since) {
    return LibraryCode.TARGET_TOO_OLD
        .at(
            what + " needs kernel " + since + ", the target is " + call.target(),
            call.span(),
            "not in kernel " + call.target())
        .help(
            "compile with `--target "
                + since
                + "` or test `Kernel.atLeast("
                + since.major()
                + ", "
                + since.minor()
                + ")`");
  }

  /// The first few of many names.
  static String few(List<String> names) {
    List<String> first = names.subList(0, Math.min(8, names.size()));
    return String.join(", ", first) + (names.size() > first.size() ? ", ..." : "");
  }

  /// A number as helpers take it, 64 bits; of a shorter one they read what it has.
  static Value wide(Call call, Operand.Scalar number) {
    return number.value().type().equals(IrType.I64)
        ? number.value()
        : call.builder().extend(IrType.I64, false, 32, number.value());
  }

  /// A number or structure in memory, as helpers take it.
  static Value pointer(Call call, Operand.View view) {
    Value base = view.anchor().pointer(call);
    return view.offset() == 0 ? base : call.builder().pointerAdd(base, view.offset());
  }

  private static Operand byName(Call call, String name) {
    Optional<Helper> found = require(call, name);
    if (found.isEmpty()) {
      return new Operand.Failed();
    }
    Helper helper = found.get();
    List<Value> arguments = new ArrayList<>();
    int next = 0;
    Operand.@Nullable OfMap map = null;
    int lastSize = -1;
    for (ArgType type : helper.args()) {
      if (type.kind() == ArgKind.CTX) {
        arguments.add(call.context());
      } else if (type.size() && lastSize >= 0) {
        arguments.add(call.builder().constant(IrType.I64, lastSize));
        lastSize = -1;
      } else {
        Operand operand = call.argument(next);
        if (operand instanceof Operand.OfMap ofMap) {
          map = ofMap;
        }
        Optional<Operand.View> memory = memory(call, type, operand, map);
        lastSize = memory.map(view -> view.target().sizeBytes()).orElse(-1);
        arguments.add(
            memory.map(view -> pointer(call, view)).orElseGet(() -> plain(call, operand)));
        next++;
      }
    }
    return result(call, helper, arguments);
  }

  private static Value plain(Call call, Operand operand) {
    return switch (operand) {
      case Operand.OfMap map -> call.builder().mapAddress(map.map().name());
      case SocketOperand socket -> socket.pointer();
      case Operand.Scalar number -> wide(call, number);
      case Operand.Null _ -> call.builder().constant(IrType.I64, 0);
      default -> {
        call.report(
            LibraryCode.HELPER.at(
                "a helper cannot take this", call.span(), "expected a number, a map or a socket"));
        yield call.builder().constant(IrType.I64, 0);
      }
    };
  }

  private static Optional<Operand.View> memory(
      Call call, ArgType type, Operand operand, Operand.@Nullable OfMap map) {
    return switch (type.kind()) {
      case MAP_KEY ->
          Optional.ofNullable(map)
              .flatMap(m -> m.map().key())
              .map(key -> call.memory(operand, key));
      case MAP_VALUE ->
          Optional.ofNullable(map)
              .flatMap(m -> m.map().value())
              .map(value -> call.memory(operand, value));
      case MEM, FIXED_SIZE_MEM ->
          switch (operand) {
            case Operand.View view -> Optional.of(view);
            case Operand.Scalar number -> Optional.of(call.memory(number, number.type()));
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private static Operand result(Call call, Helper helper, List<Value> arguments) {
    ReturnKind kind = helper.returns().kind();
    if (kind == ReturnKind.VOID) {
      call.builder().callHelper(helper.id(), arguments, helper.changesPacketData());
      after(call, helper);
      return new Operand.Null();
    }
    Value value =
        call.builder()
            .callHelper(result(helper), helper.id(), arguments, helper.changesPacketData());
    after(call, helper);
    if (kind == ReturnKind.SOCKET || kind == ReturnKind.SOCK_COMMON) {
      return SocketOperand.forked(call, value, kind == ReturnKind.SOCKET, helper.acquires());
    }
    return switch (call.resultType().descriptorString()) {
      case "I" -> call.ofInt(call.builder().truncate(value), Range.INT);
      case "Ldev/weir/dsl/Verdict;" ->
          new Operand.Scalar(Type.VERDICT, call.builder().truncate(value), Range.INT);
      default -> call.ofLong(value, Range.LONG);
    };
  }
}
