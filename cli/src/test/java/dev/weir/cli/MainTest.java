// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @Test
  void versionNamesTheBuild() {
    Invocation version = Invocation.of("--version").succeeds();
    assertTrue(version.out().matches("weir \\d+\\.\\d+\\.\\d+\\S*\\R"), version.out());
  }

  @Test
  void withoutACommandTheCommandsAreListed() {
    Invocation none = Invocation.of();
    assertEquals(2, none.code());
    assertTrue(none.err().contains("compile"), none.err());
    assertEquals("", none.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"compile", "disasm", "check", "run", "doctor", "explain", "demo"})
  void everyCommandDescribesItself(String command) {
    Invocation help = Invocation.of(command, "--help").succeeds();
    assertTrue(help.out().startsWith("Usage: weir " + command), help.out());
    assertTrue(help.out().contains("--format"), help.out());
    assertTrue(help.out().lines().allMatch(line -> line.length() <= 100), help.out());
  }

  @Test
  void anUnknownCommandNamesASimilarOne() {
    Invocation.of("complie", "x").failsWith(2, "W0007", "no command `complie`", "`compile`");
  }

  @Test
  void anUnknownOptionNamesASimilarOne() {
    Invocation.of("compile", "a.weir", "--taget", "6.6")
        .failsWith(2, "W0007", "no option `--taget`", "`--target`", "weir compile --help");
  }

  @Test
  void aMissingArgumentIsNamed() {
    Invocation.of("check").failsWith(2, "W0007", "OBJ|SRC");
  }

  @Test
  void anArgumentTooManyIsNamed() {
    Invocation.of("check", "a.o", "b.o").failsWith(2, "W0007", "`b.o`");
  }

  @Test
  void anUnknownTargetNamesTheOneToUse() {
    Invocation.of("compile", "a.weir", "--target", "6.8").failsWith(2, "W0007", "6.8 use 6.6");
    Invocation.of("compile", "a.weir", "--target", "new").failsWith(2, "W0007", "'new'");
  }

  @Test
  void anUnknownFormatIsNamed() {
    Invocation.of("doctor", "--format", "xml").failsWith(2, "W0007", "xml");
  }

  @Test
  void aTimeWithoutAUnitThatExistsIsNamed() {
    Invocation.of("run", "a.o", "--for", "3weeks").failsWith(2, "W0007", "3weeks", "500ms");
  }
}
