// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.compiler.text.ModuleSource;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.TextParser;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.Path;
import dev.weir.compiler.text.ast.Unit;
import dev.weir.compiler.text.check.Module.Declared;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the modules that a unit uses and connects their names.
final class Modules {
  /// The module whose names are known everywhere.
  private static final String PRELUDE = "std.prelude";

  private final ModuleSource source;
  private final Diagnostics diagnostics;
  private final Map<String, Optional<Module>> loaded = new LinkedHashMap<>();

  private Modules(ModuleSource source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /// A unit's module, the prelude, and the other modules in reach.
  record Loaded(Module main, Module prelude, List<Module> used) {}

  static Loaded load(Unit unit, ModuleSource source, Diagnostics diagnostics) {
    Modules modules = new Modules(source, diagnostics);
    Module prelude = modules.prelude();
    Module main = modules.module(unit, unit.module().map(Path::text).orElse(baseName(unit)));
    modules.connect(main);
    List<Module> used =
        modules.loaded.values().stream().flatMap(Optional::stream).filter(m -> m != main).toList();
    return new Loaded(main, prelude, used);
  }

  private Module prelude() {
    try {
      SourceFile file =
          ModuleSource.bundled()
              .find(PRELUDE)
              .orElseThrow(() -> new IllegalStateException("no " + PRELUDE));
      Module prelude = module(TextParser.parse(file, diagnostics), PRELUDE);
      connect(prelude);
      return prelude;
    } catch (IOException e) {
      throw new IllegalStateException(PRELUDE, e);
    }
  }

  private static String baseName(Unit unit) {
    String name = unit.file().name();
    String file = name.substring(name.lastIndexOf('/') + 1);
    String base = file.contains(".") ? file.substring(0, file.indexOf('.')) : file;
    return base.replaceAll("[^A-Za-z0-9_]", "_");
  }

  private Module module(Unit unit, String name) {
    Module module = new Module(name, unit);
    loaded.put(name, Optional.of(module));
    for (Declaration declaration : unit.declarations()) {
      switch (declaration) {
        case Declaration.Struct d -> declare(module, d, d.name());
        case Declaration.Enumeration d -> declare(module, d, d.name());
        case Declaration.Alias d -> declare(module, d, d.name());
        case Declaration.Map d -> declare(module, d, d.name());
        case Declaration.Counter d -> d.names().forEach(n -> declare(module, d, n));
        case Declaration.Constant d -> declare(module, d, d.name());
        case Declaration.Variable d -> declare(module, d, d.name());
        case Declaration.Function d when d.receiver().isPresent() ->
            add(module.methods(), d.receiver().get() + "." + d.name(), module, d, d.name());
        case Declaration.Function d -> declare(module, d, d.name());
        case Declaration.Hook _ -> {}
      }
    }
    return module;
  }

  private void declare(Module module, Declaration declaration, Name name) {
    add(module.own(), name.text(), module, declaration, name);
  }

  private void add(
      Map<String, Declared> names, String key, Module module, Declaration declaration, Name name) {
    if (name.text().isEmpty()) {
      return;
    }
    Declared before = names.putIfAbsent(key, new Declared(module, declaration, name));
    if (before != null) {
      diagnostics.report(
          TextCode.DUPLICATE_NAME
              .at("`" + key + "` is declared twice", name.span(), "declared again")
              .with(before.name().span(), "first declared here"));
    }
  }

  private void connect(Module module) {
    for (Unit.Use use : module.unit().uses()) {
      Optional<Module> target = find(use);
      for (Name name : use.names()) {
        target.ifPresent(found -> bring(module, found, name));
      }
    }
  }

  private void bring(Module module, Module from, Name name) {
    Declared declared = from.own().get(name.text());
    if (declared == null) {
      Problem problem =
          TextCode.NOT_IN_MODULE.at(
              "`" + from + "` does not declare `" + name + "`", name.span(), "not in the module");
      diagnostics.report(Names.suggest(problem, name.text(), from.own().keySet(), "it has"));
      return;
    }
    Declared own = module.own().get(name.text());
    if (own != null) {
      diagnostics.report(
          TextCode.DUPLICATE_NAME
              .at("`" + name + "` is imported and declared", own.name().span(), "declared here")
              .with(name.span(), "imported here"));
      return;
    }
    module.imported().put(name.text(), declared);
    from.methods().forEach((key, method) -> module.methods().putIfAbsent(key, method));
  }

  private Optional<Module> find(Unit.Use use) {
    String name = use.module().text();
    Optional<Module> known = loaded.get(name);
    if (known != null) {
      return known;
    }
    loaded.put(name, Optional.empty());
    try {
      Optional<SourceFile> file = source.or(ModuleSource.bundled()).find(name);
      if (file.isEmpty()) {
        diagnostics.report(
            TextCode.UNKNOWN_MODULE
                .at("there is no module `" + name + "`", use.module().span(), "not found")
                .help(
                    "it would be the file `"
                        + name.replace('.', '/')
                        + ".weir` in a source folder"));
        return Optional.empty();
      }
      Unit unit = TextParser.parse(file.get(), diagnostics);
      Module module = module(unit, name);
      connect(module);
      return Optional.of(module);
    } catch (IOException e) {
      diagnostics.report(
          TextCode.UNKNOWN_MODULE.at(
              "module `" + name + "` cannot be read: " + e.getMessage(),
              use.module().span(),
              "found, but not readable"));
      return Optional.empty();
    }
  }
}
