// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.maven.task.Compiled;
import dev.weir.maven.task.Input;
import dev.weir.maven.task.ObjectInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildStateTest {
  @TempDir private Path folder;
  private BuildState state = BuildState.empty("1");

  @BeforeEach
  void aSourceThatImportsAModule() throws IOException {
    Files.writeString(folder.resolve("a.weir"), "source");
    Files.writeString(folder.resolve("lib.weir"), "module");
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/a.o"), "object");
    state
        .units()
        .put(
            "a.weir",
            new Compiled(
                "a.weir",
                List.of(),
                List.of(
                    new Input("a.weir", Sha256.of("source")),
                    new Input("lib.weir", Sha256.of("module")),
                    new Input("nearer/lib.weir", "")),
                List.of(
                    new ObjectInfo(
                        "a.o", "weir", Sha256.of("object"), "6.1", "GPL", List.of(), List.of()))));
  }

  @Test
  void isFreshUntilSomethingChanges() {
    assertTrue(fresh());
    assertFalse(state.isFresh("other.weir", folder, folder.resolve("out")));
  }

  @Test
  void aChangedModuleMakesItStale() throws IOException {
    Files.writeString(folder.resolve("lib.weir"), "changed");
    assertFalse(fresh());
  }

  @Test
  void aModuleThatAppearsInANearerFolderMakesItStale() throws IOException {
    Files.createDirectories(folder.resolve("nearer"));
    Files.writeString(folder.resolve("nearer/lib.weir"), "module");
    assertFalse(fresh());
  }

  @Test
  void aMissingOrForeignObjectMakesItStale() throws IOException {
    Files.writeString(folder.resolve("out/a.o"), "something else");
    assertFalse(fresh());
    Files.delete(folder.resolve("out/a.o"));
    assertFalse(fresh());
  }

  @Test
  void isReadBackAsItWasWritten() throws IOException {
    Path file = folder.resolve("state");
    state.write(file);
    assertEquals(state, BuildState.read(file, "1"));
    assertEquals(BuildState.empty("2"), BuildState.read(file, "2"));
  }

  @Test
  void anotherClassPathMakesClassesStaleAndTextNot() {
    Compiled text = state.units().get("a.weir");
    state.units().put("out/A.class", text);
    BuildState first = state.withClassPath("1");
    assertEquals(Set.of("a.weir"), first.units().keySet());
    first.units().put("out/A.class", text);
    assertEquals(first, first.withClassPath("1"));
    assertEquals(Set.of("a.weir"), first.withClassPath("2").units().keySet());
  }

  @Test
  void aDamagedFileIsAsGoodAsNone() throws IOException {
    Path file = folder.resolve("state");
    Files.writeString(file, "rubbish");
    assertEquals(BuildState.empty("1"), BuildState.read(file, "1"));
    assertEquals(BuildState.empty("1"), BuildState.read(folder.resolve("none"), "1"));
  }

  private boolean fresh() {
    return state.isFresh("a.weir", folder, folder.resolve("out"));
  }
}
