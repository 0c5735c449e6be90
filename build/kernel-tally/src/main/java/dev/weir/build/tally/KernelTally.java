// SPDX-License-Identifier: Apache-2.0
package dev.weir.build.tally;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/// Counts the tests tagged `kernel` that ran and that were skipped, with the reasons given, and
/// says so after each module; after the last one, for the whole build.
///
/// A skipped container counts as all the tests the plan knows below it. System properties, set by
/// the build: `weir.root` (the checkout), `weir.module`, `weir.run` (names one run of the build),
/// `weir.kernel.total` (true in the last module). Without `weir.run` nothing is written to disk.
public final class KernelTally implements TestExecutionListener {

  private final Tally tally = new Tally();
  private @Nullable TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    countSkipped(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean aborted = result.getStatus() == TestExecutionResult.Status.ABORTED;
    if (aborted) {
      countSkipped(
          test, result.getThrowable().map(Throwable::getMessage).orElse("assumption not met"));
    } else if (test.isTest() && isKernelTest(test)) {
      tally.ran();
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan testPlan) {
    String run = System.getProperty("weir.run", "");
    if (run.isEmpty()) {
      return;
    }
    String module = System.getProperty("weir.module", "unnamed");
    TallyFolder folder =
        new TallyFolder(Path.of(System.getProperty("weir.root", "."), "target", "kernel-tests"));
    folder.write(run, module, tally);
    if (Boolean.getBoolean("weir.kernel.total")) {
      System.out.println(folder.total(run).describe("kernel tests"));
    } else if (!tally.isEmpty()) {
      System.out.println(tally.describe("kernel tests in " + module));
    }
  }

  private void countSkipped(TestIdentifier test, String reason) {
    TestPlan known = plan;
    if (test.isTest()) {
      if (isKernelTest(test)) {
        tally.skipped(reason);
      }
    } else if (known != null) {
      known.getDescendants(test).stream()
          .filter(below -> below.isTest() && isKernelTest(below))
          .forEach(_ -> tally.skipped(reason));
    }
  }

  private static boolean isKernelTest(TestIdentifier test) {
    return test.getTags().contains(TestTag.create("kernel"));
  }
}
