// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import java.util.List;
import java.util.SplittableRandom;

/// Random choices that follow from a seed alone, on every machine.
public final class Dice {
  private static final int[] EDGES = {
    0,
    1,
    -1,
    2,
    3,
    4,
    7,
    8,
    15,
    16,
    31,
    32,
    63,
    64,
    127,
    128,
    255,
    256,
    511,
    512,
    4095,
    65535,
    65536,
    0x7fff,
    0x7fffffff,
    0x80000000,
    0x7ffffffe,
    -2,
    -8,
    -128,
    -129,
    -4096,
    1 << 29,
    (1 << 29) - 1,
    1 << 28
  };

  private final SplittableRandom random;

  /// The choices of a seed.
  public Dice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// True in `percent` of 100 cases.
  public boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /// A number from 0 to `bound - 1`.
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /// A number from `low` to `high`, both included.
  public int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  /// 64 random bits.
  public long bits() {
    return random.nextLong();
  }

  /// One of the elements.
  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /// One of the elements.
  @SafeVarargs
  public final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /// An index, in proportion to the weights; -1 when all are 0.
  public int weighted(int[] weights) {
    int sum = 0;
    for (int weight : weights) {
      sum += weight;
    }
    if (sum == 0) {
      return -1;
    }
    int left = random.nextInt(sum);
    for (int i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return -1;
  }

  /// A 32-bit number, often one at the edge of something.
  public int number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(16);
      case 1 -> random.nextInt(256);
      case 2 -> EDGES[random.nextInt(EDGES.length)];
      default -> random.nextInt();
    };
  }

  /// A small number above 0, mostly below 64.
  public int small() {
    return chance(80) ? between(1, 16) : between(1, 128);
  }
}
