// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.Linkage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A random program while it is being made up: what its functions share.
final class Plot {
  private final Dice dice;
  private final Hook hook;
  private final KernelVersion kernel;
  private final Palette palette;
  private final Idioms idioms = new Idioms();
  private final List<Body> bodies = new ArrayList<>();
  private final Set<String> used = new TreeSet<>();
  private final Set<String> begun = new TreeSet<>();
  private final Set<Reg> reserved = EnumSet.noneOf(Reg.class);
  private final boolean useKfuncs;
  private final int scalarField;
  private int locals;
  private int callbacks;
  private boolean locked;

  Plot(Dice dice, Hook hook, KernelVersion kernel, Palette palette, boolean useKfuncs) {
    this.dice = dice;
    this.hook = hook;
    this.kernel = kernel;
    this.palette = palette;
    this.useKfuncs = useKfuncs;
    List<ContextField> scalars =
        hook.context().fields().stream()
            .filter(f -> f.type() == FieldType.SCALAR && f.readWidths().contains(4))
            .toList();
    this.scalarField = scalars.isEmpty() ? -1 : dice.pick(scalars).offsetBytes();
  }

  Dice dice() {
    return dice;
  }

  Hook hook() {
    return hook;
  }

  KernelVersion kernel() {
    return kernel;
  }

  Palette palette() {
    return palette;
  }

  Idioms idioms() {
    return idioms;
  }

  boolean useKfuncs() {
    return useKfuncs;
  }

  /// Offset of a 4-byte number in the context, -1 when it has none.
  int scalarField() {
    return scalarField;
  }

  /// The functions finished so far, the program not among them.
  List<Body> bodies() {
    return bodies;
  }

  void finish(Body body) {
    bodies.add(body);
  }

  /// Names of the idioms that were written.
  Set<String> used() {
    return used;
  }

  boolean isReserved(Reg reg) {
    return reserved.contains(reg);
  }

  void reserve(Reg reg) {
    reserved.add(reg);
  }

  void release(Reg reg) {
    reserved.remove(reg);
  }

  /// What registers a function keeps for itself is no matter to the functions it calls.
  Set<Reg> swapReserved(Set<Reg> other) {
    Set<Reg> old = reserved.isEmpty() ? EnumSet.noneOf(Reg.class) : EnumSet.copyOf(reserved);
    reserved.clear();
    reserved.addAll(other);
    return old;
  }

  /// Whether a spin lock is held, so that no function may be called.
  boolean locked() {
    return locked;
  }

  void setLocked(boolean held) {
    locked = held;
  }

  boolean moreLocals() {
    return locals < PaletteTypes.LOCALS;
  }

  boolean moreCallbacks() {
    return callbacks < PaletteTypes.CALLBACKS;
  }

  String nextLocal() {
    return "local" + locals++;
  }

  String nextCallback() {
    return "each" + callbacks++;
  }

  boolean has(String function) {
    return bodies.stream().anyMatch(b -> b.name().equals(function));
  }

  /// Whether a function is being written, so that a call of it would be recursion.
  boolean isUnfinished(String function) {
    return begun.contains(function) && !has(function);
  }

  /// Writes a function of its own; what is in its argument registers is in `track`.
  void function(String name, Linkage linkage, Scene scene, int idiomCount, Runnable ending) {
    begun.add(name);
    Set<Reg> old = swapReserved(Set.of());
    idioms.write(scene, idiomCount);
    ending.run();
    swapReserved(old);
    finish(new Body(name, linkage, scene.w.steps()));
  }
}
