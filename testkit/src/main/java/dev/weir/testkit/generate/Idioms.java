// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import java.util.ArrayList;
import java.util.List;

/// All idioms, with their weights.
final class Idioms {
  private static final List<Idiom> ALL = all();
  private static final int MOST_NESTING = 4;
  private static final int MOST_STEPS = 600;

  private final int[] weights = ALL.stream().mapToInt(Idiom::weight).toArray();

  /// The names of all idioms.
  static List<String> names() {
    return ALL.stream().map(Idiom::name).toList();
  }

  /// Makes some idioms more frequent, so that programs differ in character.
  void favour(Dice dice) {
    int favoured = dice.between(0, 3);
    for (int i = 0; i < favoured; i++) {
      int index = dice.below(weights.length);
      weights[index] *= ALL.get(index).name().startsWith("block") ? 3 : 8;
    }
  }

  /// Writes up to `count` idioms.
  void write(Scene scene, int count) {
    for (int i = 0; i < count && scene.w.size() < MOST_STEPS; i++) {
      Idiom idiom = ALL.get(scene.dice.weighted(weights));
      boolean nests = idiom.name().startsWith("block");
      if (nests && scene.nesting() >= MOST_NESTING) {
        continue;
      }
      if (idiom.writer().write(scene)) {
        scene.plot.used().add(idiom.name());
      }
    }
  }

  private static List<Idiom> all() {
    List<Idiom> all = new ArrayList<>();
    all.addAll(ScalarIdioms.all());
    all.addAll(ContextIdioms.all());
    all.addAll(StackIdioms.all());
    all.addAll(PacketIdioms.all());
    all.addAll(MapIdioms.all());
    all.addAll(BlockIdioms.all());
    all.addAll(FunctionIdioms.all());
    all.addAll(HelperIdioms.all());
    all.addAll(SocketIdioms.all());
    all.addAll(BufferIdioms.all());
    all.addAll(DynptrIdioms.all());
    all.addAll(KfuncIdioms.all());
    all.addAll(LockIdioms.all());
    all.addAll(KeeperIdioms.all());
    all.addAll(DeferredIdioms.all());
    all.addAll(IteratorIdioms.all());
    all.addAll(SubtleIdioms.all());
    return List.copyOf(all);
  }
}
