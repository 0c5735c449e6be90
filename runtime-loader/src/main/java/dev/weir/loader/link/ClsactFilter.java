// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.netlink.TrafficControl;
import dev.weir.loader.netlink.TrafficControl.Direction;
import dev.weir.loader.netlink.TrafficControl.Filter;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.sys.Fd;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A packet program attached to a network interface as a clsact filter: what kernels without tcx
/// have.
///
/// The kernel does not tie a filter to a process: after `kill -9` it stays and keeps its program.
/// The next attachment by Weir to the same interface and direction removes filters of dead owners
/// ([#removeStale]); until then `tc filter show dev IF ingress` lists them under `weir/`.
///
/// Closing removes exactly the filter that was made, and the clsact discipline only when this
/// attachment created it and nobody else's filter is there. Filters of others are never touched.
/// Close it in the network namespace in which it was attached.
public final class ClsactFilter implements Link {
  private final Interfaces.Device device;
  private final Direction direction;
  private final boolean createdDiscipline;
  private final String description;
  private Filter filter;
  private boolean open = true;

  private ClsactFilter(
      Interfaces.Device device,
      Direction direction,
      boolean createdDiscipline,
      Filter filter,
      String description) {
    this.device = device;
    this.direction = direction;
    this.createdDiscipline = createdDiscipline;
    this.filter = filter;
    this.description = description;
  }

  /// Attaches a program, after removing filters of dead owners.
  ///
  /// @param priority 1 to 65535, lower runs first; 0 lets the kernel choose
  /// @throws BpfException when the kernel refuses
  public static ClsactFilter attach(
      LoadedProgram program, Interfaces.Device device, AttachTarget.Direction way, int priority) {
    Direction direction =
        switch (way) {
          case INGRESS -> Direction.INGRESS;
          case EGRESS -> Direction.EGRESS;
        };
    try (TrafficControl control = TrafficControl.open()) {
      boolean created = control.addClsact(device);
      removeStale(control, device, direction);
      String name = FilterName.own(program.name()).toString();
      Filter filter = control.addFilter(device, direction, priority, program.fd().number(), name);
      String where = "clsact " + way.name().toLowerCase(Locale.ROOT) + " of " + device.name();
      return new ClsactFilter(device, direction, created, filter, where);
    }
  }

  /// Removes filters that Weir processes made which are dead now, in both directions of an
  /// interface.
  ///
  /// @return how many
  public static int removeStale(Interfaces.Device device) {
    try (TrafficControl control = TrafficControl.open()) {
      return removeStale(control, device, Direction.INGRESS)
          + removeStale(control, device, Direction.EGRESS);
    }
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Optional<Fd> fd() {
    return Optional.empty();
  }

  /// The filter as the kernel knows it.
  public synchronized Filter filter() {
    return filter;
  }

  @Override
  public synchronized void update(LoadedProgram program) {
    if (!open) {
      throw BpfException.of(
          LoaderProblem.BAD_TARGET,
          "cannot replace the program at " + description + ": it is detached");
    }
    String name = FilterName.own(program.name()).toString();
    try (TrafficControl control = TrafficControl.open()) {
      control.replaceFilter(device, direction, filter, program.fd().number(), name);
      filter =
          new Filter(
              filter.kind(),
              filter.priority(),
              filter.protocol(),
              filter.handle(),
              name,
              program.info().id());
    }
  }

  /// Always refused: a filter has no path; it stays anyway until it is removed.
  @Override
  public void pin(Path path) {
    throw BpfException.of(
        LoaderProblem.CANNOT_PIN,
        "cannot pin " + description + ": a clsact filter is no link",
        "attach by tcx (Linux 6.6)");
  }

  @Override
  public synchronized void close() {
    if (!open) {
      return;
    }
    open = false;
    try (TrafficControl control = TrafficControl.open()) {
      boolean ours =
          control.filters(device, direction).stream()
              .anyMatch(f ->
                  f.handle() == filter.handle()
                      && f.priority() == filter.priority()
                      && f.programId() == filter.programId());
      if (ours) {
        control.deleteFilter(device, direction, filter);
      }
      if (createdDiscipline && unused(control)) {
        control.deleteClsact(device);
      }
    }
  }

  @Override
  public String toString() {
    return description;
  }

  private boolean unused(TrafficControl control) {
    return control.filters(device, Direction.INGRESS).isEmpty()
        && control.filters(device, Direction.EGRESS).isEmpty();
  }

  private static int removeStale(
      TrafficControl control, Interfaces.Device device, Direction direction) {
    List<Filter> stale =
        control.filters(device, direction).stream()
            .filter(f -> FilterName.parse(f.name()).map(FilterName::stale).orElse(false))
            .toList();
    stale.forEach(f -> control.deleteFilter(device, direction, f));
    return stale.size();
  }
}
