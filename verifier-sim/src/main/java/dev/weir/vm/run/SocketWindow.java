// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Region;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.memory.Window;

/// A socket as programs see it through a `struct bpf_sock` pointer, which they only read.
///
/// @param image the socket's fields
record SocketWindow(StructImage image) implements Window {
  @Override
  public long load(Region region, int offset, int size) {
    return image.load(offset, size);
  }

  @Override
  public void store(Region region, int offset, int size, long value) {
    throw new AccessFault(
        "write of "
            + size
            + (size == 1 ? " byte" : " bytes")
            + " at offset "
            + offset
            + " of "
            + region.describe()
            + ", which is read-only");
  }
}
