// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.ProgramType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A `.program` line: where the program runs is given as ELF section, as hook, or as program type
/// and attach type.
///
/// @param section the ELF section
record ProgramDirective(String name, String section, int btfId) {

  static ProgramDirective read(Line line) throws LineError {
    line.take();
    String name = line.expectName("the program's name");
    Token kind = line.take();
    String section =
        switch (kind.text()) {
          case "section" -> line.expectString("the ELF section, such as `cgroup/connect4`,");
          case "hook" -> hook(line);
          case "type" -> type(line);
          default ->
              throw line.error(
                  ListingProblem.MISSING,
                  "program `" + name + "` does not say where it runs",
                  line.span(kind),
                  "expected `section \"...\"`, `hook \"...\"` or `type ...`");
        };
    int id = line.accept("btf") ? new Numbers(line).int32() : 0;
    line.expectEnd();
    return new ProgramDirective(name, section, id);
  }

  private static String hook(Line line) throws LineError {
    Token token = line.peek();
    String name = line.expectString("the hook, such as `tcx ingress`,");
    Optional<Hook> hook = Hooks.byName(name);
    if (hook.isEmpty()) {
      throw unknown(line, "hook", token, name, Hooks.all().stream().map(Hook::name).toList());
    }
    return hook.get().section();
  }

  /// `type TYPE`, `type TYPE attach ATTACH`.
  private static String type(Line line) throws LineError {
    Token typeToken = line.peek();
    String typeName = line.expectWord("the program type, such as `sched_cls`");
    List<Hook> ofType =
        Hooks.all().stream()
            .filter(hook -> hook.program().kernelName().equals(typeName) && !hook.sectionPrefix())
            .toList();
    if (ofType.isEmpty()) {
      List<String> names =
          Arrays.stream(ProgramType.values()).map(ProgramType::kernelName).toList();
      throw names.contains(typeName)
          ? line.error(
              ListingProblem.UNKNOWN_KIND,
              "programs of type `" + typeName + "` need their ELF section",
              line.span(typeToken),
              "write `section \"...\"` instead")
          : unknown(line, "program type", typeToken, typeName, names);
    }
    boolean given = line.accept("attach");
    Token attachToken = given ? line.peek() : typeToken;
    Optional<String> attach =
        given
            ? Optional.of(line.expectWord("the attach type, such as `cgroup_inet4_connect`"))
            : Optional.empty();
    for (Hook hook : ofType) {
      if (hook.attach().map(ProgramDirective::name).equals(attach)
          || ofType.size() == 1 && !given) {
        return hook.section();
      }
    }
    List<String> names =
        ofType.stream().flatMap(h -> h.attach().stream()).map(t -> name(t)).toList();
    throw given
        ? unknown(line, "attach type of `" + typeName + "`", attachToken, attach.orElse(""), names)
        : line.error(
            ListingProblem.MISSING,
            "programs of type `" + typeName + "` need an attach type",
            line.span(attachToken),
            "add `attach` and one of " + String.join(" ", names));
  }

  private static String name(AttachType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static LineError unknown(
      Line line, String what, Token token, String name, List<String> known) {
    List<String> near = Similar.to(name, known);
    return line.error(
        ListingProblem.UNKNOWN_KIND,
        "`" + name + "` is no " + what,
        line.span(token),
        near.isEmpty() ? "unknown" : "did you mean `" + near.getFirst() + "`?");
  }
}
