// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import java.util.TreeMap;

/// Checks that records are named for ring buffers that there are.
final class MapRecords {
  private MapRecords() {}

  static void check(BpfObject object, SkeletonOptions options, Diagnostics diagnostics) {
    new TreeMap<>(options.records())
        .keySet().stream()
            .filter(name ->
                object.map(name).filter(m -> m.type() == MapType.RINGBUF.number()).isEmpty())
            .forEach(name ->
                diagnostics.report(
                    SkeletonProblem.BAD_RECORD.error(
                        "the object has no ring buffer `" + name + "`")));
  }
}
