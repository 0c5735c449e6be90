// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.ArgFlag;
import dev.weir.bytecode.kernel.ArgKind;
import dev.weir.bytecode.kernel.ArgType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.memory.AccessKind;
import dev.weir.verifier.memory.MemoryArgument;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Tnum;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// One argument of a helper: whether the register fits, and what it tells about the call.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_func_arg
final class HelperArgument {
  private static final int NET_IP_ALIGN = 2;

  private HelperArgument() {}

  /// Checks an argument.
  ///
  /// @param index 0 for R1
  static void check(CallFacts facts, Helper helper, int index) {
    int reg = index + 1;
    ArgType arg = helper.args().get(index);
    RegState value = facts.read(reg);
    if (arg.kind() == ArgKind.ANYTHING) {
      return;
    }
    checkPacketTaken(facts, reg, value, helper);
    arg = resolve(facts, helper, arg);
    if (arg.nullable() && CallFacts.isNull(value)) {
      facts.walk.markPrecise(reg);
    } else {
      RegisterKinds.check(facts, reg, arg, helper.name());
    }
    noteRelease(facts, reg, arg);
    noteReference(facts, reg, arg, helper);
    checkKind(facts, helper, index, arg);
  }

  private static void checkPacketTaken(CallFacts facts, int reg, RegState value, Helper helper) {
    boolean packet = value.type() == RegType.PACKET || value.type() == RegType.PACKET_META;
    if (packet && !PacketArguments.takesPacket(helper, facts.walk.image())) {
      throw facts.refused(Rule.ARGUMENT_KIND, reg, "memory other than the packet");
    }
  }

  /// Values of maps of sockets are sockets.
  private static ArgType resolve(CallFacts facts, Helper helper, ArgType arg) {
    ImageMap map = facts.map;
    if (arg.kind() != ArgKind.MAP_VALUE || map == null) {
      return arg;
    }
    if (map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH) {
      return new ArgType(ArgKind.BTF_ID_SOCK_COMMON, false, Set.of(), 0, "");
    }
    if (map.type() == MapType.BLOOM_FILTER && helper.name().equals("map_peek_elem")) {
      return new ArgType(ArgKind.MAP_VALUE, false, Set.of(), 0, "");
    }
    return arg;
  }

  private static void noteRelease(CallFacts facts, int reg, ArgType arg) {
    if (!arg.flags().contains(ArgFlag.RELEASE)) {
      return;
    }
    RegState value = facts.reg(reg);
    if (arg.kind() == ArgKind.DYNPTR) {
      RegState dynptr = Dynptrs.use(facts, reg, 0, true);
      if (dynptr.refId() == 0) {
        throw facts.refused(
            Rule.NOT_ACQUIRED, reg, "a dynptr with a record that is to be released");
      }
    } else if (value.refId() == 0 && !CallFacts.isNull(value)) {
      throw new Violation(
          Rule.NOT_ACQUIRED,
          "R" + reg + " of " + facts.name + " belongs to no reference that could be released",
          List.of());
    }
    facts.releaseReg = reg;
  }

  private static void noteReference(CallFacts facts, int reg, ArgType arg, Helper helper) {
    RegState value = facts.reg(reg);
    if (value.refId() == 0 || arg.kind() == ArgKind.KPTR_XCHG_DEST) {
      return;
    }
    if (facts.refId != 0) {
      throw facts.refused(
          Rule.ARGUMENT_KIND,
          reg,
          "only one argument that belongs to a reference for bpf_" + helper.name());
    }
    facts.refId = value.refId();
  }

  private static void checkKind(CallFacts facts, Helper helper, int index, ArgType arg) {
    int reg = index + 1;
    RegState value = facts.reg(reg);
    switch (arg.kind()) {
      case CONST_MAP_PTR -> checkMap(facts, helper, reg);
      case MAP_KEY -> checkKey(facts, reg);
      case MAP_VALUE -> checkValue(facts, helper, reg, arg);
      case SPIN_LOCK -> {
        if (helper.name().equals("spin_lock")) {
          Locks.take(facts, reg, Reference.Kind.SPIN_LOCK);
        } else {
          Locks.release(facts, reg, Reference.Kind.SPIN_LOCK);
        }
      }
      case TIMER -> {
        Locks.field(facts, reg, SpecialField.Kind.TIMER);
        facts.map = (ImageMap) Objects.requireNonNull(value.target());
        facts.mapUid = value.uid();
      }
      case FUNC -> facts.callback = (FunctionImage) Objects.requireNonNull(value.target());
      case FIXED_SIZE_MEM -> checkFixed(facts, helper, reg, arg);
      case CONST_SIZE, CONST_SIZE_OR_ZERO -> checkSize(facts, helper, index, arg);
      case DYNPTR -> checkDynptr(facts, helper, reg, arg);
      case CONST_ALLOC_SIZE_OR_ZERO -> {
        if (!value.scalar().isConstant()) {
          throw facts.refused(Rule.ARGUMENT_NOT_CONSTANT, reg, "a known number of bytes");
        }
        facts.memSize = value.scalar().value();
        facts.walk.markPrecise(reg);
      }
      case CONST_STR -> ConstantStrings.check(facts, reg);
      case KPTR_XCHG_DEST -> facts.field = KernelPointers.field(facts, reg);
      case ANYTHING,
          CTX,
          MEM,
          SOCK_COMMON,
          SOCKET,
          BTF_ID_SOCK_COMMON,
          BTF_ID,
          PERCPU_BTF_ID,
          STACK,
          RINGBUF_MEM -> {}
    }
  }

