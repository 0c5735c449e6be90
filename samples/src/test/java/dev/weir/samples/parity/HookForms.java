// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples.parity;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A hook in each language.
///
/// @param hook what it is
/// @param annotation simple name of the annotation in Java
record HookForms(Hook hook, String annotation) {
  private static final Pattern WORD = Pattern.compile("(?:^|[ _])([a-z0-9])");

  /// All hooks that both languages have.
  static List<HookForms> all() {
    return Hooks.all().stream()
        .map(hook -> new HookForms(hook, annotationOf(hook)))
        .filter(HookForms::inJava)
        .toList();
  }

  private static String annotationOf(Hook hook) {
    return hook.name().equals("socket")
        ? "SocketFilter"
        : WORD.matcher(hook.name()).replaceAll(w -> w.group(1).toUpperCase(Locale.ROOT));
  }

  private boolean inJava() {
    try {
      return Class.forName("dev.weir.dsl." + annotation).isAnnotation();
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /// What programs of the hook get, in Java.
  String parameter() {
    return switch (hook.context().struct()) {
      case "bpf_sock_addr" ->
          hook.name().endsWith("unix")
              ? "SockAddrUnix"
              : "SockAddr" + hook.name().charAt(hook.name().length() - 1);
      case "bpf_sock" -> "SocketContext";
      default -> "Packet";
    };
  }

  private String verdict() {
    return hook.verdicts().getFirst().name();
  }

  /// The smallest program in both languages.
  Section section() {
    String constant = verdict().toUpperCase(Locale.ROOT);
    return new Section(
        hook.name(),
        "on " + hook.name() + " f(ctx) { " + verdict() + " }\n",
        "@"
            + annotation
            + " static Verdict f("
            + parameter()
            + " ctx) { return Verdict."
            + constant
            + "; }\n");
  }

  @Override
  public String toString() {
    return hook.name();
  }
}
