// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

/// A map seen through its types. Closing the map closes the view.
public interface MapView {
  /// The map behind the view.
  BpfMap map();
}
