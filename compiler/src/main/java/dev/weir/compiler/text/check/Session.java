// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.License;
import dev.weir.compiler.text.check.Module.Declared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What all parts of one check share.
final class Session {
  private final Modules.Loaded modules;
  private final KernelVersion target;
  private final String license;
  private final Diagnostics diagnostics;
  private final Declarations declarations;
  private final Functions functions;
  private final Counters counters;

  Session(Modules.Loaded modules, KernelVersion target, String license, Diagnostics diagnostics) {
    this.modules = modules;
    this.target = target;
    this.license = license;
    this.diagnostics = diagnostics;
    this.declarations = new Declarations(this);
    this.functions = new Functions(this);
    List<Module> all = new ArrayList<>(List.of(modules.main()));
    all.addAll(modules.used());
    this.counters = new Counters(all);
  }

  /// The same modules, checked into another sink.
  Session apart(Diagnostics sink) {
    return new Session(modules, target, license, sink);
  }

  KernelVersion target() {
    return target;
  }

  /// Whether GPL-only helpers may be called.
  boolean gplCompatible() {
    return License.isGplCompatible(license);
  }

  String license() {
    return license;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  Declarations declarations() {
    return declarations;
  }

  Functions functions() {
    return functions;
  }

  Counters counters() {
    return counters;
  }

  Module main() {
    return modules.main();
  }

  /// What a name stands for in a module, the prelude included.
  Optional<Declared> find(Module module, String name) {
    return module.find(name).or(() -> modules.prelude().find(name));
  }

  /// The method of that name of a type, as a module sees it.
  Optional<Declared> method(Module module, String type, String name) {
    return module.method(type, name).or(() -> modules.prelude().method(type, name));
  }

  /// The names of methods of a type that a module sees.
  List<String> methods(Module module, String type) {
    List<String> names = new ArrayList<>();
    for (Module each : List.of(module, modules.prelude())) {
      for (String key : each.methods().keySet()) {
        if (key.startsWith(type + ".")) {
          names.add(key.substring(type.length() + 1));
        }
      }
    }
    return names;
  }

  /// All names that a module sees.
  List<String> names(Module module) {
    List<String> names = new ArrayList<>(module.names());
    names.addAll(modules.prelude().names());
    return names;
  }
}
