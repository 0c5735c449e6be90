// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.compiler.ir.IrType.Pointer;
import dev.weir.compiler.ir.IrType.Region;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which packet pointers a call has made invalid, by forward data flow over all paths.
///
/// State: the set of values that may be invalid. A call that may change the packet adds all packet
/// pointers of the function, a definition takes its value out, and where paths meet the sets unite.
/// Each block is visited again until its state at entry stays the same.
final class PacketValidity {
  private PacketValidity() {}

  /// Uses of invalid packet pointers as problems.
  static List<String> check(IrFunction function, Cfg cfg) {
    BitSet packets = packetPointers(function);
    List<String> problems = new ArrayList<>();
    if (packets.isEmpty()) {
      return problems;
    }
    Map<Integer, BitSet> entries = new HashMap<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (IrBlock block : cfg.reversePostorder()) {
        BitSet state = (BitSet) entries.computeIfAbsent(block.id(), _ -> new BitSet()).clone();
        walk(block, packets, state, new ArrayList<>());
        for (Terminator.Target target : block.terminator().targets()) {
          BitSet entry = entries.computeIfAbsent(target.block(), _ -> new BitSet());
          int before = entry.cardinality();
          entry.or(state);
          changed |= entry.cardinality() != before;
        }
      }
    }
    for (IrBlock block : cfg.reversePostorder()) {
      List<String> found = new ArrayList<>();
      walk(block, packets, entries.getOrDefault(block.id(), new BitSet()), found);
      found.forEach(text -> problems.add(function.name() + ", b" + block.id() + ": " + text));
    }
    return problems;
  }

  private static void walk(IrBlock block, BitSet packets, BitSet state, List<String> found) {
    block.parameters().forEach(value -> state.clear(value.id()));
    for (Operation operation : block.operations()) {
      uses(operation.operands(), state, found);
      if (invalidates(operation)) {
        state.or(packets);
      }
      operation.definition().ifPresent(value -> state.clear(value.id()));
    }
    uses(block.terminator().operands(), state, found);
  }

  private static void uses(List<Value> operands, BitSet state, List<String> found) {
    for (Value value : operands) {
      if (state.get(value.id())) {
        found.add("packet pointer v" + value.id() + " is used after a call that invalidates it");
      }
    }
  }

  private static boolean invalidates(Operation operation) {
    return switch (operation) {
      case Operation.CallHelper o -> o.invalidatesPackets();
      case Operation.CallFunction o -> o.invalidatesPackets();
      case Operation.Const _,
          Operation.Binary _,
          Operation.Swap _,
          Operation.Extend _,
          Operation.Truncate _,
          Operation.Compare _,
          Operation.Load _,
          Operation.Store _,
          Operation.Atomic _,
          Operation.PointerAdd _,
          Operation.StackAddress _,
          Operation.MapAddress _,
          Operation.GlobalAddress _,
          Operation.FunctionAddress _,
          Operation.Refine _,
          Operation.CallKfunc _ ->
          false;
    };
  }

  private static BitSet packetPointers(IrFunction function) {
    BitSet packets = new BitSet();
    function.parameters().forEach(value -> add(value, packets));
    for (IrBlock block : function.blocks()) {
      block.parameters().forEach(value -> add(value, packets));
      block.operations().forEach(o -> o.definition().ifPresent(value -> add(value, packets)));
    }
    return packets;
  }

  private static void add(Value value, BitSet packets) {
    if (value.type() instanceof Pointer(Region region, boolean _)) {
      switch (region) {
        case PACKET, PACKET_META, PACKET_END -> packets.set(value.id());
        case CTX, MAP_VALUE, STACK, SOCKET, SOCK_COMMON, TCP_SOCK, MAP, MEMORY, BTF, FUNCTION -> {}
      }
    }
  }
}
