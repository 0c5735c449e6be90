// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.util.Collection;

/// Numbers that stand for many.
final class Statistics {
  private Statistics() {}

  /// The middle value; the mean of the two middle ones of an even number.
  ///
  /// @throws IllegalArgumentException when there is none
  static double median(Collection<Double> values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// The mean of ratios.
  ///
  /// @throws IllegalArgumentException when there is none
  static double geometricMean(Collection<Double> ratios) {
    double sum = 0;
    for (double ratio : sorted(ratios)) {
      sum += Math.log(ratio);
    }
    return Math.exp(sum / ratios.size());
  }

  private static double[] sorted(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
