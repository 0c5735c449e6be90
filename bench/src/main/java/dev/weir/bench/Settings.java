// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What the user wants.
///
/// @param json whether to print JSON instead of tables
/// @param markdown a file for the report in markdown
/// @param samples names of the samples; empty for all
/// @param effort how often to measure run times
/// @param compileRounds how often to measure compile times; 0 to leave them out
/// @param packets how many packets to compare on
/// @param seed decides about the packets
record Settings(
    boolean json,
    Optional<Path> markdown,
    Set<String> samples,
    TimeComparison.Effort effort,
    int compileRounds,
    int packets,
    long seed) {
  /// How to call it.
  static final String USAGE =
      """
      usage: bench/compare [OPTION...] [SAMPLE...]
      Compares the samples with equivalent C compiled by clang -O2.

        --format text|json   what to print (default: text)
        --markdown FILE      write the report as markdown, too
        --rounds N           rounds of time measurements (default: 21)
        --repeat N           runs of a program in a round (default: 20000)
        --compile-rounds N   rounds of compile time measurements, 0 for none (default: 9)
        --packets N          packets to compare the programs on (default: 2000)
        --seed N             decides about the packets (default: 1)
      """;

  /// Copies the set.
  Settings {
    Objects.requireNonNull(markdown);
    samples = Set.copyOf(samples);
    Objects.requireNonNull(effort);
  }

  /// Reads a command line.
  ///
  /// @throws IllegalArgumentException with a message for the user
  static Settings parse(List<String> arguments) {
    boolean json = false;
    Optional<Path> markdown = Optional.empty();
    Set<String> samples = new LinkedHashSet<>();
    int rounds = 21;
    int repeat = 20_000;
    int compileRounds = 9;
    int packets = 2_000;
    int seed = 1;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "--format" -> json = format(value(argument, rest));
        case "--markdown" -> markdown = Optional.of(Path.of(value(argument, rest)));
        case "--rounds" -> rounds = number(argument, rest, 1);
        case "--repeat" -> repeat = number(argument, rest, 1);
        case "--compile-rounds" -> compileRounds = number(argument, rest, 0);
        case "--packets" -> packets = number(argument, rest, 1);
        case "--seed" -> seed = number(argument, rest, 0);
        default -> {
          if (argument.startsWith("-")) {
            throw new IllegalArgumentException("unknown option " + argument);
          }
          samples.add(argument);
        }
      }
    }
    var effort = new TimeComparison.Effort(rounds, repeat);
    return new Settings(json, markdown, samples, effort, compileRounds, packets, seed);
  }

  private static boolean format(String name) {
    return switch (name) {
      case "text" -> false;
      case "json" -> true;
      default ->
          throw new IllegalArgumentException("unknown format " + name + ", not text or json");
    };
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static int number(String option, Iterator<String> rest, int least) {
    String text = value(option, rest);
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is too small.
    }
    throw new IllegalArgumentException(option + " needs a number from " + least + ", not " + text);
  }
}
