// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.Fd;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// A map of maps.
///
/// @param <K> Java type of keys
/// @param <M> view of the inner maps
public final class MapTable<K, M extends MapView> implements MapView {
  private final TypedMap<K, Integer> all;
  private final Supplier<BpfMap> creator;
  private final Function<BpfMap, M> view;

  /// A view of a map.
  ///
  /// @param creator makes an inner map
  /// @param view of an inner map
  public MapTable(BpfMap map, Codec<K> keys, Supplier<BpfMap> creator, Function<BpfMap, M> view) {
    this.all = new TypedMap<>(map, keys, Codec.u32());
    this.creator = creator;
    this.view = view;
  }

  @Override
  public BpfMap map() {
    return all.map();
  }

  /// Makes a new inner map, which the caller puts into this one and then closes: the table keeps it
  /// alive.
  public M create() {
    return view.apply(creator.get());
  }

  /// The inner map of a key, which the caller closes. Reading it needs CAP_SYS_ADMIN.
  ///
  /// @return empty when there is none
  public Optional<M> get(K key) {
    return all.get(key).filter(id -> id != 0).map(this::open);
  }

  /// Puts an inner map into the table.
  ///
  /// @throws BpfException when it is of another shape than the table's maps
  public void put(K key, MapView inner) {
    all.put(key, inner.map().fd().number());
  }

  /// Removes an inner map.
  ///
  /// @return whether there was one
  public boolean delete(K key) {
    return all.delete(key);
  }

  @Override
  public String toString() {
    return map().toString();
  }

  private M open(int id) {
    long fd = Bpf.call(new BpfCommand.ById(BpfCommand.Code.MAP_GET_FD_BY_ID, id));
    if (fd < 0) {
      throw BpfException.refused(
          "BPF_MAP_GET_FD_BY_ID", (int) -fd, "open map " + id + " of " + map());
    }
    return view.apply(new BpfMap(map().name(), new Fd((int) fd)));
  }
}
