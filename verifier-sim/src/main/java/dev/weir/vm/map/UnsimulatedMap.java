// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;

/// A map of a type that is not simulated. It stays empty, and a program that uses it faults.
final class UnsimulatedMap extends VmMap {
  UnsimulatedMap(ImageMap image, Memory memory) {
    super(image, memory);
  }
}
