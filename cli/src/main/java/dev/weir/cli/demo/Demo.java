// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Console.Style;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.Interruption;
import dev.weir.cli.io.ToolProblem;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The demo: samples compiled, loaded, attached and shown at work; without the privileges for that,
/// compiled and explained.
public final class Demo {
  static final String SOCKETS = "socket_lb.weir";
  static final String PACKETS = "port_redirect.weir";
  private static final Duration SIGNAL_DELAY = Duration.ofMillis(300);

  private Demo() {}

  /// Shows the demo.
  ///
  /// @throws Failure when it does not see what it expects
  public static void show(Console console) {
    KernelRelease kernel = KernelRelease.running();
    KernelVersion target =
        KernelVersion.TARGETS.stream()
            .filter(kernel.version()::atLeast)
            .reduce((_, newer) -> newer)
            .orElse(KernelVersion.V6_1);
    console.say(
        console.paint(Style.BOLD, "Weir on Linux " + kernel.release())
            + ": programs are compiled for Linux "
            + target
            + " and newer");
    if (permitted()) {
      perform(console, target);
    } else {
      Preview.show(console, target);
    }
  }

  private static boolean permitted() {
    Capabilities capabilities = Capabilities.current();
    return Syscalls.unavailable().isEmpty()
        && capabilities.networkPrograms()
        && capabilities.systemAdmin();
  }

  private static void perform(Console console, KernelVersion target) {
    DemoReport report = new DemoReport(console);
    Sample sockets = Sample.compile(SOCKETS, target);
    Sample packets = Sample.compile(PACKETS, target);
    try (Interruption interruption = Interruption.watch()) {
      try {
        SocketDemo.show(report, interruption, sockets);
        PacketDemo.show(report, interruption, packets);
      } catch (Interrupted _) {
        throw interrupted(console);
      } catch (LoaderException e) {
        throw e;
      } catch (IOException e) {
        // Ctrl-C reaches the client process too, maybe before this one has noticed.
        throw interruption.await(SIGNAL_DELAY)
            ? interrupted(console)
            : Failure.unable(ToolProblem.DEMO.error("the demo cannot go on: " + e.getMessage()));
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      conclude(console, report);
    }
  }

  private static Failure interrupted(Console console) {
    console.say("");
    console.say("interrupted; everything is cleaned up");
    return Failure.silent(Failure.UNABLE);
  }

  private static void conclude(Console console, DemoReport report) {
    console.say("");
    console.emit(report.json());
    List<String> failures = report.failures();
    if (!failures.isEmpty()) {
      var problem =
          ToolProblem.DEMO.error(
              failures.size() == 1
                  ? "the demo did not see what it expects: " + failures.getFirst()
                  : "the demo did not see " + failures.size() + " things it expects");
      if (failures.size() > 1) {
        for (String failure : failures) {
          problem = problem.help(failure);
        }
      }
      throw Failure.rejected(problem);
    }
    console.say(
        console.paint(Style.GREEN, "Everything was as expected.")
            + " The programs are detached, the group and the namespaces are gone.");
  }
}
