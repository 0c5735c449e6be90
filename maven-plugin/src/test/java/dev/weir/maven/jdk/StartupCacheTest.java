// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartupCacheTest {
  @TempDir private Path folder;

  @Test
  void isRecordedByTheSecondRunAndUsedFromThen() throws IOException {
    StartupCache cache = cache().orElseThrow();
    assertEquals(List.of(), cache.options());
    assertEquals(List.of("-XX:AOTCacheOutput=" + cache.file()), cache.options());
    Files.writeString(cache.file(), "recorded");
    assertEquals(List.of("-XX:AOTCache=" + cache.file()), cache.options());
  }

  @Test
  void isAnotherOneForOtherJars() throws IOException {
    Optional<StartupCache> before = cache();
    Files.writeString(folder.resolve("worker.jar"), "changed");
    assertNotEquals(before, cache());
  }

  @Test
  void doesNotExistForFoldersOfClasses() {
    assertEquals(Optional.empty(), StartupCache.of(folder, Jdk.current(), List.of(folder)));
  }

  private Optional<StartupCache> cache() throws IOException {
    Path jar = folder.resolve("worker.jar");
    if (!Files.exists(jar)) {
      Files.writeString(jar, "jar");
    }
    return StartupCache.of(folder.resolve("cache"), Jdk.current(), List.of(jar));
  }
}
