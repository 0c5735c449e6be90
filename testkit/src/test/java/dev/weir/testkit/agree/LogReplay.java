// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.memory.Atomics;
import dev.weir.verifier.memory.Loads;
import dev.weir.verifier.memory.Stores;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.transfer.Arithmetic;
import dev.weir.verifier.transfer.Branches;
import dev.weir.verifier.transfer.ImmediateLoad;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Follows the kernel's log of a program of numbers and the stack, executing each instruction in
/// the model, and compares registers wherever the log prints them.
final class LogReplay {
  private static final Pattern INSN = Pattern.compile("^(\\d+): \\([0-9a-f]{2}\\) (.*)$");
  private static final Pattern FROM = Pattern.compile("^from (\\d+) to (\\d+): ?(.*)$");
  private static final Pattern REGISTER =
      Pattern.compile("R(\\d+)(?:_\\w+)?=(.*?)(?= R\\d+(?:_\\w+)?=| fp-?\\d+|$)");

  private static final Pattern LIVE =
      Pattern.compile("^ +(\\d+): ([0-9.]{10}) \\([0-9a-f]{2}\\).*$");

  private static final int REFUSED = -2;

  private final List<Insn<Reg>> program;
  private final String log;
  private final LoneWalk walk;
  private int expected;
  private String difference = "";

  LogReplay(List<Insn<Reg>> program, String log) {
    this.program = program;
    this.log = log;
    this.walk = new LoneWalk();
  }

  /// Whether the model refused the program where the log ends.
  boolean refused() {
    return expected == REFUSED;
  }

  /// What differs, with the end of the log up to there; empty when nothing does.
  String difference() {
    StringBuilder seen = new StringBuilder();
    for (String line : log.split("\n")) {
      seen.append(line).append('\n');
      follow(line);
      if (!difference.isEmpty()) {
        int from = Math.max(0, seen.length() - 6000);
        return seen.substring(from) + difference;
      }
    }
    return "";
  }

  private void follow(String line) {
    Matcher from = FROM.matcher(line);
    if (from.matches()) {
      resume(Integer.parseInt(from.group(2)), from.group(3));
      return;
    }
    Matcher live = LIVE.matcher(line);
    if (live.matches()) {
      walk.live.put(Integer.parseInt(live.group(1)), live.group(2));
      return;
    }
    Matcher insn = INSN.matcher(line);
    if (insn.matches()) {
      execute(Integer.parseInt(insn.group(1)));
      int note = insn.group(2).indexOf("; R");
      if (note >= 0) {
        compare(insn.group(2).substring(note + 2));
      }
    }
  }

  private void resume(int slot, String registers) {
    if (walk.waiting.isEmpty()) {
      difference = "the model has no state waiting";
      return;
    }
    LoneWalk.Waiting next = walk.waiting.pop();
    walk.state = next.state();
    expected = next.slot();
    if (expected != slot) {
      difference = "the model's last state waits at " + expected;
    } else {
      compare(registers);
    }
  }

  private void execute(int slot) {
    if (slot != expected) {
      difference = "the model goes on at " + expected;
      return;
    }
    walk.insn = slot;
    expected = slot + 1;
    try {
      execute(slot, program.get(slot));
    } catch (Violation violation) {
      expected = REFUSED;
    }
  }

  private void execute(int slot, Insn<Reg> insn) {
    Frame frame = walk.frame();
    switch (insn) {
      case Insn.CallHelper<Reg> _ -> {
        frame.set(0, RegState.UNKNOWN);
        for (int reg = 1; reg <= 5; reg++) {
          frame.set(reg, RegState.NOT_INIT);
        }
      }
      case Insn.Load<Reg> _ -> Loads.execute(walk, insn);
      case Insn.Store<Reg> _ -> Stores.execute(walk, insn);
      case Insn.Atomic<Reg> atomic -> Atomics.execute(walk, atomic);
      case Insn.JumpIf<Reg> jump -> {
        int target = slot + 1 + jump.offset();
        if (Branches.execute(walk, jump, target) == Branches.Outcome.TAKEN) {
          expected = target;
        }
      }
      case Insn.LoadImm64<Reg> load -> ImmediateLoad.execute(walk, load);
      case Insn.Exit<Reg> _ -> expected = -1;
      default -> Arithmetic.execute(walk, insn);
    }
  }

  private void compare(String registers) {
    Matcher matcher = REGISTER.matcher(registers);
    State state = walk.state();
    while (matcher.find()) {
      RegState ours = state.current().reg(Integer.parseInt(matcher.group(1)));
      String theirs = matcher.group(2).strip();
      if (theirs.startsWith("P")) {
        theirs = theirs.substring(1);
      }
      if (ours.type() == RegType.SCALAR && !theirs.equals(KernelText.of(ours))) {
        difference = "R" + matcher.group(1) + " in the model: " + KernelText.of(ours);
        return;
      }
    }
  }
}
