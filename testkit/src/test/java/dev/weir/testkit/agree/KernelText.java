// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.scalar.Tnum;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import java.util.ArrayList;
import java.util.List;

/// A number as the verifier's log prints it.
///
/// @kernel v6.12 kernel/bpf/log.c print_scalar_ranges
final class KernelText {
  private static final long LOW = 0xffff_ffffL;

  private KernelText() {}

  private record Bound(String name, boolean signed, long value, boolean omitted) {
    boolean negative() {
      return signed && value < 0;
    }
  }

  static String of(RegState value) {
    Scalar scalar = value.scalar();
    if (scalar.isConstant()) {
      return signed(scalar.value());
    }
    List<String> parts = new ArrayList<>();
    if (value.id() != 0) {
      boolean distant = (value.flags() & (RegFlag.ADD_CONST | RegFlag.ADD_CONST_LOW)) != 0;
      parts.add("id=" + value.id() + (distant ? "%+d".formatted(value.off()) : ""));
    }
    ranges(scalar, parts);
    if (!scalar.bits().equals(Tnum.UNKNOWN)) {
      parts.add(
          "var_off=(0x%s; 0x%s)"
              .formatted(
                  Long.toHexString(scalar.bits().value()), Long.toHexString(scalar.bits().mask())));
    }
    return "scalar(" + String.join(",", parts) + ")";
  }

  private static void ranges(Scalar s, List<String> parts) {
    List<Bound> bounds = new ArrayList<>();
    bounds.add(new Bound("smin", true, s.smin(), s.smin() == Long.MIN_VALUE));
    bounds.add(new Bound("smax", true, s.smax(), s.smax() == Long.MAX_VALUE));
    bounds.add(new Bound("umin", false, s.umin(), s.umin() == 0));
    bounds.add(new Bound("umax", false, s.umax(), s.umax() == -1));
    bounds.add(new Bound("smin32", true, half(s.s32min()), s.s32min() == Integer.MIN_VALUE));
    bounds.add(new Bound("smax32", true, half(s.s32max()), s.s32max() == Integer.MAX_VALUE));
    bounds.add(new Bound("umin32", false, s.u32min() & LOW, s.u32min() == 0));
    bounds.add(new Bound("umax32", false, s.u32max() & LOW, s.u32max() == -1));
    for (int i = 0; i < bounds.size(); i++) {
      Bound bound = bounds.get(i);
      if (bound.omitted()) {
        continue;
      }
      StringBuilder text = new StringBuilder(bound.name()).append('=');
      for (int j = i + 2; j < bounds.size(); j += 2) {
        Bound other = bounds.get(j);
        if (!other.omitted()
            && other.value() == bound.value()
            && other.negative() == bound.negative()) {
          bounds.set(j, new Bound(other.name(), other.signed(), other.value(), true));
          text.append(other.name()).append('=');
        }
      }
      parts.add(
          text.append(bound.signed() ? signed(bound.value()) : unsigned(bound.value())).toString());
    }
  }

  private static long half(int value) {
    return value == (short) value ? value : value & LOW;
  }

  private static String signed(long value) {
    return value == (short) value ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  private static String unsigned(long value) {
    return Long.compareUnsigned(value, 0xffff) <= 0
        ? Long.toString(value)
        : "0x" + Long.toHexString(value);
  }
}
