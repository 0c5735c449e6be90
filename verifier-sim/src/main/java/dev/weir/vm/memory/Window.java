// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.memory;

/// The bytes of a region that are not simply stored, such as a context whose fields are computed.
public interface Window {
  /// The value of a load.
  ///
  /// @param offset bytes from the region's start
  /// @param size 1, 2, 4 or 8
  long load(Region region, int offset, int size);

  /// Performs a store.
  ///
  /// @param offset bytes from the region's start
  /// @param size 1, 2, 4 or 8
  void store(Region region, int offset, int size, long value);
}
