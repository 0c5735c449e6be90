// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.verifier.Finding;
import dev.weir.verifier.call.ArgumentWords;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.image.Reference;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What to do about a rejection, in the language of the source and with its names.
final class Advice {
  private static final Pattern READ_UP_TO = Pattern.compile("offset -?\\d+\\.\\.(-?\\d+)");
  private static final Pattern PROVEN = Pattern.compile("only (\\d+) bytes? (?:is|are) proven");
  private static final Pattern VARIABLE = Pattern.compile("plus -?\\d+\\.\\.(\\d+)");
  private static final Pattern FUNCTION = Pattern.compile("\\b(?:bpf_)(\\w+)");
  private static final int LONGEST_PACKET = 0xffff;

  private final ProgramImage image;
  private final Finding finding;
  private final String message;
  private final Place at;
  private final Suspect suspect;
  private final Names names;
  private final Optional<LoopSource> loop;
  private final boolean c;
  private final boolean weir;

  /// Advice for a finding.
  ///
  /// @param suspect the value in question
  /// @param loop the loop in question, if any
  Advice(
      ProgramImage image,
      Finding finding,
      Suspect suspect,
      Names names,
      Optional<LoopSource> loop) {
    this.image = image;
    this.finding = finding;
    this.message = finding.message();
    this.at = Place.of(image, finding.slot());
    this.suspect = suspect;
    this.names = names;
    this.loop = loop;
    String file = at.statement().map(LineInfo::file).orElse("");
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
          case UNINITIALISED_REGISTER -> declare();
          case INFINITE_LOOP, TOO_COMPLEX, TOO_MANY_BRANCHES -> bounded();
          case REFERENCE_LEAK -> release();
          case SECTION_OPEN -> leaveSection();
          case LOCK_HELD -> beforeLock();
          case UNBOUNDED_OFFSET, MEMORY_BOUNDS, NEGATIVE_OFFSET -> bound();
          case STACK_BOUNDS -> suspect.value().index() == null ? frame() : bound();
          case STACK_DEPTH -> smaller();
          case ZERO_SIZE, NEGATIVE_SIZE, UNBOUNDED_SIZE -> size();
          case DYNPTR_ARGUMENT -> dynptr();
          case RESULT_RANGE -> result();
          case ARGUMENT_KIND -> signature();
          case KERNEL_OBJECT -> suspect.value().kind() == Value.Kind.MAP ? ofMap() : "";
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

  /// The statement that leaves the function at hand.
  private String leave() {
    boolean inner = names.function(finding.slot()).start() != 0;
    return inner
        ? "return 0;"
        : switch (image.type()) {
          case SCHED_CLS -> "return TC_ACT_OK;";
          case XDP -> "return XDP_PASS;";
          case CGROUP_SOCK_ADDR, CGROUP_SOCK, CGROUP_SKB -> "return 1;";
          case SK_MSG, SK_SKB, SK_LOOKUP -> "return SK_PASS;";
          default -> "return 0;";
        };
  }

  private static Optional<String> group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
  }

  private String packet() {
    if (message.contains("before the packet's start")) {
      return "add to the pointer what the offset takes away; nothing can be read before the place"
          + " that the context gave";
    }
    boolean metadata = suspect.value().what().contains("metadata");
    String end = metadata ? "data" : "data_end";
    String behind = "(void *)(" + suspect.name().orElse("hdr") + " + 1) > " + end;
    String check = "`if (" + behind + ") " + leave() + "`";
    Optional<String> proven = group(PROVEN, message);
    String inC;
    if (suspect.value().index() != null) {
      boolean bounded =
          group(VARIABLE, message)
              .filter(most -> most.length() < 6 && Integer.parseInt(most) < LONGEST_PACKET)
              .isPresent();
      inC =
          (bounded ? "" : "bound the variable part (`if (len > 1500) " + leave() + "`), then ")
              + "compare the very pointer that is read through with the end of the packet: "
              + check;
    } else if (proven.isPresent()) {
      String need = group(READ_UP_TO, message).map(last -> " ends at byte " + last).orElse("");
      inC =
          "the check covers "
              + proven.get()
              + " bytes, but the access"
              + need
              + "; correct it to "
              + check;
    } else {
      inC =
          "before this access, leave when the header is not complete: "
              + check
              + ", with `"
              + end
              + " = (void *)(long)"
              + names.context()
              + "->"
              + end
              + "`";
    }
    return said(
        inC,
        "ask for the header first, as in `let ip = packet.ipv4 else return pass`",
        "compare a pointer behind the last byte with the "
            + (metadata ? "packet's start" : "packet's end")
            + ", and leave when it is greater");
  }

