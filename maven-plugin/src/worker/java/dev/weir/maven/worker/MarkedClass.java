// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.JavaCompiler;
import dev.weir.compiler.java.ClassSources;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A class marked `@Bpf` and all the classes it uses, near and far.
///
/// @param place where its object is among those of the marked classes here
/// @param classes their files' bytes
record MarkedClass(int place, List<byte[]> classes) {
  private static final String MARK = "Ldev/weir/dsl/Bpf;";
  private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w$/]+)[;<]");

  /// Reads a class file and what it uses.
  ///
  /// @param classPath folders and jars
  /// @param inputs remembers what is read
  /// @return empty when the class only mentions the annotation
  static Optional<MarkedClass> read(Path file, List<Path> classPath, Inputs inputs)
      throws IOException {
    ClassModel first = ClassFile.of().parse(Files.readAllBytes(file));
    String name = first.thisClass().asInternalName();
    TreeMap<String, byte[]> found = new TreeMap<>();
    List<String> marked = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(name));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      String next = open.pop();
      Optional<byte[]> bytes = find(next, classPath, inputs);
      if (bytes.isPresent()) {
        found.put(next, bytes.get());
        ClassModel model = ClassFile.of().parse(bytes.get());
        if (isMarked(model)) {
          marked.add(next);
        }
        used(model).filter(seen::add).forEach(open::add);
      }
    }
    marked.sort(null);
    int place = marked.indexOf(name);
    return place < 0
        ? Optional.empty()
        : Optional.of(new MarkedClass(place, List.copyOf(found.values())));
  }

  /// The object of the class; empty when something is wrong with it.
  Optional<BpfObject> compile(
      ClassSources sources, CompileOptions options, Diagnostics diagnostics) {
    List<BpfObject> objects = JavaCompiler.compile(classes, sources, options, diagnostics);
    return objects.isEmpty() ? Optional.empty() : Optional.of(objects.get(place));
  }

  private static boolean isMarked(ClassModel model) {
    var visible = model.findAttribute(Attributes.runtimeVisibleAnnotations());
    var invisible = model.findAttribute(Attributes.runtimeInvisibleAnnotations());
    return Stream.concat(
            visible.stream().flatMap(all -> all.annotations().stream()),
            invisible.stream().flatMap(all -> all.annotations().stream()))
        .anyMatch(annotation -> annotation.className().equalsString(MARK));
  }

  /// The classes that a class names, as a class or within the type of a member.
  private static Stream<String> used(ClassModel model) {
    List<String> names = new ArrayList<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> names.add(type.asInternalName());
        case Utf8Entry text ->
            IN_DESCRIPTOR
                .matcher(text.stringValue())
                .results()
                .map((MatchResult match) -> match.group(1))
                .forEach(names::add);
        default -> {}
      }
    }
    return names.stream()
        .filter(name -> !name.startsWith("java/") && !name.startsWith("dev/weir/dsl/"))
        .filter(name -> !name.startsWith("["));
  }

  private static Optional<byte[]> find(String name, List<Path> classPath, Inputs inputs)
      throws IOException {
    for (Path entry : classPath) {
      Optional<byte[]> bytes =
          Files.isDirectory(entry)
              ? inputs.bytes(entry.resolve(name + ".class"))
              : inJar(entry, name, inputs);
      if (bytes.isPresent()) {
        return bytes;
      }
    }
    return Optional.empty();
  }

  private static Optional<byte[]> inJar(Path jar, String name, Inputs inputs) throws IOException {
    if (!Files.isRegularFile(jar)) {
      return Optional.empty();
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(name + ".class");
      if (entry == null) {
        return Optional.empty();
      }
      inputs.bytes(jar);
      try (var in = zip.getInputStream(entry)) {
        return Optional.of(in.readAllBytes());
      }
    }
  }
}
