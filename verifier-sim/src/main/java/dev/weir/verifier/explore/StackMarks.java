// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.State;

/// Reads marked in each kept state back to the one where the slot was last written.
///
/// @kernel v6.12 kernel/bpf/verifier.c mark_reg_read propagate_liveness
final class StackMarks implements StackUse {
  private static final long ALL = -1L;

  @Override
  public void begin(Node node) {}

  @Override
  public void read(Node node, int frame, long slots) {
    mark(node, frame, slots);
  }

  @Override
  public void write(Node node, int frame, long slots) {
    Frame written = node.state.frame(frame);
    written.setWrittenSlots(written.writtenSlots() | slots);
  }

  @Override
  public void end(Node node) {}

  @Override
  public void leave(Node node) {}

  @Override
  public void keep(Node kept, Node current) {
    for (Frame frame : kept.state.frames()) {
      frame.setReadSlots(0);
    }
    for (Frame frame : current.state.frames()) {
      frame.setWrittenSlots(0);
    }
  }

  @Override
  public boolean follow(Node kept, Node current) {
    boolean news = false;
    for (int i = 0; i < kept.state.frames().size(); i++) {
      news |= mark(current, i, kept.state.frame(i).readSlots());
    }
    return news;
  }

  @Override
  public void readEverything(Node current) {
    for (int i = 0; i < current.state.frames().size(); i++) {
      mark(current, i, ALL);
    }
  }

  @Override
  public long live(Node done, int frame) {
    return done.state.frame(frame).readSlots();
  }

  private static boolean mark(Node from, int frame, long slots) {
    State state = from.state;
    Object activation = state.frame(frame).activation();
    long left = slots & ~state.frame(frame).writtenSlots();
    boolean news = false;
    for (Node node = from.parent; node != null && left != 0; node = node.parent) {
      if (frame >= node.state.frames().size()) {
        break;
      }
      Frame kept = node.state.frame(frame);
      if (!sameActivation(kept, activation)) {
        break;
      }
      left &= ~kept.readSlots();
      if (left == 0) {
        break;
      }
      kept.setReadSlots(kept.readSlots() | left);
      news = true;
      left &= ~kept.writtenSlots();
    }
    return news;
  }

  @SuppressWarnings("ReferenceEquality") // a call of a function is an identity
  private static boolean sameActivation(Frame frame, Object activation) {
    return frame.activation() == activation;
  }
}
