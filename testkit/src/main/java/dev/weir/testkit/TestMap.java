// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import java.util.List;
import java.util.Optional;

/// A map during a test. Keys and values are bytes as the program sees them; [Bytes] makes them.
public interface TestMap {
  /// The map's name.
  String name();

  /// The value of a key, empty when there is none. For maps with a value for each processor: that
  /// of the processor that runs tests in the virtual machine; the sum is [#sum].
  Optional<byte[]> get(byte[] key);

  /// Sets the value of a key, on all processors.
  ///
  /// @return this, to set more
  TestMap put(byte[] key, byte[] value);

  /// Removes a key; whether it was there.
  boolean remove(byte[] key);

  /// The keys, in no certain order.
  List<byte[]> keys();

  /// The value of a key as a number of up to eight bytes in the machine's order, summed over
  /// processors; 0 when there is none.
  long sum(byte[] key);
}
