// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.maven.task.CompileTask;
import dev.weir.maven.task.Compiled;
import dev.weir.maven.task.Worker;
import dev.weir.maven.task.WorkerException;
import dev.weir.maven.worker.LocalWorker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker in another process does what one in this JVM does.
final class WorkerPoolTest {
  @TempDir private Path folder;

  @Test
  void anotherProcessGivesTheSameResultAndObjects() throws IOException, WorkerException {
    Files.writeString(
        folder.resolve("good.weir"),
        "module good\nlicense \"GPL\"\non connect4(ctx) {\n    allow\n}\n");
    Files.writeString(folder.resolve("bad.weir"), "module bad\nlet\n");
    List<Compiled> here = new LocalWorker().run(task("here", "6.1")).units();
    Worker forked = new WorkerPool().worker(jvm(List.of()));
    assertEquals(here, forked.run(task("there", "6.1")).units());
    assertEquals(here, forked.run(task("again", "6.1")).units());
    assertTrue(here.get(1).failed());
    assertEquals(-1, Files.mismatch(folder.resolve("here/good.o"), folder.resolve("there/good.o")));
  }

  @Test
  void aWrongOptionIsToldInOneSentence() {
    WorkerException wrong =
        assertThrows(
            WorkerException.class,
            () -> new WorkerPool().worker(jvm(List.of())).run(task("out", "5.1")));
    assertEquals(
        "weir.target names Linux 5.1; there are 6.1, 6.6, 6.12, 6.18, 7.3", wrong.getMessage());
  }

  @Test
  void aJvmThatDoesNotStartIsToldWithWhatItSaid() {
    WorkerException wrong =
        assertThrows(
            WorkerException.class,
            () ->
                new WorkerPool().worker(jvm(List.of("-XX:NoSuchOption"))).run(task("out", "6.1")));
    assertTrue(
        String.valueOf(wrong.getMessage()).contains("NoSuchOption"),
        () -> String.valueOf(wrong.getMessage()));
  }

  private CompileTask task(String out, String target) {
    return new CompileTask(
        folder.toString(),
        List.of(folder.toString()),
        List.of(),
        List.of(),
        List.of(
            new CompileTask.Source("good.weir", "good.o"),
            new CompileTask.Source("bad.weir", "bad.o")),
        folder.resolve(out).toString(),
        target,
        "libbpf",
        2);
  }

  private static WorkerJvm jvm(List<String> arguments) {
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .toList();
    return new WorkerJvm(Jdk.current(), classPath, arguments, Optional.empty());
  }
}
