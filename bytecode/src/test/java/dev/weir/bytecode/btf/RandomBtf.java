// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfType.Int.Encoding;
import dev.weir.bytecode.btf.BtfType.VariableLinkage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Random graphs of types: every kind, references anywhere, also to themselves.
public final class RandomBtf {
  private static final List<String> NAMES = List.of("", "a", "b", "pair", "list", "größe", "x.y");

  private final Random random;
  private final int count;

  private RandomBtf(Random random, int count) {
    this.random = random;
    this.count = count;
  }

  /// Up to 30 types.
  public static Arbitrary<Btf> btf() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 30))
        .as((seed, count) -> of(new Random(seed), count));
  }

  /// A graph of some types.
  public static Btf of(Random random, int count) {
    RandomBtf types = new RandomBtf(random, count);
    return new Btf(IntStream.range(0, count).mapToObj(_ -> types.type()).toList());
  }

  private BtfType type() {
    return switch (1 + random.nextInt(19)) {
      case 1 ->
          new BtfType.Int(
              name(),
              1 << random.nextInt(5),
              random.nextInt(129),
              random.nextInt(100),
              Encoding.values()[random.nextInt(4)]);
      case 2 -> new BtfType.Ptr(id());
      case 3 -> new BtfType.Array(id(), id(), random.nextInt());
      case 4 -> new BtfType.Struct(name(), random.nextInt(100), members());
      case 5 -> new BtfType.Union(name(), random.nextInt(100), members());
      case 6 -> enumeration(random.nextBoolean());
      case 7 -> new BtfType.Forward(name(), random.nextBoolean());
      case 8 -> new BtfType.Typedef(name(), id());
      case 9 -> new BtfType.Volatile(id());
      case 10 -> new BtfType.Const(id());
      case 11 -> new BtfType.Restrict(id());
      case 12 -> new BtfType.Function(name(), id(), FunctionLinkage.values()[random.nextInt(3)]);
      case 13 ->
          new BtfType.FunctionPrototype(id(), list(() -> new BtfType.Parameter(name(), id())));
      case 14 -> new BtfType.Variable(name(), id(), VariableLinkage.values()[random.nextInt(3)]);
      case 15 ->
          new BtfType.DataSection(
              "." + name(),
              random.nextInt(100),
              list(() -> new BtfType.Entry(id(), random.nextInt(100), random.nextInt(9))));
      case 16 -> new BtfType.Float(name(), 8);
      case 17 -> new BtfType.DeclTag(name(), id(), random.nextInt(4) - 1);
      case 18 -> new BtfType.TypeTag(name(), id());
      default ->
          new BtfType.Enum64(
              name(),
              8,
              random.nextBoolean(),
              list(() -> new BtfType.Value(name(), random.nextLong())));
    };
  }

  private BtfType enumeration(boolean signed) {
    return new BtfType.Enum(
        name(),
        4,
        signed,
        list(() -> {
          int value = random.nextInt();
          return new BtfType.Value(name(), signed ? value : Integer.toUnsignedLong(value));
        }));
  }

  private List<BtfType.Member> members() {
    boolean bitfields = random.nextInt(3) == 0;
    return list(() ->
        new BtfType.Member(name(), id(), random.nextInt(1000), bitfields ? random.nextInt(33) : 0));
  }

  private <T> List<T> list(Supplier<T> item) {
    List<T> items = new ArrayList<>();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      items.add(item.get());
    }
    return items;
  }

  private int id() {
    return random.nextInt(count + 1);
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }
}
