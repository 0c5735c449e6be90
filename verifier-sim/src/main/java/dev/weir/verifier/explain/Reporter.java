// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.Cost;
import dev.weir.verifier.Finding;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.explain.Trail.Happening;
import dev.weir.verifier.explain.Trail.Sort;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.Reference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes reports of rejections: follows the value in question back along the path, and keeps of the
/// path what concerns it.
public final class Reporter {
  /// As many events as a reader takes in.
  private static final int EVENTS = 6;

  private static final Pattern REGISTER = Pattern.compile("\\bR(\\d)\\b");

  private static final Pattern ALLOCATED = Pattern.compile("alloc_insn=(\\d+)");

  private final Verdict verdict;
  private final ProgramImage image;
  private final Finding finding;
  private final Trail trail;

  private Reporter(Verdict verdict, ProgramImage image, Finding finding) {
    this.verdict = verdict;
    this.image = image;
    this.finding = finding;
    this.trail = Trail.of(image, finding.way());
  }

  /// The report on a verdict; empty unless it is a rejection.
  public static Optional<Report> of(Verdict verdict) {
    return verdict
        .finding()
        .flatMap(finding -> verdict.image().map(image -> new Reporter(verdict, image, finding)))
        .map(Reporter::report);
  }

  private Report report() {
    Rule rule = finding.rule();
    Place at = Place.of(image, finding.slot());
    Value culprit = trail.reg(culprit());
    return new Report(
        rule.code(),
        rule.title(),
        verdict.program(),
        "Linux " + verdict.kernel().version(),
        stale(culprit)
            ? "read or write through "
                + culprit.what()
                + ", which may have moved the packet: the pointer is no longer valid"
            : finding.message(),
        stale(culprit) ? List.of() : finding.evidence(),
        at,
        path(culprit),
        new Advice(image, finding, at, culprit).lines());
  }

  private static boolean stale(Value culprit) {
    return culprit.kind() == Value.Kind.NOTHING && culprit.born() >= 0;
  }

  /// The register in question: the one that the message names, else the one the instruction goes
  /// through.
  private int culprit() {
    Matcher named = REGISTER.matcher(finding.message());
    if (named.find()) {
      return Integer.parseInt(named.group(1));
    }
    Insn<Reg> insn = image.bySlot().get(finding.slot());
    return switch (insn) {
      case Insn.Load<Reg> load -> load.base().number();
      case Insn.Store<Reg> store -> store.base().number();
      case Insn.Atomic<Reg> atomic -> atomic.base().number();
      case Insn.Alu<Reg> alu -> alu.dst().number();
      case null, default -> 0;
    };
  }

  private List<Report.Event> path(Value culprit) {
    TreeMap<Integer, String> events = new TreeMap<>();
    for (int call : trail.openCalls()) {
      trail.happenings().stream()
          .filter(h -> h.slot() == call && h.kind() == Sort.CALL)
          .forEach(h -> events.put(call, h.text()));
    }
    switch (finding.rule()) {
      case REFERENCE_LEAK -> leak(events);
      case INFINITE_LOOP, TOO_COMPLEX, TOO_MANY_BRANCHES -> loop(events);
      case UNINITIALISED_STACK -> stores(events, culprit);
      case RESULT_RANGE -> {
        if (culprit.born() >= 0) {
          events.put(culprit.born(), "the result " + culprit.text() + " comes from here");
        }
        lastConditions(events, -1);
      }
      default -> origin(events, culprit);
    }
    events.remove(finding.slot());
    List<Report.Event> list = new ArrayList<>();
    inOrder(events)
        .forEach(slot -> {
          String text = events.get(slot);
          if (text != null) {
            list.add(new Report.Event(Place.of(image, slot), text));
          }
        });
    return list.size() <= EVENTS ? list : shortened(list);
  }

  /// The first event says where the value is from, the last ones what is known of it.
  private static List<Report.Event> shortened(List<Report.Event> list) {
    List<Report.Event> kept = new ArrayList<>(list.subList(0, 1));
    kept.addAll(list.subList(list.size() - EVENTS + 1, list.size()));
    return kept;
  }

  private List<Integer> inOrder(TreeMap<Integer, String> events) {
    return events.keySet().stream()
        .sorted(Comparator.comparingInt((Integer slot) -> finding.way().lastIndexOf(slot)))
        .toList();
  }

  private void origin(TreeMap<Integer, String> events, Value culprit) {
    born(events, culprit);
    Value index = culprit.index();
    if (index != null) {
      born(events, index);
    }
    boolean numbers = culprit.kind() == Value.Kind.NUMBER || index != null;
    for (Happening happening : trail.happenings()) {
      boolean concerns =
          happening.kind() != Sort.STORE
              && happening.values().stream().anyMatch(value -> value.related(culprit));
      boolean stale =
          happening.kind() == Sort.INVALIDATED
              && stale(culprit)
              && happening.slot() == culprit.born();
      if (concerns || stale) {
        events.put(happening.slot(), happening.text());
      }
    }
    if (events.isEmpty() && !numbers) {
      lastConditions(events, -1);
    }
  }

  private static void born(TreeMap<Integer, String> events, Value value) {
    boolean told = value.kind() == Value.Kind.CONSTANT || value.kind() == Value.Kind.NOTHING;
    if (value.born() >= 0 && !told) {
      events.put(value.born(), value.what() + " comes from here");
    }
  }

  private void lastConditions(TreeMap<Integer, String> events, int since) {
    List<Happening> conditions =
        trail.happenings().stream()
            .filter(h -> h.kind() == Sort.CONDITION)
            .filter(h -> finding.way().lastIndexOf(h.slot()) > since)
            .toList();
    conditions.stream()
        .skip(Math.max(0, conditions.size() - 3))
        .forEach(h -> events.put(h.slot(), h.text()));
  }

  private void leak(TreeMap<Integer, String> events) {
    int acquired =
        finding.state().stream()
            .flatMap(state -> state.references().stream())
            .filter(reference -> reference.kind() == Reference.Kind.OBJECT)
            .mapToInt(Reference::insn)
            .findFirst()
            .orElseGet(this::acquiredByMessage);
    if (acquired >= 0) {
      lastConditions(events, finding.way().lastIndexOf(acquired));
      events.put(acquired, "the reference is acquired here, and never given back on this path");
    } else {
      lastConditions(events, -1);
    }
  }

  /// Where a kernel's log says that the reference was acquired.
  private int acquiredByMessage() {
    Matcher named = ALLOCATED.matcher(finding.message());
    return named.find() ? Integer.parseInt(named.group(1)) : -1;
  }

  private void loop(TreeMap<Integer, String> events) {
    Cost.@Nullable OfLoop busiest =
        verdict.cost().loops().stream()
            .max(Comparator.comparingInt(Cost.OfLoop::instructions))
            .orElse(null);
    if (busiest != null) {
      events.put(
          busiest.first(),
          "this loop was followed "
              + busiest.rounds()
              + " times, "
              + busiest.instructions()
              + " instructions in all");
    }
    lastConditions(events, -1);
  }

  private void stores(TreeMap<Integer, String> events, Value culprit) {
    for (Happening happening : trail.happenings()) {
      boolean same =
          happening.kind() == Sort.STORE
              && happening.values().stream()
                  .anyMatch(v ->
                      v.born() == culprit.born()
                          && v.offset() >= culprit.offset()
                          && v.offset() < culprit.offset() + 64);
      if (same) {
        events.put(happening.slot(), happening.text());
      }
    }
  }
}
