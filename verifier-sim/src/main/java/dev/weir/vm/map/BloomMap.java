// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;
import java.util.HashSet;
import java.util.Set;

/// Bloom filters, exact here: what was not pushed is never found.
final class BloomMap extends VmMap {
  private final Set<Key> values = new HashSet<>();

  BloomMap(ImageMap image, Memory memory) {
    super(image, memory);
  }

  @Override
  public int push(byte[] value, long flags) {
    if (flags != ANY) {
      return EINVAL;
    }
    values.add(new Key(value.clone()));
    return 0;
  }

  @Override
  public int contains(byte[] value) {
    return values.contains(new Key(value)) ? 0 : ENOENT;
  }
}
