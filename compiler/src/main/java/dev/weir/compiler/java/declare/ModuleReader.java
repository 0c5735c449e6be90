// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.read.Classes;
import dev.weir.compiler.java.read.Lines;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds modules and their programs by their annotations.
public final class ModuleReader {
  private ModuleReader() {}

  /// The modules among classes, by class name; reports programs of the wrong shape.
  public static List<JavaModule> read(Classes classes, Lines lines, Diagnostics diagnostics) {
    List<JavaModule> modules = new ArrayList<>();
    for (ClassModel model : classes.all()) {
      Annotations annotations = Annotations.of(model);
      if (annotations.has("Bpf")) {
        modules.add(module(model, annotations, lines, diagnostics));
      }
    }
    if (modules.isEmpty() && !diagnostics.hasErrors()) {
      diagnostics.report(
          JavaCode.NO_MODULE
              .anywhere("no class is marked with `@Bpf`")
              .help("write `@Bpf(license = \"GPL\")` before the class with the programs"));
    }
    return modules;
  }

  private static JavaModule module(
      ClassModel model, Annotations annotations, Lines lines, Diagnostics diagnostics) {
    String owner = model.thisClass().asInternalName();
    String simple = owner.substring(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('$')) + 1);
    List<JavaModule.Program> programs = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      Optional<Hook> hook =
          Annotations.of(method).names().stream()
              .map(ModuleReader::hook)
              .flatMap(Optional::stream)
              .findFirst();
      if (hook.isPresent()) {
        String name = method.methodName().stringValue();
        Span span =
            lines.declaration(owner, "\\b" + java.util.regex.Pattern.quote(name) + "(?=\\s*\\()");
        if (shaped(method)) {
          programs.add(
              new JavaModule.Program(name, hook.get(), new Classes.Found(model, method), span));
        } else {
          diagnostics.report(
              JavaCode.PROGRAM_SHAPE
                  .at(
                      "`" + name + "` has not the shape of a program",
                      span,
                      "a program is a method `static Verdict name(Context)`")
                  .help("write `static Verdict " + name + "(Packet packet)`"));
        }
      }
    }
    return new JavaModule(
        annotations.string("Bpf", "module").orElse(simple.toLowerCase(Locale.ROOT)),
        annotations.string("Bpf", "license").orElse("GPL"),
        owner,
        programs);
  }

  private static boolean shaped(MethodModel method) {
    MethodTypeDesc type = method.methodTypeSymbol();
    return method.flags().has(AccessFlag.STATIC)
        && type.parameterCount() == 1
        && type.parameterType(0).isClassOrInterface()
        && type.returnType().descriptorString().equals("Ldev/weir/dsl/Verdict;");
  }

  /// The hook that an annotation names: `TcxEgress` is `tcx egress`, `CgroupSkbIngress` is
  /// `cgroup_skb ingress`.
  public static Optional<Hook> hook(String annotation) {
    return Hooks.all().stream().filter(hook -> annotationOf(hook).equals(annotation)).findFirst();
  }

  /// `Socket` is a type of the library.
  private static String annotationOf(Hook hook) {
    return hook.name().equals("socket") ? "SocketFilter" : camel(hook.name());
  }

  private static String camel(String name) {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("[ _]", -1)) {
      text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return text.toString();
  }
}
