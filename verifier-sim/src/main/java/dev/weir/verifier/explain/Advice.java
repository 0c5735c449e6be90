// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.verifier.Finding;
import dev.weir.verifier.image.ProgramImage;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What to do about a rejection, in the language of the source and with its names.
final class Advice {
  private static final Pattern ASSIGNED = Pattern.compile("(\\w+)\\s*=[^=]");
  private static final Pattern SECOND_ARGUMENT = Pattern.compile("\\(\\s*[^,()]+,\\s*&(\\w+)");
  private static final Pattern SUBJECT = Pattern.compile("^(\\w+)->");
  private static final Pattern READ_UP_TO = Pattern.compile("offset -?\\d+\\.\\.(\\d+)");
  private static final Pattern PROVEN = Pattern.compile("only (\\d+) bytes? (?:is|are) proven");
  private static final Pattern HELPER = Pattern.compile("bpf_(\\w+)");

  private final ProgramImage image;
  private final Finding finding;
  private final String message;
  private final Place at;
  private final Value culprit;
  private final boolean c;
  private final boolean weir;

  /// Advice for a finding.
  ///
  /// @param culprit the value in question
  Advice(ProgramImage image, Finding finding, Place at, Value culprit) {
    this.image = image;
    this.finding = finding;
    this.message = finding.message();
    this.at = at;
    this.culprit = culprit;
    String file = at.line().map(LineInfo::file).orElse("");
    this.c = file.endsWith(".c") || file.endsWith(".h");
    this.weir = file.endsWith(".weir");
  }

  /// Next actions, the best first; never internal words.
  List<String> lines() {
    String own =
        switch (finding.rule()) {
          case PACKET_BOUNDS -> packet();
          case MAYBE_NULL, ARGUMENT_MAY_BE_NULL, POINTER_MAY_BE_NULL -> nullCheck();
          case UNINITIALISED_STACK -> initialise();
          case INFINITE_LOOP, TOO_COMPLEX -> loop();
          case REFERENCE_LEAK -> release();
          case UNBOUNDED_OFFSET, MEMORY_BOUNDS, NEGATIVE_OFFSET -> bound();
          case STACK_DEPTH, STACK_BOUNDS -> smaller();
          case RESULT_RANGE -> result();
          case NO_MEMORY -> reload();
          case CONTEXT_FIELD -> fields();
          case HELPER_UNAVAILABLE -> hooks();
          default -> "";
        };
    return own.isEmpty()
        ? Catalogue.entry(finding.rule())
            .map(Catalogue.Entry::fix)
            .filter(fix -> !fix.isEmpty())
            .stream()
            .toList()
        : List.of(own);
  }

  private String said(String inC, String inWeir, String inListing) {
    return c ? inC : weir ? inWeir : inListing;
  }

  /// The statement that leaves a program of this kind.
  private String leave() {
    return switch (image.type()) {
      case SCHED_CLS -> "return TC_ACT_OK;";
      case XDP -> "return XDP_PASS;";
      case CGROUP_SOCK_ADDR, CGROUP_SOCK, CGROUP_SKB -> "return 1;";
      default -> "return 0;";
    };
  }

