// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.structure.Structure;

/// Which stack slots later instructions read: those that matter when states are compared. Slots are
/// bits of a mask, the one nearest to the frame pointer first.
///
/// Learnt while paths are explored, in one of two ways, as kernels differ.
interface StackUse {
  /// As a kernel learns it.
  static StackUse of(Structure structure, KernelModel kernel) {
    return kernel.has(Behaviour.STACK_USE_BY_INSTRUCTION)
        ? new StackFlow(structure)
        : new StackMarks();
  }

  /// An instruction begins.
  void begin(Node node);

  /// The instruction reads slots of a frame.
  void read(Node node, int frame, long slots);

  /// The instruction writes whole slots of a frame.
  void write(Node node, int frame, long slots);

  /// The instruction is done.
  void end(Node node);

  /// A path ends, or the function that runs.
  void leave(Node node);

  /// The current state is kept.
  void keep(Node kept, Node current);

  /// The current state is covered by a kept one: it reads what that one reads. Returns whether that
  /// is news.
  boolean follow(Node kept, Node current);

  /// The current state may read everything.
  void readEverything(Node current);

  /// The slots of a frame that are read after a state whose paths are all explored.
  long live(Node done, int frame);
}
