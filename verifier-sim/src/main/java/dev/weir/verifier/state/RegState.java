// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

import dev.weir.verifier.scalar.Scalar;
import org.jspecify.annotations.Nullable;

/// What is known about the contents of a register, or of a spilled register.
///
/// Immutable; a change makes a copy. Whether a scalar must be compared precisely when states are
/// pruned is a matter of the [Frame], not of the value.
///
/// @kernel v6.12 include/linux/bpf_verifier.h struct bpf_reg_state
public final class RegState {
  /// Nothing yet.
  public static final RegState NOT_INIT = new RegState(RegType.NOT_INIT, Scalar.UNKNOWN);

  /// An unknown number.
  public static final RegState UNKNOWN = new RegState(RegType.SCALAR, Scalar.UNKNOWN);

  /// The number zero.
  public static final RegState ZERO = new RegState(RegType.SCALAR, Scalar.ZERO);

  private final RegType type;
  private final int flags;
  private final int off;
  private final Scalar scalar;
  private final int range;
  private final @Nullable Object target;
  private final int uid;
  private final int id;
  private final int refId;
  private final int frame;

  private RegState(RegType type, Scalar scalar) {
    this(type, 0, 0, scalar, 0, null, 0, 0, 0, 0);
  }

  private RegState(
      RegType type,
      int flags,
      int off,
      Scalar scalar,
      int range,
      @Nullable Object target,
      int uid,
      int id,
      int refId,
      int frame) {
    this.type = type;
    this.flags = flags;
    this.off = off;
    this.scalar = scalar;
    this.range = range;
    this.target = target;
    this.uid = uid;
    this.id = id;
    this.refId = refId;
    this.frame = frame;
  }

  /// A number without an identity.
  public static RegState scalar(Scalar value) {
    return new RegState(RegType.SCALAR, value);
  }

  /// A pointer with neither fixed nor variable offset.
  public static RegState pointer(RegType type) {
    return new RegState(type, Scalar.ZERO);
  }

  /// What it is.
  public RegType type() {
    return type;
  }

  /// [RegFlag] bits.
  public int flags() {
    return flags;
  }

  /// Whether all bits of `flag` are set.
  public boolean is(int flag) {
    return (flags & flag) == flag;
  }

  /// Whether this is a number.
  public boolean isScalar() {
    return type == RegType.SCALAR;
  }

  /// Whether this may be null.
  public boolean maybeNull() {
    return (flags & RegFlag.MAYBE_NULL) != 0;
  }

  /// Whether this is that type and certainly not null.
  public boolean isNonNull(RegType wanted) {
    return type == wanted && !maybeNull();
  }

  /// The fixed offset of a pointer in bytes; of a scalar with [RegFlag#ADD_CONST], its distance to
  /// the others of its [#id].
  public int off() {
    return off;
  }

  /// The number, or the variable offset of a pointer in bytes.
  public Scalar scalar() {
    return scalar;
  }

  /// For packet pointers the number of bytes proven readable behind the pointer's origin, or a
  /// marker for pointers known to lie at or beyond the end; for memory its size in bytes; for
  /// MAP_KEY and dynptr slices as their transfer functions say.
  public int range() {
    return range;
  }

  /// What a pointer leads to: the map, the BTF type, the function; null where the type says it all.
  public @Nullable Object target() {
    return target;
  }

  /// Tells apart inner maps that were looked up separately.
  public int uid() {
    return uid;
  }

  /// Shared by values that are known to be related: copies of a scalar, of a pointer that may be
  /// null, of a packet pointer with the same variable part; 0 for none.
  public int id() {
    return id;
  }

  /// The reference this value belongs to, 0 for none.
  public int refId() {
    return refId;
  }

  /// For stack pointers, the number of the frame.
  public int frame() {
    return frame;
  }

  /// This with another type.
  public RegState withType(RegType newType) {
    return new RegState(newType, flags, off, scalar, range, target, uid, id, refId, frame);
  }

  /// This with other flags.
  public RegState withFlags(int newFlags) {
    return new RegState(type, newFlags, off, scalar, range, target, uid, id, refId, frame);
  }

  /// This with these flags too.
  public RegState plus(int more) {
    return withFlags(flags | more);
  }

  /// This without these flags.
  public RegState minus(int less) {
    return withFlags(flags & ~less);
  }

  /// This at another fixed offset.
  public RegState withOff(int newOff) {
    return new RegState(type, flags, newOff, scalar, range, target, uid, id, refId, frame);
  }

  /// This with another number or variable offset.
  public RegState withScalar(Scalar newScalar) {
    return new RegState(type, flags, off, newScalar, range, target, uid, id, refId, frame);
  }

  /// This with another proven range or size.
  public RegState withRange(int newRange) {
    return new RegState(type, flags, off, scalar, newRange, target, uid, id, refId, frame);
  }

  /// This leading to something else.
  public RegState withTarget(@Nullable Object newTarget) {
    return new RegState(type, flags, off, scalar, range, newTarget, uid, id, refId, frame);
  }

  /// This with another map identity.
  public RegState withUid(int newUid) {
    return new RegState(type, flags, off, scalar, range, target, newUid, id, refId, frame);
  }

  /// This related to others.
  public RegState withId(int newId) {
    return newId == id
        ? this
        : new RegState(type, flags, off, scalar, range, target, uid, newId, refId, frame);
  }

  /// This belonging to a reference.
  public RegState withRefId(int newRefId) {
    return new RegState(type, flags, off, scalar, range, target, uid, id, newRefId, frame);
  }

  /// This pointing into the stack of a frame.
  public RegState withFrame(int newFrame) {
    return new RegState(type, flags, off, scalar, range, target, uid, id, refId, newFrame);
  }
}
