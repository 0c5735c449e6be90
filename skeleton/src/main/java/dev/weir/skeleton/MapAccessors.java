// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.kernel.MapTrait;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.RecordTypes;
import java.util.List;
import java.util.Optional;

/// How user space gets at a map: the view that suits its type, with the types of keys and values.
///
/// @param java the view
/// @param open an expression that makes it of an expression for the map
/// @param note what the documentation says in addition
record MapAccessors(TypeName java, java.util.function.UnaryOperator<CodeBlock> open, String note) {
  /// The view of a map.
  static MapAccessors of(TypeMapper mapper, SkeletonOptions options, MapSpec map) {
    Optional<MapType> type = MapType.ofNumber(map.type());
    if (type.isEmpty()) {
      return raw("of a type that Weir does not know");
    }
    return switch (type.get()) {
      case ARRAY -> values("TypedArray", value(mapper, map));
      case PERCPU_ARRAY -> values("PerCpuArray", value(mapper, map));
      case QUEUE, STACK -> values("TypedQueue", value(mapper, map));
      case BLOOM_FILTER -> values("BloomFilter", value(mapper, map));
      case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE ->
          values("LocalStorage", value(mapper, map));
      case PERCPU_HASH, LRU_PERCPU_HASH, PERCPU_CGROUP_STORAGE ->
          pairs("PerCpuMap", key(mapper, map), value(mapper, map));
      case HASH,
          LRU_HASH,
          LPM_TRIE,
          CGROUP_STORAGE,
          DEVMAP,
          DEVMAP_HASH,
          CPUMAP,
          STACK_TRACE,
          SOCKMAP,
          SOCKHASH,
          XSKMAP,
          CGROUP_ARRAY,
          REUSEPORT_SOCKARRAY ->
          pairs("TypedMap", key(mapper, map), value(mapper, map));
      case PROG_ARRAY ->
          new MapAccessors(
              Library.map("ProgramTable"),
              from -> CodeBlock.of("new $T($L)", Library.map("ProgramTable"), from),
              "");
      case ARRAY_OF_MAPS, HASH_OF_MAPS -> table(mapper, options, map);
      case RINGBUF -> ring(mapper, options, map);
      case UNSPEC, PERF_EVENT_ARRAY, STRUCT_OPS, USER_RINGBUF, ARENA, INSN_ARRAY ->
          raw(type.get().kernelName());
    };
  }

  private static MapAccessors raw(String what) {
    return new MapAccessors(Library.BPF_MAP, from -> from, what);
  }

  private static MapAccessors values(String view, ValueType value) {
    ClassName name = Library.map(view);
    return new MapAccessors(
        ParameterizedTypeName.get(name, value.java().box()),
        from -> CodeBlock.of("new $T<>($L, $L)", name, from, value.codec()),
        "");
  }

  private static MapAccessors pairs(String view, ValueType key, ValueType value) {
    ClassName name = Library.map(view);
    return new MapAccessors(
        ParameterizedTypeName.get(name, key.java().box(), value.java().box()),
        from ->
            view.equals("TypedMap")
                ? CodeBlock.of("$L.typed($L, $L)", from, key.codec(), value.codec())
                : CodeBlock.of("new $T<>($L, $L, $L)", name, from, key.codec(), value.codec()),
        "");
  }

  private static ValueType key(TypeMapper mapper, MapSpec map) {
    boolean index =
        map.keyTypeId() == 0 && map.keySize() == Integer.BYTES && has(map, MapTrait.INDEX_KEY);
    return index
        ? unsigned()
        : mapper.sized(
            map.keyTypeId(),
            map.keySize(),
            Names.type(map.name()) + "Key",
            "the key of map `" + map.name() + "`");
  }

  private static ValueType value(TypeMapper mapper, MapSpec map) {
    boolean number =
        map.valueTypeId() == 0
            && map.valueSize() == Integer.BYTES
            && (has(map, MapTrait.HOLDS_OBJECTS));
    return number
        ? unsigned()
        : mapper.sized(
            map.valueTypeId(),
            map.valueSize(),
            Names.type(map.name()) + "Value",
            "the value of map `" + map.name() + "`");
  }

  private static ValueType unsigned() {
    return ValueType.primitive(TypeName.LONG, 4, "unsigned32", "u32");
  }

  private static boolean has(MapSpec map, MapTrait trait) {
    return MapType.ofNumber(map.type()).map(t -> t.has(trait)).orElse(false);
  }

  private static MapAccessors table(TypeMapper mapper, SkeletonOptions options, MapSpec map) {
    if (map.inner().isEmpty()) {
      return raw("a map of maps without a template");
    }
    ClassName name = Library.map("MapTable");
    MapAccessors inner = of(mapper, options, map.inner().get());
    ValueType key = key(mapper, map);
    if (inner.java().equals(Library.BPF_MAP)) {
      return raw("a map of maps that are " + inner.note());
    }
    return new MapAccessors(
        ParameterizedTypeName.get(name, key.java().box(), inner.java()),
        from ->
            CodeBlock.of(
                "new $T<>(\n$L, $L, () -> loaded.createInner($S), inner -> $L)",
                name,
                from,
                key.codec(),
                map.name(),
                inner.open().apply(CodeBlock.of("inner"))),
        "");
  }

  private static MapAccessors ring(TypeMapper mapper, SkeletonOptions options, MapSpec map) {
    Optional<Integer> record = recordType(mapper, options, map);
    if (record.isEmpty()) {
      mapper
          .diagnostics()
          .report(
              SkeletonProblem.UNTYPED
                  .warning("the records of ring buffer `" + map.name() + "` have no type")
                  .help("name it: --record " + map.name() + "=STRUCTURE"));
      return raw("records of unknown type; `RingBuffer.open` reads them");
    }
    ValueType type = mapper.of(record.get(), Names.type(map.name()) + "Record");
    return values("RingMap", type);
  }

  /// The type of a ring buffer's records: as the options say, or as the object does. Of several,
  /// all are declared, for the caller to decode.
  private static Optional<Integer> recordType(
      TypeMapper mapper, SkeletonOptions options, MapSpec map) {
    Btf btf = mapper.btf();
    String named = options.records().get(map.name());
    if (named != null) {
      Optional<Integer> found =
          btf.find(BtfType.Struct.class, named)
              .or(() -> btf.find(BtfType.Union.class, named))
              .or(() -> btf.find(BtfType.Typedef.class, named));
      if (found.isEmpty()) {
        mapper
            .diagnostics()
            .report(
                SkeletonProblem.BAD_RECORD.error(
                    "the object has no structure `"
                        + named
                        + "` for records of `"
                        + map.name()
                        + "`"));
      }
      return found;
    }
    List<Integer> said = RecordTypes.of(btf, map);
    if (said.size() > 1) {
      said.forEach(id -> mapper.of(id, Names.type(map.name()) + "Record"));
      return Optional.empty();
    }
    return said.stream().findFirst();
  }
}