  private static void checkMap(CallFacts facts, Helper helper, int reg) {
    RegState value = facts.reg(reg);
    ImageMap map = (ImageMap) Objects.requireNonNull(value.target());
    if (facts.map != null && (!map.equals(facts.map) || facts.mapUid != value.uid())) {
      throw new Violation(
          Rule.MAP_MISMATCH,
          "R%d of %s is map %s, but R1 lies in a value of %s"
              .formatted(
                  reg,
                  facts.name,
                  map.name(),
                  map.equals(facts.map) ? "another map like it" : facts.map.name()));
    }
    facts.map = map;
    facts.mapUid = value.uid();
    MapFunctions.check(facts, helper.name(), map);
  }

  private static void checkKey(CallFacts facts, int reg) {
    ImageMap map = Objects.requireNonNull(facts.map);
    MemoryArgument.check(facts.walk, reg, map.keySize(), AccessKind.READ, false, false);
    facts.constantKey = ConstantKeys.find(facts.walk, reg, map);
  }

  private static void checkValue(CallFacts facts, Helper helper, int reg, ArgType arg) {
    if (arg.nullable() && CallFacts.isNull(facts.reg(reg))) {
      return;
    }
    ImageMap map = Objects.requireNonNull(facts.map);
    MemoryArgument.check(
        facts.walk, reg, map.valueSize(), kind(facts, helper, arg), false, arg.uninit());
  }

  private static void checkFixed(CallFacts facts, Helper helper, int reg, ArgType arg) {
    boolean uninit = arg.uninit();
    MemoryArgument.check(facts.walk, reg, arg.sizeBytes(), kind(facts, helper, arg), false, uninit);
    if (!arg.flags().contains(ArgFlag.ALIGNED)) {
      return;
    }
    RegState value = facts.reg(reg);
    boolean packet = value.type() == RegType.PACKET || value.type() == RegType.PACKET_META;
    Tnum at =
        value.scalar().bits().plus(Tnum.constant((long) value.off() + (packet ? NET_IP_ALIGN : 0)));
    if (((at.value() | at.mask()) & (arg.sizeBytes() - 1)) != 0) {
      throw facts.refused(Rule.MISALIGNED, reg, "memory aligned to " + arg.sizeBytes() + " bytes");
    }
  }

  private static void checkSize(CallFacts facts, Helper helper, int index, ArgType arg) {
    ArgType memory = helper.args().get(index - 1);
    int reg = index + 1;
    facts.sizeMax = facts.reg(reg).scalar().umax();
    MemoryArgument.checkSized(
        facts.walk,
        reg - 1,
        reg,
        kind(facts, helper, memory),
        arg.kind() == ArgKind.CONST_SIZE_OR_ZERO,
        memory.uninit());
  }

  private static AccessKind kind(CallFacts facts, Helper helper, ArgType memory) {
    KernelModel kernel = facts.walk.kernel();
    boolean plain =
        memory.kind() == ArgKind.MEM
            && !memory.flags().contains(ArgFlag.RDONLY)
            && !helper.name().startsWith("tcp_raw_gen_syncookie");
    boolean writes =
        memory.uninit()
            || memory.writes()
            || (plain && kernel.has(Behaviour.PLAIN_MEMORY_IS_WRITTEN));
    return writes ? AccessKind.WRITE : AccessKind.READ;
  }

  private static void checkDynptr(CallFacts facts, Helper helper, int reg, ArgType arg) {
    int kind =
        arg.flags().contains(ArgFlag.LOCAL)
            ? RegFlag.DYNPTR_LOCAL
            : arg.flags().contains(ArgFlag.RINGBUF) ? RegFlag.DYNPTR_RINGBUF : 0;
    if (arg.uninit()) {
      Dynptrs.make(facts, reg, kind, 0);
      return;
    }
    boolean mutable = !arg.flags().contains(ArgFlag.RDONLY);
    RegState dynptr = Dynptrs.use(facts, reg, kind, mutable);
    facts.dynptr = dynptr;
    int packet = RegFlag.DYNPTR_SKB | RegFlag.DYNPTR_SKB_META;
    if (helper.name().equals("dynptr_write") && (dynptr.flags() & packet) != 0) {
      facts.changesPacket = true;
    }
  }
}
