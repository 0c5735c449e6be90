// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.sys.Syscalls;
import java.util.Optional;

/// Where a test runs its programs.
enum Place {
  /// In the virtual machine.
  VIRTUAL("virtual machine") {
    @Override
    Bench open(BpfObject object) {
      return Bench.virtual(object);
    }

    @Override
    Optional<String> unusable(BpfObject object) {
      return Optional.empty();
    }
  },
  /// In the running kernel.
  KERNEL("kernel") {
    @Override
    Bench open(BpfObject object) {
      return Bench.kernel(object);
    }

    @Override
    Optional<String> unusable(BpfObject object) {
      Optional<String> unavailable = Syscalls.unavailable();
      if (unavailable.isPresent()) {
        return unavailable;
      }
      if (!Capabilities.current().networkPrograms()) {
        return Optional.of("needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
      }
      for (Program program : object.programs()) {
        var hook = KernelBench.hookOf(object, program.name());
        if (!KernelBench.canRun(hook.program())) {
          return Optional.of(
              "Linux "
                  + KernelRelease.running().version()
                  + " cannot run programs for `"
                  + hook.name()
                  + "` on test data");
        }
      }
      return Optional.empty();
    }
  };

  private final String title;

  Place(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  abstract Bench open(BpfObject object);

  /// Why an object cannot be tried out here; empty when it can.
  abstract Optional<String> unusable(BpfObject object);
}
