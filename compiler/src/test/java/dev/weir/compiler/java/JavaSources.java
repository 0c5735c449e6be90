// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.JavaCompiler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.spi.ToolProvider;

/// Java programs as texts, compiled by javac and then by Weir.
///
/// The members of the DSL that a test needs stand in the test as sources of package `dev.weir.dsl`.
final class JavaSources {
  private final Map<String, String> texts = new LinkedHashMap<>();

  /// The members that tests of the language itself need.
  static JavaSources withDsl() {
    return new JavaSources()
        .add("dev/weir/dsl/Bpf.java", "public @interface Bpf { String license() default \"GPL\"; }")
        .add("dev/weir/dsl/Connect4.java", "public @interface Connect4 {}")
        .add("dev/weir/dsl/TcIngress.java", "public @interface TcIngress {}")
        .add("dev/weir/dsl/Noinline.java", "public @interface Noinline {}")
        .add("dev/weir/dsl/Packet.java", "public final class Packet {}")
        .add("dev/weir/dsl/Be16.java", "public final class Be16 {}")
        .add("dev/weir/dsl/Be32.java", "public final class Be32 {}")
        .add(
            "dev/weir/dsl/Verdict.java",
            "public final class Verdict { public static final Verdict ALLOW = new Verdict(),"
                + " DENY = new Verdict(), PASS = new Verdict(); }")
        .add(
            "dev/weir/dsl/HashMap.java",
            "public final class HashMap<K, V> { public static native <K, V> HashMap<K, V>"
                + " withCapacity(int n); public native V lookup(K key); public native boolean"
                + " put(K key, V value); }")
        .add(
            "dev/weir/dsl/SockAddr4.java",
            "public final class SockAddr4 { public native Be32 dstIp(); public native Be16"
                + " dstPort(); public native void dstIp(Be32 ip); public native void"
                + " dstPort(Be16 port); }");
  }

  /// Adds a source; one of the DSL without its package line.
  JavaSources add(String path, String text) {
    String full = path.startsWith("dev/weir/dsl/") ? "package dev.weir.dsl; " + text : text;
    texts.put(path, full);
    return this;
  }

  /// Compiles with both compilers.
  List<BpfObject> compile(Diagnostics diagnostics) {
    return JavaCompiler.compile(
        List.copyOf(classes().values()),
        path -> Optional.ofNullable(texts.get(path)).map(text -> new SourceFile(path, text)),
        CompileOptions.defaults().checked(),
        diagnostics);
  }

  /// The class files by path, in order of the paths.
  Map<String, byte[]> classes() {
    try {
      Path folder = Files.createTempDirectory("weir-java");
      try {
        return classes(folder);
      } finally {
        try (var files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, byte[]> classes(Path folder) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-g", "-proc:none", "-d", folder.resolve("out").toString()));
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = folder.resolve(text.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.getValue());
      arguments.add(file.toString());
    }
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    StringWriter messages = new StringWriter();
    PrintWriter writer = new PrintWriter(messages);
    if (javac.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalArgumentException(messages.toString());
    }
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    try (var files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        bytes.put(folder.resolve("out").relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }
}