  private static Optional<String> group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
  }

  /// The variable that the value in question was assigned to when it was made.
  private String variable(String otherwise) {
    return culprit.born() < 0
        ? otherwise
        : image
            .lineAt(culprit.born())
            .flatMap(line -> group(ASSIGNED, line.text()))
            .orElse(otherwise);
  }

  /// The variable whose member is accessed.
  private String subject(String otherwise) {
    return at.line()
        .filter(line -> line.column() > 0 && line.column() <= line.text().length())
        .map(line -> line.text().substring(Excerpts.start(line.text(), line.column() - 1)))
        .flatMap(text -> group(SUBJECT, text))
        .orElse(otherwise);
  }

  private String packet() {
    if (culprit.index() != null) {
      return said(
          "bound the variable part (`if (len > 1500) "
              + leave()
              + "`), then compare the very pointer that is read through with the end: `if ((void *)("
              + subject("p")
              + " + 1) > data_end) "
              + leave()
              + "`",
          "ask for the bytes by a header's method, which checks the range",
          "bound the variable part, then compare the pointer with the packet's end");
    }
    String proven =
        group(PROVEN, message)
            .flatMap(have ->
                group(READ_UP_TO, message)
                    .map(need ->
                        "the check covers "
                            + have
                            + " bytes, but the access ends at byte "
                            + need
                            + "; correct it to `if ((void *)("
                            + subject("hdr")
                            + " + 1) > data_end) "
                            + leave()
                            + "`"))
            .orElse(
                "before this access, leave when the header is not complete: `if ((void *)("
                    + subject("hdr")
                    + " + 1) > data_end) "
                    + leave()
                    + "`, with `data_end = (void *)(long)skb->data_end`");
    return said(
        proven,
        "ask for the header first, as in `let ip = packet.ipv4 else return pass`",
        "compare a pointer behind the last byte with the packet's end, and leave when it is greater");
  }

  private String nullCheck() {
    String name = variable("value");
    String why =
        culprit.kind() == Value.Kind.OBJECT ? ": " + culprit.what() + " may not exist" : "";
    return said(
        "test it before use: `if (!" + name + ") " + leave() + "`" + why,
        "say what happens without it: `let x = ... else return pass`" + why,
        "compare the pointer with 0 and leave when it is equal" + why);
  }

  private String initialise() {
    String name = at.line().flatMap(line -> group(SECOND_ARGUMENT, line.text())).orElse("variable");
    return said(
        "set every byte, the padding between and behind fields too: `__builtin_memset(&"
            + name
            + ", 0, sizeof("
            + name
            + "));` before its fields are set",
        "give every field a value",
        "store to every byte of it first");
  }

  private String loop() {
    return said(
        "give the loop a constant bound that the verifier can count: `for (int i = 0; i < 64 &&"
            + " more; i++)`; for many rounds use `bpf_for(i, 0, n)` (Linux 6.4) or `bpf_loop()`"
            + " (Linux 5.17)",
        "give the loop a constant bound",
        "count the rounds in a register and leave at a constant");
  }

  private String release() {
    boolean ring = message.contains("ringbuf");
    String call = ring ? "bpf_ringbuf_discard(record, 0)" : "bpf_sk_release(sk)";
    return said(
        "call `"
            + call
            + "` before every `return` that follows the acquisition, also on the path shown; one"
            + " label `out:` that releases keeps them together",
        "release it on every way out, also on the one shown",
        "call the releasing function on every way out, also on the one shown");
  }

  private String bound() {
    Value index = culprit.index();
    if (index == null) {
      return said("check offset and size against the size of " + culprit.what() + " first", "", "");
    }
    return said(
        "bound the index right before use, as an unsigned number: `if ("
            + indexName(index)
            + " >= 16) "
            + leave()
            + "` with the number of elements, or mask it: `"
            + indexName(index)
            + " &= 15`",
        "compare the index with the number of elements first",
        "compare the index as an unsigned number with the number of elements first");
  }

  private String indexName(Value index) {
    return index.born() < 0
        ? "i"
        : image.lineAt(index.born()).flatMap(line -> group(ASSIGNED, line.text())).orElse("i");
  }

  private String smaller() {
    return said(
        "move the large variable into a map `BPF_MAP_TYPE_PERCPU_ARRAY` of one entry, and use the"
            + " pointer that `bpf_map_lookup_elem` gives",
        "move large data into a per-CPU array map",
        "move large data into a per-CPU array map");
  }

  private String result() {
    int expected = message.indexOf("expected ");
    String range = expected < 0 ? "a result the hook knows" : message.substring(expected + 9);
    return said("make every `return` give ", "make every way out give ", "leave with ")
        + range
        + "; this hook knows nothing else";
  }

  private String reload() {
    if (culprit.kind() != Value.Kind.NOTHING || culprit.born() < 0) {
      return "";
    }
    return said(
        "load and check the pointers again behind the call: `data = (void *)(long)skb->data;"
            + " data_end = (void *)(long)skb->data_end; if (data + sizeof(struct ethhdr) > data_end) "
            + leave()
            + "`",
        "ask for the header again behind the call",
        "load packet start and end from the context again behind the call");
  }

  private String fields() {
    if (!message.startsWith("write")) {
      return "";
    }
    String writable =
        image.hook().stream()
            .flatMap(hook -> hook.context().fields().stream())
            .filter(ContextField::writable)
            .map(ContextField::name)
            .distinct()
            .collect(Collectors.joining(", "));
    return writable.isEmpty()
        ? "this hook's context is read-only"
        : "this hook can write only: " + writable;
  }

  private String hooks() {
    String where =
        group(HELPER, message)
            .flatMap(Helpers::byName)
            .map((Helper helper) -> Helpers.hooksOf(helper))
            .orElse(List.of())
            .stream()
            .map(Hook::name)
            .distinct()
            .limit(8)
            .collect(Collectors.joining(", "));
    return where.isEmpty() ? "" : "programs at these hooks can call it: " + where;
  }
}
