// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.object.LineInfo;
import dev.weir.verifier.Finding;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.explain.Trail.Happening;
import dev.weir.verifier.explain.Trail.Sort;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Makes reports of rejections: follows the value in question back along the path, and keeps of the
/// path what concerns it.
public final class Reporter {
  /// As many events as a reader takes in.
  private static final int EVENTS = 6;

  private final Verdict verdict;
  private final ProgramImage image;
  private final Finding finding;
  private final Names names;
  private final Trail trail;
  private final Suspect suspect;
  private final Optional<LoopSource> loop;

  private Reporter(Verdict verdict, ProgramImage image, Finding finding) {
    this.verdict = verdict;
    this.image = image;
    this.finding = finding;
    this.names = new Names(image);
    this.trail = Trail.of(image, names, finding.way());
    this.suspect = Suspect.of(image, finding, trail, names);
    this.loop =
        switch (finding.rule()) {
          case INFINITE_LOOP, TOO_COMPLEX, TOO_MANY_BRANCHES ->
              LoopSource.of(verdict, image, finding.slot());
          default -> Optional.empty();
        };
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
    Wording wording = new Wording(finding, suspect, loop);
    return new Report(
        rule.code(),
        rule.title(),
        verdict.program(),
        "Linux " + verdict.kernel().version(),
        wording.reason(),
        wording.label(),
        suspect.stale() ? List.of() : finding.evidence(),
        Place.of(image, finding.slot()),
        path(suspect.value()),
        new Advice(image, finding, suspect, names, loop).lines());
  }

  private List<Report.Event> path(Value culprit) {
    TreeMap<Integer, String> events = new TreeMap<>();
    for (int call : trail.openCalls()) {
      trail.happenings().stream()
          .filter(h -> h.slot() == call && h.kind() == Sort.CALL)
          .forEach(h -> events.put(call, h.text()));
    }
    switch (finding.rule()) {
      case REFERENCE_LEAK -> held(events, "acquired here, and never given back on this path");
      case SECTION_OPEN, LOCK_HELD, LOCK_ORDER, SLEEPING_CALL ->
          held(events, "entered here, and never left on this path");
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
              && suspect.stale()
              && happening.slot() == culprit.born();
      if (concerns || stale) {
        events.put(happening.slot(), happening.text());
      }
    }
    if (events.isEmpty() && !numbers) {
      lastConditions(events, -1);
    }
  }

  private void born(TreeMap<Integer, String> events, Value value) {
    boolean told = value.kind() == Value.Kind.CONSTANT || value.kind() == Value.Kind.NOTHING;
    if (value.born() >= 0 && !told) {
      events.put(
          value.born(),
          names
              .assigned(value.born())
              .map(name -> "`" + name + "` is " + value.what() + orNull(value))
              .orElseGet(() -> value.what() + orNull(value)));
    }
  }

  private static String orNull(Value value) {
    return value.what().startsWith("the value found in") ? ", or null" : "";
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

  private void held(TreeMap<Integer, String> events, String text) {
    lastConditions(events, finding.way().lastIndexOf(suspect.acquired()));
    if (suspect.acquired() >= 0) {
      events.put(
          suspect.acquired(),
          names.assigned(suspect.acquired()).map(name -> "`" + name + "` is ").orElse("") + text);
    }
  }

  private void loop(TreeMap<Integer, String> events) {
    loop.filter(l -> l.rounds() > 0 && !sameLine(l.slot(), finding.slot()))
        .ifPresent(l ->
            events.put(
                l.slot(),
                "this loop was followed "
                    + l.rounds()
                    + " times, "
                    + l.instructions()
                    + " instructions in all"));
    lastConditions(events, -1);
  }

  private boolean sameLine(int one, int other) {
    Optional<Integer> line = Place.statement(image, one).map(LineInfo::line);
    return line.isPresent() && line.equals(Place.statement(image, other).map(LineInfo::line));
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