  private String nullCheck() {
    String name = suspect.name().orElse("value");
    String check = "`if (!" + name + ") " + leave() + "`";
    boolean parameter = !suspect.value().name().isEmpty();
    String why =
        suspect.value().kind() != Value.Kind.OBJECT
            ? ""
            : parameter
                ? ": a global function is verified on its own, for every caller; or make it"
                    + " `static`"
                : ": " + suspect.value().what() + " may not exist";
    return said(
        "test it before use: " + check + why,
        "say what happens without it: `let x = ... else return pass`" + why,
        "compare the pointer with 0 and leave when it is equal" + why);
  }

  private String initialise() {
    String name =
        suspect
            .name()
            .filter(text -> text.startsWith("&"))
            .map(text -> text.substring(1))
            .orElse("variable");
    return said(
        "set every byte, the padding between and behind fields too: `__builtin_memset(&"
            + name
            + ", 0, sizeof("
            + name
            + "));` before its fields are set",
        "give every field a value",
        "store to every byte of it first");
  }

  private String declare() {
    return suspect
        .name()
        .filter(name -> c && name.matches("\\w+"))
        .map(name ->
            "give `" + name + "` a value where it is declared, or on every way that leads here")
        .orElse("");
  }

  private String bounded() {
    Optional<String> code = loop.flatMap(LoopSource::bounded);
    return said(
        "give the loop a constant bound that the verifier can count"
            + code.map(text -> ": `" + text + "`").orElse(", as in `for (int i = 0; i < 256; i++)`")
            + "; where it needs many rounds, use `bpf_for(i, 0, n)` (Linux 6.4) or `bpf_loop()`"
            + " (Linux 5.17)",
        "give the loop a constant bound",
        "count the rounds in a register and leave at a constant");
  }

  private String release() {
    String call = "";
    if (suspect.acquired() >= 0) {
      String by = Place.of(image, suspect.acquired()).instruction();
      String name = names.assigned(suspect.acquired()).orElse("object");
      call = releaseOf(by, name);
    }
    return said(
        "call "
            + (call.isEmpty() ? "the function that releases it" : "`" + call + "`")
            + " before every `return` that follows, also on the path shown; one label `out:` that"
            + " releases keeps them together",
        "release it on every way out, also on the one shown",
        "call the releasing function on every way out, also on the one shown");
  }

  private String releaseOf(String by, String name) {
    if (by.contains("ringbuf_reserve_dynptr")) {
      return "bpf_ringbuf_discard_dynptr("
          + names.argument(suspect.acquired(), 4).orElse("&ptr")
          + ", 0);";
    }
    return by.contains("ringbuf_reserve")
        ? "bpf_ringbuf_discard(" + name + ", 0);"
        : by.contains("_ct_")
            ? "bpf_ct_release(" + name + ");"
            : by.contains("task_")
                ? "bpf_task_release(" + name + ");"
                : by.contains("cgroup_")
                    ? "bpf_cgroup_release(" + name + ");"
                    : by.contains("sk_lookup") || by.contains("skc_lookup")
                        ? "bpf_sk_release(" + name + ");"
                        : by.contains("_new")
                            ? by.replaceFirst(".*call (\\w+)_new.*", "$1_destroy(")
                                + names.argument(suspect.acquired(), 1).orElse("&it")
                                + ");"
                            : "";
  }

  private String leaveSection() {
    String end =
        message.startsWith("an RCU")
            ? "bpf_rcu_read_unlock();"
            : message.startsWith("preemption")
                ? "bpf_preempt_enable();"
                : message.startsWith("interrupts")
                    ? "bpf_local_irq_restore(" + lockName("&flags") + ");"
                    : message.startsWith("a lock") || message.contains("lock")
                        ? "bpf_spin_unlock(" + lockName("&value->lock") + ");"
                        : "";
    return end.isEmpty()
        ? ""
        : said(
            "call `" + end + "` before every `return` that follows, also on the path shown",
            "",
            "leave the section on every way out, also on the one shown");
  }

  private String lockName(String otherwise) {
    return suspect.acquired() < 0
        ? otherwise
        : names.argument(suspect.acquired(), 1).orElse(otherwise);
  }

  private String beforeLock() {
    String function = message.contains(" ") ? message.substring(0, message.indexOf(' ')) : "";
    return function.startsWith("bpf_")
        ? said(
            "call `"
                + function
                + "()` before `bpf_spin_lock("
                + lockName("&value->lock")
                + ")` and keep its result in a variable, or after the lock is released",
            "",
            "")
        : "";
  }

