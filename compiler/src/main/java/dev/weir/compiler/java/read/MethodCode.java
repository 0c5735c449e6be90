// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.read;

import java.lang.classfile.Instruction;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// The body of a method as basic blocks.
///
/// Exception handlers are not part of it: nothing in the subset throws, so none is ever reached.
///
/// @param owner internal name of the class
/// @param name of the method
/// @param descriptor of the method
/// @param isStatic whether there is no receiver
/// @param instructions all instructions, in order
/// @param lines the source line of each instruction; 0 for none
/// @param targets the instruction that each label stands before
/// @param blocks basic blocks, the entry first, in reverse postorder
/// @param blockAt the block that starts at an instruction; -1 where none does or it is never
///   reached
/// @param locals names of local variables by slot
public record MethodCode(
    String owner,
    String name,
    String descriptor,
    boolean isStatic,
    List<Instruction> instructions,
    int[] lines,
    Map<java.lang.classfile.Label, Integer> targets,
    List<Block> blocks,
    int[] blockAt,
    Map<Integer, String> locals) {

  /// The name of a local variable for dumps.
  public String local(int slot) {
    return locals.getOrDefault(slot, "l" + slot);
  }

  /// Owner, name and descriptor, which identify the method.
  public String id() {
    return owner + "." + name + descriptor;
  }

  /// A basic block.
  ///
  /// @param index its place in reverse postorder
  /// @param from its first instruction
  /// @param to the instruction after its last
  /// @param successors blocks that may follow
  /// @param predecessors how many edges lead here
  /// @param header whether an edge from a later block, or from itself, leads here
  /// @param loop the blocks of the loop it heads, by index
  /// @param liveIn slots of locals that are read before they are written, from here on
  public record Block(
      int index,
      int from,
      int to,
      List<Integer> successors,
      int predecessors,
      boolean header,
      BitSet loop,
      BitSet liveIn) {}

  /// The block that a jump to an instruction leads to.
  public Block block(int instruction) {
    return blocks.get(blockAt[instruction]);
  }
}
