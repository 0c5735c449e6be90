// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.PacketAccess;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.Unit;
import dev.weir.compiler.text.check.Module.Declared;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Program;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks a unit: declarations, then programs and the functions they reach, then the functions
/// nothing reaches.
public final class UnitChecker {
  private final Unit unit;
  private final Session session;
  private final List<Program> programs = new ArrayList<>();
  private final Map<String, Span> programNames = new LinkedHashMap<>();

  private UnitChecker(Unit unit, Session session) {
    this.unit = unit;
    this.session = session;
  }

  /// The typed tree, see [TextChecker#check].
  public static dev.weir.compiler.text.typed.Unit check(
      Unit unit, TextChecker.Options options, Diagnostics diagnostics) {
    Modules.Loaded modules = Modules.load(unit, options.modules(), diagnostics);
    String license = unit.license().map(Unit.License::text).orElse("GPL");
    Session session = new Session(modules, options.target(), license, diagnostics);
    return new UnitChecker(unit, session).check();
  }

  private dev.weir.compiler.text.typed.Unit check() {
    session.main().own().values().forEach(this::declaration);
    for (Declaration declaration : unit.declarations()) {
      if (declaration instanceof Declaration.Hook hook) {
        programs(hook);
      }
    }
    tables();
    for (Declaration declaration : unit.declarations()) {
      if (declaration instanceof Declaration.Function function
          && !session.functions().called(function)) {
        uncalled(function);
      }
    }
    List<MapDeclaration> maps = new ArrayList<>(session.declarations().maps());
    session.counters().map().ifPresent(maps::add);
    return new dev.weir.compiler.text.typed.Unit(
        session.main().name(),
        session.license(),
        session.target(),
        maps,
        session.declarations().globals(),
        session.functions().done(),
        programs,
        unit.doc());
  }

  private void declaration(Declared declared) {
    Declarations declarations = session.declarations();
    switch (declared.declaration()) {
      case Declaration.Struct _, Declaration.Enumeration _, Declaration.Alias _ ->
          declarations.declaredType(declared);
      case Declaration.Map _ -> declarations.map(declared);
      case Declaration.Constant constant when !constant.loadTime() ->
          declarations.constant(declared, constant);
      case Declaration.Constant _, Declaration.Variable _ -> declarations.global(declared);
      case Declaration.Counter _, Declaration.Function _, Declaration.Hook _ -> {}
    }
  }

  private void programs(Declaration.Hook declaration) {
    for (List<Name> words : declaration.hooks()) {
      Optional<Named> named = resolve(words);
      named.ifPresent(found -> program(declaration, words, found));
    }
  }

  /// A hook and the program's name.
  private record Named(Hook hook, String program) {}

  /// The longest run of words that is a hook, and the name after it.
  private Optional<Named> resolve(List<Name> words) {
    for (int length = words.size(); length > 0; length--) {
      String text = String.join(" ", words.subList(0, length).stream().map(Name::text).toList());
      Optional<Hook> hook = Hooks.byName(text);
      if (hook.isPresent() && words.size() - length <= 1) {
        String program = words.size() > length ? words.getLast().text() : text.replace(' ', '_');
        return Optional.of(new Named(hook.get(), program));
      }
    }
    String text = String.join(" ", words.stream().map(Name::text).toList());
    if (!text.isBlank()) {
      report(unknownHook(text, words));
    }
    return Optional.empty();
  }

  private static Problem unknownHook(String text, List<Name> words) {
    Span span = words.getFirst().span().to(words.getLast().span());
    Problem problem = TextCode.UNKNOWN_HOOK.at("there is no hook `" + text + "`", span, "");
    List<String> known = Hooks.all().stream().map(Hook::name).toList();
    String first = words.getFirst().text();
    List<String> directions = known.stream().filter(name -> name.startsWith(first + " ")).toList();
    if (!directions.isEmpty()) {
      return problem.help("write one of: " + String.join(", ", directions));
    }
    Optional<String> near = Names.closest(text, known).or(() -> Names.closest(first, known));
    return near.map(name -> problem.help("a hook with a similar name exists: `" + name + "`"))
        .orElseGet(() -> problem.help("hooks: " + Verdicts.shortList(known)));
  }

