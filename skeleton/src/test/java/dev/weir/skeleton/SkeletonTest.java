// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Severity;
import dev.weir.bytecode.object.BpfObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkeletonTest {
  private static final SkeletonOptions OPTIONS = SkeletonOptions.in(TestObjects.PACKAGE);

  @TempDir private Path folder;

  static List<String> samples() throws IOException {
    return TestObjects.samples();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleGivesCodeWithoutWarnings(String sample) throws IOException {
    List<GeneratedFile> files = TestObjects.generate(TestObjects.sample(sample), OPTIONS);
    assertEquals("", Javac.compile(files, folder));
    assertEquals(2, files.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"egress_policy", "socket_lb", "port_guard"})
  void skeletonsOfSamplesAreAsExpected(String sample) throws IOException {
    expect(TestObjects.generate(TestObjects.sample(sample), OPTIONS).getFirst());
  }

  @Test
  void theSkeletonOfAnObjectOfClangIsAsExpected() throws Exception {
    Assumptions.assumeTrue(TestObjects.hasClang19(), "the order of types is that of clang 19");
    BpfObject object = TestObjects.clang("kinds", folder);
    List<GeneratedFile> files = TestObjects.generate(object, OPTIONS.withRecord("others", "loose"));
    assertEquals("", Javac.compile(files, folder));
    expect(files.getFirst());
  }

  @Test
  void theSameObjectGivesTheSameBytes() throws IOException {
    List<GeneratedFile> first = TestObjects.generate(TestObjects.sample("socket_lb"), OPTIONS);
    assertEquals(first, TestObjects.generate(TestObjects.sample("socket_lb"), OPTIONS));
  }

  @Test
  void namesThatAreTakenOrKeptByJavaGetASuffixAndAWarning() {
    BpfObject object =
        TestObjects.compiled(
            "clashes",
            """
            struct Options { class: u32, toString: u32 }
            map load: hash<u32, Options>[8]
            map connect_4: hash<u32, u32>[8]
            var close: u32
            on connect4 (ctx) { if load.contains(1) && connect_4.contains(1) { close += 1 }; allow }
            """);
    Diagnostics diagnostics = new Diagnostics();
    List<GeneratedFile> files = Skeleton.generate(object, OPTIONS, diagnostics);
    assertEquals("", Javac.compile(files, folder));
    assertEquals(
        List.of(
            "type `Options` is `OptionsStruct` in Java, because `Options` is taken",
            "member `Options.class` is `class_` in Java, because `class` is taken",
            "member `Options.toString` is `toString_` in Java, because `toString` is taken",
            "map `load` is `loadMap` in Java, because `load` is taken",
            "map `connect_4` is `connect4Map` in Java, because `connect4` is taken",
            "variable `close` is `closeVariable` in Java, because `close` is taken"),
        diagnostics.problems().stream().map(Problem::message).toList());
  }

  @Test
  void documentationBecomesComments() {
    BpfObject object =
        TestObjects.compiled(
            "documented",
            """
            /// Ends */ no comment, \\u0022 is no escape; `<b>` & <i>, @param.
            module docs.documented

            /// What \\u000a a service is.
            struct Service {
              /// How many.
              count: u32,
            }

            /// A kind.
            enum Kind: u8 {
              /// The first.
              First,
            }

            /// All of them.
            ///
            /// By number.
            map services: hash<Kind, Service>[8]

            /// The most.
            const LIMIT: u32 = 7

            /// Looks.
            on connect4 (ctx) {
              if let s = services[Kind.First] { if s.count > LIMIT { return deny } }
              allow
            }
            """);
    List<GeneratedFile> files = TestObjects.generate(object, OPTIONS);
    assertEquals("", Javac.compile(files, folder));
    String source = new String(files.getFirst().content(), UTF_8);
    for (String text :
        List.of(
            "* Ends *&#47; no comment, &#92;u0022 is no escape; {@code <b>} &amp; &lt;i&gt;, &#64;param.",
            "* What &#92;u000a a service is.",
            "@param count How many. (0 to 4294967295)",
            "* A kind.",
            "* The first.",
            "* All of them.\n   *\n   * <p>By number.",
            "* The most.",
            "Without it: 7.",
            "* Looks.")) {
      assertTrue(source.contains(text), text + " in " + source);
    }
  }

  @Test
  void aRecordThatTheObjectDoesNotHaveIsAnError() throws IOException {
    assertEquals(
        List.of("the object has no structure `Nothing` for records of `blocked`"),
        errors(OPTIONS.withRecord("blocked", "Nothing")));
    assertEquals(
        List.of("the object has no ring buffer `networks`"),
        errors(OPTIONS.withRecord("networks", "Blocked")));
  }

  @Test
  void namesThatAreNoJavaNamesAreErrors() throws IOException {
    assertEquals(
        List.of("`a..b` is no name of a Java package", "`class` is no name of a Java class"),
        errors(SkeletonOptions.in("a..b").named("class")));
    assertEquals(
        List.of("`lb.o` is no absolute name of a resource"), errors(OPTIONS.withResource("lb.o")));
  }

  @Test
  void anObjectElsewhereIsNotWritten() throws IOException {
    List<GeneratedFile> files =
        TestObjects.generate(
            TestObjects.sample("port_guard"), OPTIONS.withResource("/META-INF/weir/guard.o"));
    assertEquals(1, files.size());
    String source = new String(files.getFirst().content(), UTF_8);
    assertTrue(source.contains("RESOURCE = \"/META-INF/weir/guard.o\""), source);
  }

  private static List<String> errors(SkeletonOptions options) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    assertEquals(
        List.of(), Skeleton.generate(TestObjects.sample("egress_policy"), options, diagnostics));
    return diagnostics.problems().stream()
        .filter(p -> p.severity() == Severity.ERROR)
        .map(Problem::message)
        .toList();
  }

  private static void expect(GeneratedFile source) throws IOException {
    String name = source.path().substring(source.path().lastIndexOf('/') + 1);
    Path golden = TestObjects.TESTS.resolve("golden/" + name);
    String text = new String(source.content(), UTF_8);
    String bless = System.getProperty("bless", "");
    if (!bless.isEmpty() && !bless.equals("${bless}")) {
      Files.writeString(golden, text);
    }
    assertEquals(Files.readString(golden), text);
  }
}
