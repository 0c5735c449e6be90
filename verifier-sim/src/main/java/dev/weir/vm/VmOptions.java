// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.model.KernelModel;
import dev.weir.vm.net.World;
import java.util.Objects;

/// How a virtual machine is set up.
///
/// @param kernel whose behaviour the machine has where kernels differ
/// @param seed of random numbers, addresses and what unwritten stack holds; the same seed gives the
///   same run, and its complement (`~seed`) the opposite of each bit of unwritten stack and of
///   where memory lies
/// @param cpus number of simulated processors
/// @param budget instructions after which a run faults
/// @param world what is around the programs
public record VmOptions(KernelModel kernel, long seed, int cpus, long budget, World world) {
  /// Checks for null.
  public VmOptions {
    Objects.requireNonNull(kernel);
    Objects.requireNonNull(world);
  }

  /// Linux 6.18, two processors, a billion instructions, a world with nothing but a loopback
  /// device.
  public static VmOptions standard() {
    return new VmOptions(KernelModel.of(KernelTypes.BUNDLED), 1, 2, 1_000_000_000, new World());
  }

  /// These options with another kernel.
  public VmOptions withKernel(KernelModel other) {
    return new VmOptions(other, seed, cpus, budget, world);
  }

  /// These options with another seed.
  public VmOptions withSeed(long other) {
    return new VmOptions(kernel, other, cpus, budget, world);
  }

  /// These options with another number of processors.
  public VmOptions withCpus(int count) {
    return new VmOptions(kernel, seed, count, budget, world);
  }

  /// These options with another limit of instructions.
  public VmOptions withBudget(long instructions) {
    return new VmOptions(kernel, seed, cpus, instructions, world);
  }

  /// These options with another world.
  public VmOptions withWorld(World other) {
    return new VmOptions(kernel, seed, cpus, budget, other);
  }
}
