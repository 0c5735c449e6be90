// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Merges types that are structurally equal, also when they refer to themselves or each other.
///
/// ```text
/// [1] STRUCT a { next -> 2 }      [1] STRUCT a { next -> 2 }
/// [2] PTR -> 1               =>   [2] PTR -> 1
/// [3] STRUCT a { next -> 4 }
/// [4] PTR -> 3
/// ```
///
/// Two types are equal unless something in what they are or what they reach tells them apart: types
/// start in classes by everything but their references, and classes split until members of each
/// refer to the same classes. A forward declaration stands for the structure or union of its name
/// when all definitions of that name turn out equal. Variables and data sections are places, not
/// types, and are never merged.
///
/// Cost: the number of types times the length of the longest chain of references that tells two
/// types apart.
public final class BtfDedup {
  private final Btf btf;
  private final int count;

  /// By forward declaration, the definition that it stands for; 0 for none.
  private final int[] resolved;

  private BtfDedup(Btf btf) {
    this.btf = btf;
    this.count = btf.types().size();
    this.resolved = new int[count + 1];
  }

  /// The types without repetitions.
  ///
  /// @param btf in the order of first occurrence
  /// @param ids new id by old id
  public record Result(Btf btf, List<Integer> ids) {
    /// Copies the list.
    public Result {
      ids = List.copyOf(ids);
    }

    /// The new id of a type.
    public int id(int old) {
      return ids.get(old);
    }
  }

  /// Merges equal types.
  public static Result dedup(Btf btf) {
    return new BtfDedup(btf).run();
  }

  private Result run() {
    resolveForwards();
    int[] classes = refine();
    while (dropAmbiguous(classes)) {
      classes = refine();
    }
    return merge(classes);
  }

  /// Takes every forward declaration for the first definition of its name.
  private void resolveForwards() {
    Map<Definition, Integer> first = new HashMap<>();
    for (int id = 1; id <= count; id++) {
      Definition definition = definition(id);
      if (definition != null) {
        first.putIfAbsent(definition, id);
      }
    }
    for (int id = 1; id <= count; id++) {
      if (btf.type(id) instanceof BtfType.Forward(String name, boolean union)) {
        resolved[id] = first.getOrDefault(new Definition(name, union), 0);
      }
    }
  }

  private record Definition(String name, boolean union) {}

  private @Nullable Definition definition(int id) {
    return switch (btf.type(id)) {
      case BtfType.Struct t when !t.name().isEmpty() -> new Definition(t.name(), false);
      case BtfType.Union t when !t.name().isEmpty() -> new Definition(t.name(), true);
      default -> null;
    };
  }

  /// Leaves forward declarations alone whose name has definitions that differ; tells whether there
  /// are any.
  private boolean dropAmbiguous(int[] classes) {
    Map<Definition, Integer> known = new HashMap<>();
    Set<Definition> ambiguous = new HashSet<>();
    for (int id = 1; id <= count; id++) {
      Definition definition = definition(id);
      if (definition != null) {
        Integer before = known.putIfAbsent(definition, classes[id]);
        if (before != null && before != classes[id]) {
          ambiguous.add(definition);
        }
      }
    }
    boolean dropped = false;
    for (int id = 1; id <= count; id++) {
      if (resolved[id] != 0
          && btf.type(id) instanceof BtfType.Forward(String name, boolean union)
          && ambiguous.contains(new Definition(name, union))) {
        resolved[id] = 0;
        dropped = true;
      }
    }
    return dropped;
  }

  /// The class of each type; `void` has 0.
  private int[] refine() {
    int[] classes = new int[count + 1];
    int found = split(classes, true);
    while (true) {
      int[] next = classes.clone();
      int now = split(next, false);
      if (now == found) {
        return classes;
      }
      classes = next;
      found = now;
    }
  }

  /// Splits classes by what types are, or by their classes and those they refer to; gives the
  /// number.
  private int split(int[] classes, boolean initial) {
    int[] before = classes.clone();
    Map<Object, Integer> numbers = new HashMap<>();
    for (int id = 1; id <= count; id++) {
      int subject = subject(id);
      Object key = initial ? shape(subject) : references(subject, before);
      classes[id] = numbers.computeIfAbsent(key, _ -> numbers.size() + 1);
    }
    return numbers.size();
  }

  /// What a type is but for its references.
  private Object shape(int id) {
    BtfType type = btf.type(id);
    return type instanceof BtfType.Variable || type instanceof BtfType.DataSection
        ? id
        : BtfReferences.replace(type, reference -> reference == 0 ? 0 : 1);
  }

  private Object references(int id, int[] classes) {
    List<Integer> key = new ArrayList<>();
    key.add(classes[id]);
    BtfReferences.forEach(
        btf.type(id), reference -> key.add(reference == 0 ? 0 : classes[subject(reference)]));
    return key;
  }

  private int subject(int id) {
    return resolved[id] != 0 ? resolved[id] : id;
  }

  /// Keeps the first of each class, never a declaration where there is a definition.
  private Result merge(int[] classes) {
    int[] first = new int[count + 1];
    for (int id = count; id >= 1; id--) {
      if (resolved[id] == 0) {
        first[classes[id]] = id;
      }
    }
    BitSet kept = new BitSet();
    Arrays.stream(first).filter(id -> id != 0).forEach(kept::set);
    int[] renumbered = new int[count + 1];
    int next = 1;
    for (int id = kept.nextSetBit(0); id >= 0; id = kept.nextSetBit(id + 1)) {
      renumbered[id] = next++;
    }
    List<Integer> ids = new ArrayList<>();
    ids.add(0);
    for (int id = 1; id <= count; id++) {
      ids.add(renumbered[first[classes[id]]]);
    }
    List<BtfType> types = new ArrayList<>();
    kept.stream().forEach(id -> types.add(BtfReferences.replace(btf.type(id), ids::get)));
    return new Result(new Btf(types), ids);
  }
}
