// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.loader.host.Capabilities;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands run by somebody who may do nothing: user 65534 without capabilities, with a copy of the
/// code that everybody may read.
class PrivilegeTest {
  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs");

  @TempDir private static Path folder = Path.of("");
  private static String classPath = "";

  @BeforeAll
  static void needsRoot() throws IOException {
    Assumptions.assumeTrue(Capabilities.current().systemAdmin(), "needs root to become nobody");
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv (util-linux)");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(entry);
      if (Files.exists(from) && !entry.contains("junit")) {
        Path to = folder.resolve("code" + copies.size());
        copies.add((Files.isDirectory(from) ? copy(from, to) : copyJar(from, to)).toString());
      }
    }
    classPath = String.join(File.pathSeparator, copies);
  }

  @Test
  void checkAndRunSayWhatIsMissing() throws Exception {
    Path object =
        Objects.write(folder, Objects.of("p", Objects.returning("cgroup/connect4", "p", 1)));
    for (String[] command :
        new String[][] {
          {"check", object.toString()}, {"run", object.toString(), "--cgroup", "/sys/fs/cgroup"}
        }) {
      try (ChildProcess weir = ChildProcess.start(NOBODY, classPath, command)) {
        assertTrue(weir.process().waitFor(30, TimeUnit.SECONDS));
        new Invocation(weir.process().exitValue(), "", weir.output())
            .failsWith(2, "W5001", "CAP_BPF");
      }
    }
  }

  @Test
  void theDemoCompilesAndSaysWhatItNeeds() throws Exception {
    try (ChildProcess weir = ChildProcess.start(NOBODY, classPath, "demo")) {
      assertTrue(weir.process().waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, weir.process().exitValue(), weir::output);
      assertTrue(weir.output().contains("CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON"), weir::output);
      assertTrue(weir.output().contains("socket_lb.weir compiles"), weir::output);
      assertTrue(weir.output().contains("program connect4 (cgroup/connect4)"), weir::output);
    }
  }

  @Test
  void theDoctorNamesTheFix() throws Exception {
    try (ChildProcess weir = ChildProcess.start(NOBODY, classPath, "doctor")) {
      assertTrue(weir.process().waitFor(30, TimeUnit.SECONDS));
      assertEquals(2, weir.process().exitValue(), weir::output);
      assertTrue(weir.output().contains("fix: run as root"), weir::output);
    }
  }

  @Test
  void aFolderOfAnotherIsNotWritten() throws Exception {
    Path source = Files.writeString(folder.resolve("pass.weir"), Sources.PASS);
    try (ChildProcess weir = ChildProcess.start(NOBODY, classPath, "compile", source.toString())) {
      assertTrue(weir.process().waitFor(30, TimeUnit.SECONDS));
      new Invocation(weir.process().exitValue(), "", weir.output()).failsWith(2, "W0002", "pass.o");
    }
  }

  private static Path copyJar(Path from, Path to) throws IOException {
    Path jar = to.resolveSibling(to.getFileName() + ".jar");
    return readable(Files.copy(from, jar));
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(dir).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            readable(Files.copy(file, to.resolve(from.relativize(file).toString())));
            return FileVisitResult.CONTINUE;
          }
        });
    return to;
  }

  private static Path readable(Path file) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