  private void program(Declaration.Hook declaration, List<Name> words, Named named) {
    Span span = words.getFirst().span().to(words.getLast().span());
    Span before = programNames.putIfAbsent(named.program(), span);
    if (before != null) {
      report(
          TextCode.DUPLICATE_NAME
              .at("two programs are called `" + named.program() + "`", span, "the second one")
              .with(before, "the first one")
              .help("give it a name: `on " + named.hook().name() + " NAME(...)`"));
      return;
    }
    tooOld(named.hook(), span).ifPresent(this::report);
    Body body =
        new Body(
            session, session.main(), Optional.of(named.hook()), Optional.empty(), Type.VERDICT);
    Name parameter = declaration.parameter();
    body.scope().bind(parameter.text(), new Scope.Binding.Context(parameter.span()));
    Block block = body.statements().body(declaration.body(), Type.VERDICT);
    programs.add(new Program(named.program(), named.hook(), block, declaration.doc(), span));
  }

  /// The problem with a hook that is newer than the target. Programs for `tcx` load everywhere:
  /// where tcx is missing the loader attaches them through `clsact`.
  private Optional<Problem> tooOld(Hook hook, Span span) {
    if (session.target().atLeast(hook.since()) || hook.name().startsWith("tcx ")) {
      return Optional.empty();
    }
    return Optional.of(
        TextCode.TARGET_TOO_OLD
            .at(
                "`"
                    + hook.name()
                    + "` needs kernel "
                    + hook.since()
                    + ", the target is "
                    + session.target(),
                span,
                "not in kernel " + session.target())
            .help("compile with `--target " + hook.since() + "`"));
  }

  /// Programs named in tail call tables exist, and one table holds one kind.
  private void tables() {
    Map<String, Program> first = new LinkedHashMap<>();
    for (Functions.TableEntry each : session.functions().tableEntries()) {
      Name name = each.entry().program();
      Optional<Program> found =
          programs.stream().filter(program -> program.name().equals(name.text())).findFirst();
      if (found.isEmpty()) {
        Problem problem =
            TextCode.UNKNOWN_NAME.at(
                "there is no program `" + name + "`", name.span(), "not found");
        report(
            Names.suggest(
                problem,
                name.text(),
                programNames.keySet(),
                "a program with a similar name exists"));
        continue;
      }
      Program other = first.putIfAbsent(each.table().name().text(), found.get());
      if (other != null && other.hook().program() != found.get().hook().program()) {
        report(
            TextCode.BAD_MAP
                .at(
                    "programs of different kinds in one table",
                    name.span(),
                    "`" + name + "` is for `" + found.get().hook().name() + "`")
                .help("`" + other.name() + "` is for `" + other.hook().name() + "`"));
      }
    }
  }

  /// A function that no program reaches is checked at a hook that suits it; what only depends on
  /// the hook is not reported.
  private void uncalled(Declaration.Function function) {
    boolean packet =
        function.parameters().stream()
            .map(parameter -> session.declarations().type(parameter.type(), session.main()))
            .anyMatch(UnitChecker::needsPacket);
    Hook hook =
        programs.stream()
            .map(Program::hook)
            .filter(each -> !packet || each.packet() != PacketAccess.NONE)
            .findFirst()
            .orElseGet(() -> Hooks.byName("tc ingress").orElseThrow());
    Diagnostics found = new Diagnostics();
    Session apart = session.apart(found);
    Body body = new Body(apart, session.main(), Optional.of(hook), Optional.empty(), Type.NONE);
    Name name = function.name();
    apart
        .functions()
        .instance(new Declared(session.main(), function, name), function, body, true, name.span());
    found.problems().stream().filter(UnitChecker::anyHook).forEach(this::report);
  }

  private static boolean needsPacket(Type type) {
    return type instanceof Type.Packet || HeaderCalls.of(type).isPresent();
  }

  private static boolean anyHook(Problem problem) {
    List<TextCode> hookOnly =
        List.of(
            TextCode.CONTEXT_FIELD,
            TextCode.UNKNOWN_VERDICT,
            TextCode.ERRNO,
            TextCode.HELPER_NOT_AT_HOOK,
            TextCode.TARGET_TOO_OLD);
    return hookOnly.stream().noneMatch(code -> code.code().equals(problem.code()));
  }

  private void report(Problem problem) {
    session.diagnostics().report(problem);
  }
}
