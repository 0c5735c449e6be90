// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.compiler.surface.Layouts;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.check.Module.Declared;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks declarations of maps.
final class MapDeclarations {
  /// `BPF_F_NO_PREALLOC`.
  private static final int NO_PREALLOC = 1;

  /// `BPF_F_RDONLY_PROG`.
  static final int READ_ONLY = 1 << 7;

  private final Session session;
  private final Module module;

  MapDeclarations(Session session, Module module) {
    this.session = session;
    this.module = module;
  }

  Optional<MapDeclaration> declare(Declaration.Map map) {
    Optional<MapKind> found = MapKind.byName(map.kind().text());
    if (found.isEmpty()) {
      Problem problem =
          TextCode.BAD_MAP.at(
              "there is no map kind `" + map.kind() + "`", map.kind().span(), "not a kind of map");
      report(
          Names.suggest(problem, map.kind().text(), MapKind.words(), "did you mean")
              .help("kinds: " + String.join(", ", MapKind.words())));
      return Optional.empty();
    }
    MapKind kind = found.get();
    if (!shape(map, kind)) {
      return Optional.empty();
    }
    List<Type> types =
        map.arguments().stream()
            .map(type -> session.declarations().storable(type, module))
            .toList();
    if (types.contains(Type.NEVER)) {
      return Optional.empty();
    }
    Optional<Type> key = key(kind, types);
    Optional<Type> value =
        kind == MapKind.PROG_ARRAY
            ? Optional.of(Type.U32)
            : types.isEmpty() ? Optional.empty() : Optional.of(types.getLast());
    long size = map.size().flatMap(expression -> size(expression, kind)).orElse(0L);
    return Optional.of(
        new MapDeclaration(
            map.name().text(),
            kind.type(),
            key,
            value,
            (int) size,
            flags(map, kind),
            map.modifiers().stream().anyMatch(word -> word.text().equals("pinned")),
            programs(map, kind, size),
            map.doc(),
            map.name().span()));
  }

  private boolean shape(Declaration.Map map, MapKind kind) {
    boolean right =
        map.arguments().size() == kind.arguments() && map.size().isPresent() == kind.sized();
    if (!right) {
      report(
          TextCode.BAD_MAP
              .at(
                  "`" + map.name() + "` is not declared as a `" + kind.word() + "` is",
                  map.kind().span(),
                  kind.arguments() + " type arguments, " + (kind.sized() ? "a size" : "no size"))
              .help("write `" + kind.shape() + "`"));
    }
    return right;
  }

  private static Optional<Type> key(MapKind kind, List<Type> types) {
    return switch (kind) {
      case HASH, LRU_HASH, PERCPU_HASH, LRU_PERCPU_HASH -> Optional.of(types.getFirst());
      case ARRAY, PERCPU_ARRAY, PROG_ARRAY -> Optional.of(Type.U32);
      case SK_STORAGE -> Optional.of(Type.I32);
      case RINGBUF -> Optional.empty();
      case LPM_TRIE -> Optional.of(prefixKey(types.getFirst()));
    };
  }

  private static Type prefixKey(Type type) {
    boolean whole =
        type instanceof Type.Struct struct
            && struct.fields().getFirst().type().equals(Type.U32)
            && struct.fields().size() > 1;
    return whole ? type : Layouts.prefix(type);
  }

  /// The number of entries: a compile-time constant, or the default of a load-time one.
  private Optional<Long> size(Expression expression, MapKind kind) {
    Optional<Long> size = loadTimeDefault(expression);
    if (size.isEmpty()) {
      size = session.declarations().number(expression, Type.U32, module, "a map's size");
    }
    if (size.isPresent() && (size.get() < 1 || size.get() > Integer.MAX_VALUE)) {
      report(
          TextCode.BAD_MAP.at(
              "a map of " + size.get() + " entries", expression.span(), "expected 1 to 2^31 - 1"));
      return Optional.empty();
    }
    if (size.isPresent()
        && kind == MapKind.RINGBUF
        && (Long.bitCount(size.get()) != 1 || size.get() % 4096 != 0)) {
      report(
          TextCode.BAD_MAP
              .at(
                  "a ring buffer of " + size.get() + " bytes",
                  expression.span(),
                  "expected a power of two and a multiple of the page size")
              .help("write `[65_536]`"));
      return Optional.empty();
    }
    return size;
  }

  private Optional<Long> loadTimeDefault(Expression expression) {
    if (!(expression instanceof Expression.Reference(Name name))) {
      return Optional.empty();
    }
    Declared declared = session.find(module, name.text()).orElse(null);
    return declared != null
            && declared.declaration() instanceof Declaration.Constant constant
            && constant.loadTime()
        ? Folding.value(session.declarations().constant(declared, constant))
        : Optional.empty();
  }

  private int flags(Declaration.Map map, MapKind kind) {
    boolean always = kind == MapKind.LPM_TRIE || kind == MapKind.SK_STORAGE;
    int flags = always ? NO_PREALLOC : 0;
    for (Name word : map.modifiers()) {
      switch (word.text()) {
        case "pinned" -> {}
        case "readonly" -> flags |= READ_ONLY;
        case "no_prealloc" -> {
          if (kind.type() != MapType.HASH && kind.type() != MapType.PERCPU_HASH && !always) {
            report(
                TextCode.BAD_MAP.at(
                    "`no_prealloc` has no meaning for `" + kind.word() + "`",
                    word.span(),
                    "only for `hash` and `percpu_hash`"));
          }
          flags |= NO_PREALLOC;
        }
        default -> {
          List<String> known = List.of("pinned", "readonly", "no_prealloc");
          Problem problem =
              TextCode.BAD_MAP.at(
                  "there is no map modifier `" + word + "`", word.span(), "not a modifier");
          report(
              Names.suggest(problem, word.text(), known, "did you mean")
                  .help("modifiers: " + String.join(", ", known)));
        }
      }
    }
    return flags;
  }

  private List<String> programs(Declaration.Map map, MapKind kind, long size) {
    if (kind != MapKind.PROG_ARRAY) {
      if (!map.programs().isEmpty()) {
        report(
            TextCode.BAD_MAP.at(
                "only a `prog_array` lists programs",
                map.programs().getFirst().span(),
                "`" + map.name() + "` is a `" + kind.word() + "`"));
      }
      return List.of();
    }
    List<String> programs = new ArrayList<>();
    for (Declaration.ProgramEntry entry : map.programs()) {
      long index =
          entry
              .index()
              .flatMap(e -> session.declarations().number(e, Type.U32, module, "an index"))
              .orElse((long) programs.size());
      if (index >= size) {
        report(
            TextCode.INDEX_OUT_OF_RANGE.at(
                "index " + index + " is past the end of `" + map.name() + "`",
                entry.span(),
                "the table has " + size + " entries"));
        continue;
      }
      while (programs.size() <= index) {
        programs.add("");
      }
      programs.set((int) index, entry.program().text());
      session.functions().tableEntry(map, entry);
    }
    return programs;
  }

  private void report(Problem problem) {
    session.diagnostics().report(problem);
  }
}
