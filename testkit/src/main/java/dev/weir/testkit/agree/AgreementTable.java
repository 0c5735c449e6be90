// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.testkit.agree.Compared.Standing;
import java.util.List;

/// The sum of many comparisons.
///
/// @param rows all of them
public record AgreementTable(List<Compared> rows) {
  /// Copies the list.
  public AgreementTable {
    rows = List.copyOf(rows);
  }

  /// How many stand so.
  public long count(Standing standing) {
    return rows.stream().filter(row -> row.standing() == standing).count();
  }

  /// How many the kernel gave a verdict on.
  public long judged() {
    return rows.size() - count(Standing.NOT_JUDGED);
  }

  /// The share of equal verdicts among those the kernel gave, 0 to 1; 1 where there are none.
  public double agreement() {
    long judged = judged();
    long equal = count(Standing.BOTH_ACCEPT) + count(Standing.BOTH_REJECT);
    return judged == 0 ? 1 : (double) equal / judged;
  }

  /// Totals on a few lines.
  public String summary() {
    long kernelMicros = 0;
    long modelMicros = 0;
    long sameSize = 0;
    long sized = 0;
    for (Compared row : rows) {
      if (row.kernelMicros() > 0 && row.standing() == Standing.BOTH_ACCEPT) {
        kernelMicros += row.kernelMicros();
        modelMicros += row.modelMicros();
        sized++;
        sameSize += row.kernelInsns() == row.modelInsns() ? 1 : 0;
      }
    }
    return """
    programs %d, judged %d, agreement %.2f %%
    both accept %d, both reject %d, false accept %d, false reject %d, unknown %d
    time of what both accept: kernel %d ms, model %d ms; same number of instructions %d of %d
    """
        .formatted(
            rows.size(),
            judged(),
            agreement() * 100,
            count(Standing.BOTH_ACCEPT),
            count(Standing.BOTH_REJECT),
            count(Standing.FALSE_ACCEPT),
            count(Standing.FALSE_REJECT),
            count(Standing.UNKNOWN),
            kernelMicros / 1000,
            modelMicros / 1000,
            sameSize,
            sized);
  }
}
