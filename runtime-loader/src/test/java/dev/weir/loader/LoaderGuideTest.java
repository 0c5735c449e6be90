// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.count;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.mov;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.host.Mounts;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.Link;
import dev.weir.loader.map.Codec;
import dev.weir.loader.map.TypedMap;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds `docs/loader.md` to the code.
class LoaderGuideTest {
  private static final Path ROOT = Path.of(System.getProperty("weir.root", ".."));
  private static final Path GUIDE = ROOT.resolve("docs/loader.md");
  private static final Path SOURCE =
      ROOT.resolve("runtime-loader/src/test/java/dev/weir/loader/LoaderGuideTest.java");

  private static String example(BpfObject object, String name) throws IOException {
    // begin
    LoadOptions options = LoadOptions.defaults().with("limit", 100); // a load-time constant
    try (Cgroup group = Cgroup.create(name);
        LoadedObject loaded = Loader.load(object, options)) {
      Link link = loaded.attach("count", AttachTarget.cgroup(group.path()));
      group.add(ProcessHandle.current().pid()); // sockets opened from now on are seen

      connectSomewhere();

      TypedMap<Integer, Long> hits = loaded.map("hits").typed(Codec.u32(), Codec.u64());
      long count = hits.reduce(0, Long::sum).orElseThrow(); // the values of all CPUs
      String json = loaded.dump("hits").toJson(); // by field name, from the object's types
      link.close(); // detaches; closing `loaded` would do it as well
      return count + " connections, " + json;
    }
    // end
  }

  private static void connectSomewhere() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", 9)) {
      socket.shutdownOutput();
    } catch (ConnectException e) {
      assertTrue(e.getMessage().contains("refused"), "nobody listens on the discard port");
    }
  }

  @Test
  @Tag("kernel")
  void theExampleRuns() throws IOException {
    Kernel.needsBpf();
    Assumptions.assumeTrue(Mounts.read().cgroup2().isPresent(), "needs a cgroup v2 mount");
    BpfObject object =
        new BpfObject(
            "guide",
            "GPL",
            List.of(
                count(body(), "hits")
                    .then(mov(Reg.R0, 1), exit())
                    .program("cgroup/connect6", "count")),
            List.of(),
            List.of(MapSpec.of("hits", Programs.PERCPU_ARRAY, 4, 8, 1, 0)),
            List.of(
                new DataSection(
                    ".rodata",
                    new byte[4],
                    List.of(new DataSection.Variable("limit", 0, 4, 0)),
                    0)),
            Optional.empty(),
            List.of());
    String said = example(object, "weir-guide-" + ProcessHandle.current().pid());
    assertTrue(said.startsWith("1 connections, [{\"key\":"), said);
  }

  @Test
  void theGuideShowsTheExampleAsItIsCompiled() throws IOException {
    String source = Files.readString(SOURCE);
    String code =
        source.substring(source.indexOf("// begin\n") + 9, source.indexOf("    // end\n"));
    String shown =
        code.lines().map(l -> l.isEmpty() ? l : l.substring(4)).collect(Collectors.joining("\n"));
    String guide = Files.readString(GUIDE);
    int start = guide.indexOf("```java\n") + 8;
    assertEquals(shown, guide.substring(start, guide.indexOf("\n```", start)));
  }

  @Test
  void theGuideListsEveryProblem() throws IOException {
    String guide = Files.readString(GUIDE);
    for (LoaderProblem problem : LoaderProblem.values()) {
      assertTrue(guide.contains("| " + problem.code() + " | " + problem.title()), problem.code());
    }
  }
}
