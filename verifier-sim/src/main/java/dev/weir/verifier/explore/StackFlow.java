// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.State;
import dev.weir.verifier.structure.Structure;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads and writes noted by instruction, for each chain of calls apart, and carried back along the
/// code: what any path read after an instruction counts for all.
///
/// @kernel v6.18 kernel/bpf/liveness.c
final class StackFlow implements StackUse {
  private final Structure structure;
  private final Map<Integer, CallFlow> programs = new HashMap<>();
  private final long[] writes = new long[State.MAX_FRAMES];
  private @Nullable Object activation;
  private @Nullable CallFlow running;

  StackFlow(Structure structure) {
    this.structure = structure;
  }

  @Override
  public void begin(Node node) {
    int frames = node.state.frames().size();
    for (int i = 0; i < frames; i++) {
      writes[i] = 0;
    }
    running(node);
  }

  @Override
  public void read(Node node, int frame, long slots) {
    running(node).read(frame, node.slot, slots);
  }

  @Override
  public void write(Node node, int frame, long slots) {
    writes[frame] |= slots;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a call of a function is an identity
  public void end(Node node) {
    if (node.state.current().activation() == activation && running != null) {
      running.wrote(node.slot, writes);
    }
  }

  @Override
  public void leave(Node node) {
    int last = node.state.frames().size() - 1;
    for (int frame = last; frame >= 0; frame--) {
      flow(node, frame).update();
    }
    activation = null;
  }

  @Override
  public void keep(Node kept, Node current) {}

  @Override
  public boolean follow(Node kept, Node current) {
    return false; // both are before the same instruction
  }

  @Override
  public void readEverything(Node current) {}

  @Override
  public long live(Node done, int frame) {
    int last = done.state.frames().size() - 1;
    long live = flow(done, last).liveBefore(frame, done.slot);
    for (int i = frame; i < last; i++) {
      int site = done.state.frame(i + 1).callSite();
      live |= flow(done, i).liveBefore(frame, structure.callsBack(site) ? site : site + 1);
    }
    return live;
  }

  @SuppressWarnings("ReferenceEquality") // a call of a function is an identity
  private CallFlow running(Node node) {
    Frame frame = node.state.current();
    CallFlow found = running;
    if (found == null || frame.activation() != activation) {
      found = flow(node, node.state.frames().size() - 1);
      running = found;
      activation = frame.activation();
    }
    return found;
  }

  private CallFlow flow(Node node, int frame) {
    int first = node.state.frame(0).function();
    CallFlow flow = programs.computeIfAbsent(first, f -> new CallFlow(structure, f, -1, null));
    for (int i = 1; i <= frame; i++) {
      Frame callee = node.state.frame(i);
      flow = Objects.requireNonNull(flow).callee(callee.callSite(), callee.function());
    }
    return flow;
  }
}