  private String bound() {
    Value index = suspect.value().index();
    Optional<Names.Element> element = names.element(at).filter(e -> !e.index().matches("\\d+"));
    if (index == null && element.isEmpty()) {
      return said(
          "check offset and size of the access against the size of "
              + suspect.value().what()
              + ", and correct the one that is wrong",
          "",
          "");
    }
    String code =
        element
            .map(e ->
                "if ("
                    + e.index()
                    + " >= sizeof("
                    + e.array()
                    + ") / sizeof("
                    + e.array()
                    + "[0])) "
                    + leave())
            .orElseGet(() -> "if (" + indexName(index) + " >= N) " + leave());
    return said(
        "bound the index right before use, as an unsigned number: `"
            + code
            + "`"
            + (element.isPresent() ? "" : ", where N is the number of elements"),
        "compare the index with the number of elements first",
        "compare the index as an unsigned number with the number of elements first");
  }

  private String indexName(@Nullable Value index) {
    return index == null ? "i" : names.assigned(index.born()).orElse("i");
  }

  private String size() {
    String size = suspect.name().orElse("len");
    String buffer = names.argument(finding.slot(), suspect.reg() - 1).orElse("buffer");
    String room = "sizeof(" + buffer.replaceFirst("^&", "") + ")";
    return said(
        "leave out what does not fit, right before the call and with an unsigned `"
            + size
            + "`: `if ("
            + size
            + " == 0 || "
            + size
            + " > "
            + room
            + ") "
            + leave()
            + "`",
        "bound the size first",
        "compare the size with 0 and with the size of the memory, as unsigned numbers, and leave");
  }

  private String dynptr() {
    String pointer = suspect.name().filter(text -> text.startsWith("&")).orElse("&ptr");
    String maker =
        image.type() == ProgramType.XDP
            ? "bpf_dynptr_from_xdp("
            : image.type() == ProgramType.SCHED_CLS || image.type() == ProgramType.CGROUP_SKB
                ? "bpf_dynptr_from_skb("
                : "";
    return maker.isEmpty() || !message.contains("no initialised")
        ? ""
        : said(
            "make it first: `if ("
                + maker
                + names.context()
                + ", 0, "
                + pointer
                + ")) "
                + leave()
                + "`",
            "",
            "");
  }

  private String smaller() {
    return said(
        "move the large variable into a map `BPF_MAP_TYPE_PERCPU_ARRAY` of one entry, and use the"
            + " pointer that `bpf_map_lookup_elem` gives",
        "move large data into a per-CPU array map",
        "move large data into a per-CPU array map");
  }

  /// What lies below the frame is too much for it; what ends behind it, too long for its place.
  private String frame() {
    int end = group(READ_UP_TO, message).map(Integer::parseInt).orElse(0);
    return end <= 0
        ? smaller()
        : "the access is "
            + end
            + (end == 1 ? " byte" : " bytes")
            + " too long for its place: make the size smaller, or the variable larger";
  }

  private String signature() {
    if (image.references().get(finding.slot()) instanceof Reference.KfuncCall(Kfunc kfunc)) {
      return kfunc.name()
          + " takes: "
          + kfunc.args().stream()
              .map(arg -> "`" + arg.type() + "`")
              .collect(Collectors.joining("; "));
    }
    return image.bySlot().get(finding.slot()) instanceof Insn.CallHelper<Reg>(int id)
        ? Helpers.byId(id)
            .map(helper -> "bpf_" + helper.name() + " takes: " + ArgumentWords.all(helper))
            .orElse("")
        : "";
  }

  private String ofMap() {
    return said(
        "hand the map to a helper, such as `bpf_map_lookup_elem`; what it gives may be changed",
        "",
        "hand the map to a helper, such as bpf_map_lookup_elem; what it gives may be changed");
  }

  private String result() {
    int expected = message.indexOf("expected ");
    String range = expected < 0 ? "a result the hook knows" : message.substring(expected + 9);
    return said("make every `return` give ", "make every way out give ", "leave with ")
        + range
        + "; this hook knows nothing else";
  }

  private String reload() {
    if (!suspect.stale()) {
      boolean isNull = suspect.value().kind() == Value.Kind.OBJECT && message.contains("number 0");
      return isNull ? "the pointer is null on this path: go through it on the other one only" : "";
    }
    String context = names.context();
    String pointer = suspect.name().orElse("data");
    if (suspect.value().what().contains("metadata")) {
      return said(
          "load and check the pointer again behind the call: `"
              + pointer
              + " = (void *)(long)"
              + context
              + "->data_meta; data = (void *)(long)"
              + context
              + "->data; if ((void *)("
              + pointer
              + " + 1) > data) "
              + leave()
              + "`",
          "",
          "load metadata and packet start from the context again behind the call");
    }
    return said(
        "load and check the pointers again behind the call: `data = (void *)(long)"
            + context
            + "->data; data_end = (void *)(long)"
            + context
            + "->data_end; "
            + (pointer.equals("data") ? "" : pointer + " = data; ")
            + "if ((void *)("
            + pointer
            + " + 1) > data_end) "
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
        group(FUNCTION, message)
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
