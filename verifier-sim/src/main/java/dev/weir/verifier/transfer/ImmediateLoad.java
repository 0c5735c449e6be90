// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.transfer;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.Linkage;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.Reference;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import org.jspecify.annotations.Nullable;

/// 64-bit immediate loads: numbers, and addresses of maps, of values in maps, of functions and of
/// kernel variables.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_ld_imm
public final class ImmediateLoad {
  private ImmediateLoad() {}

  /// Executes a 64-bit immediate load.
  ///
  /// @throws Violation if the instruction breaks a rule
  public static void execute(Walk walk, Insn.LoadImm64<Reg> load) {
    Registers.checkWritable(load.dst());
    @Nullable Reference reference = walk.image().references().get(walk.insn());
    walk.frame()
        .set(
            load.dst().ordinal(),
            reference == null
                ? RegState.scalar(Scalar.constant(load.imm()))
                : address(walk, reference));
  }

  private static RegState address(Walk walk, Reference reference) {
    return switch (reference) {
      case Reference.MapAddress(ImageMap map) -> mapAddress(map);
      case Reference.MapValueAddress(ImageMap map, int offset) -> mapValue(map, offset);
      case Reference.FunctionAddress(int function) -> function(walk, function);
      case Reference.KernelVariable(String name, int id) -> kernelVariable(walk, name, id);
      case Reference.Missing _ -> RegState.ZERO;
      case Reference.LocalCall _, Reference.KfuncCall _ ->
          throw new IllegalStateException("a call is no address");
    };
  }

  private static RegState mapAddress(ImageMap map) {
    if (map.type() == MapType.ARENA && map.spec().extra() == 0) {
      throw new Unmodelled("an arena whose address is chosen when it is mapped");
    }
    return RegState.pointer(RegType.MAP_PTR).withTarget(map);
  }

  private static RegState mapValue(ImageMap map, int offset) {
    if (map.type() == MapType.ARENA) {
      return RegState.UNKNOWN;
    }
    return RegState.pointer(RegType.MAP_VALUE).withTarget(map).withOff(offset);
  }

  /// @kernel v6.12 kernel/bpf/verifier.c check_pseudo_btf_id
  private static RegState kernelVariable(Walk walk, String name, int id) {
    Btf kernel = walk.image().kernelTypes().btf();
    if (id <= 0 || id > kernel.types().size()) {
      throw new Unmodelled("the kernel variable " + name);
    }
    RegState constant = RegState.pointer(RegType.MEM).withFlags(RegFlag.RDONLY);
    if (!(kernel.type(id) instanceof BtfType.Variable variable)) {
      return constant;
    }
    int typeId = kernel.strip(variable.type());
    RegState object = RegState.pointer(RegType.BTF_ID).withTarget(new BtfTarget(kernel, typeId));
    if (isPerCpu(kernel, id)) {
      return object.withFlags(RegFlag.PERCPU);
    }
    return switch (kernel.type(typeId)) {
      case BtfType.Struct _, BtfType.Union _ -> object;
      default -> {
        long size = kernel.sizeBytes(typeId).orElseThrow(() -> unmeasured(name));
        yield constant.withRange((int) size);
      }
    };
  }

  private static Unmodelled unmeasured(String name) {
    return new Unmodelled("the size of kernel variable " + name);
  }

  private static boolean isPerCpu(Btf kernel, int variable) {
    return kernel
        .find(BtfType.DataSection.class, ".data..percpu")
        .map(kernel::type)
        .filter(BtfType.DataSection.class::isInstance)
        .map(BtfType.DataSection.class::cast)
        .filter(section -> section.entries().stream().anyMatch(e -> e.type() == variable))
        .isPresent();
  }

  private static RegState function(Walk walk, int index) {
    FunctionImage function = walk.image().functions().get(index);
    if (index == 0) {
      throw new Violation(Rule.CALLBACK_ADDRESS, "the program itself cannot be a callback");
    }
    if (function.linkage() != Linkage.STATIC) {
      throw new Violation(
          Rule.CALLBACK_ADDRESS,
          "function " + function.name() + " is global; callbacks are static");
    }
    return RegState.pointer(RegType.FUNC).withTarget(function);
  }
}
