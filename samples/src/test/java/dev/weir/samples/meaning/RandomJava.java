// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples.meaning;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random methods of the subset of Java that programs are written in: all integer types and
/// `boolean`, arrays, records, classes, nested calls, loops and switches of every form.
///
/// Methods terminate, never throw, and depend on nothing but their arguments.
final class RandomJava {
  private static final int MOST_DEPTH = 4;
  private static final String[] TYPES = {"int", "long", "byte", "short", "char", "boolean"};
  private static final String[] ARITHMETIC = {"+", "-", "*", "&", "|", "^"};
  private static final String[] COMPARISONS = {"<", "<=", ">", ">=", "==", "!="};
  private static final String[] OF_ONE = {
    "bitCount",
    "highestOneBit",
    "lowestOneBit",
    "numberOfLeadingZeros",
    "numberOfTrailingZeros",
    "reverse",
    "reverseBytes",
    "signum"
  };
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    7,
    31,
    32,
    63,
    100,
    127,
    128,
    255,
    256,
    32_767,
    32_768,
    65_535,
    65_536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x9e37_79b9L,
    0x1234_5678_9abc_def0L
  };

  private final Random random;
  private final StringBuilder out = new StringBuilder();
  private final List<Local> locals = new ArrayList<>();
  private int names;
  private int statements;
  private int loops;

  private RandomJava(Random random) {
    this.random = random;
  }

  /// A variable.
  ///
  /// @param assignable whether statements may assign it; counters of loops stay as they are
  private record Local(String type, String name, boolean assignable) {}

  /// What methods share: types and methods that they may call.
  static String shared() {
    return """
      record Pair(int x, long y) {
        long sum() { return x + y; }
        Pair swap() { return new Pair((int) y, x); }
      }

      static final class Sum {
        long total;
        int count;
        Sum(long start) { total = start; }
        void add(long more) { total += more; count++; }
      }

      enum Color {
        RED(3, true), GREEN(1 << 20, false), BLUE(-7, true);
        final long weight;
        private final boolean warm;
        Color(int weight, boolean warm) { this.weight = weight + 1L; this.warm = warm; }
        boolean isWarm() { return warm; }
      }

      static final int[] TABLE = {5, -6, 7, 80000, -90000, 1, 0, 3};

      static long mix(long x, int y) { return x > y ? x * 31 - y : y * 3L + (x >>> 7); }

      @Noinline
      static int own(int x, long y) { return x < 0 ? (int) y : x ^ (int) (y >> 3); }
    """;
  }

  /// A method `static long NAME(long a, long b)`.
  static String method(String name, Random random) {
    return new RandomJava(random).write(name);
  }

  private String write(String name) {
    out.append("  static long ").append(name).append("(long a, long b) {\n");
    locals.add(new Local("long", "a", true));
    locals.add(new Local("long", "b", true));
    line(4, "int[] t = {3, 1, (int) a, 1, 5, (int) b, 2, 6};");
    line(4, "Sum s = new Sum(a ^ b);");
    for (int i = 3 + random.nextInt(4); i > 0; i--) {
      declare(4);
    }
    block(4, 5 + random.nextInt(6), 0);
    out.append("    return s.total + s.count + t[0] * 3L + t[7]");
    for (Local local : locals) {
      out.append(
          switch (local.type()) {
            case "boolean" -> " + (" + local.name() + " ? 7 : 11)";
            default -> " + " + local.name() + " * " + (1 + random.nextInt(9)) + "L";
          });
    }
    return out.append(";\n  }\n\n").toString();
  }

  private void line(int indent, String text) {
    out.repeat(" ", indent).append(text).append('\n');
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private void declare(int indent) {
    String type = pick(TYPES);
    String name = "v" + names++;
    line(indent, type + " " + name + " = " + assignable(type, expression(type, 0)) + ";");
    locals.add(new Local(type, name, true));
  }

  /// What may stand right of `=` for a type: narrow types need a cast.
  private static String assignable(String type, String expression) {
    return type.equals("boolean") ? expression : "(" + type + ") (" + expression + ")";
  }

  private void block(int indent, int count, int depth) {
    int before = locals.size();
    for (int i = 0; i < count && statements < 40; i++) {
      statements++;
      statement(indent, depth);
    }
    while (locals.size() > before && depth > 0) {
      locals.removeLast();
    }
  }

  private void statement(int indent, int depth) {
    switch (random.nextInt(depth > 2 ? 7 : 13)) {
      case 0 -> declare(indent);
      case 1, 2 -> assign(indent);
      case 3 -> line(indent, "t[" + integer(1) + " & 7] = " + integer(1) + ";");
      case 4 -> line(indent, "s.add(" + wide(1) + ");");
      case 5 -> step(indent);
      case 6 -> pairs(indent);
      case 7, 8 -> choice(indent, depth);
      case 9 -> forLoop(indent, depth);
      case 10 -> whileLoop(indent, depth);
      case 11 -> classicSwitch(indent, depth);
      default -> arrowSwitch(indent);
    }
  }

  private Local assignableLocal() {
    List<Local> all = locals.stream().filter(Local::assignable).toList();
    return all.get(random.nextInt(all.size()));
  }

  private void assign(int indent) {
    Local to = assignableLocal();
    if (to.type().equals("boolean")) {
      String operator = pick(new String[] {"=", "&=", "|=", "^="});
      line(indent, to.name() + " " + operator + " " + condition(1) + ";");
      return;
    }
    switch (random.nextInt(4)) {
      case 0 ->
          line(indent, to.name() + " = " + assignable(to.type(), expression(to.type(), 0)) + ";");
      case 1 ->
          line(
              indent,
              to.name() + " " + pick(new String[] {"<<=", ">>=", ">>>="}) + " " + integer(1) + ";");
      case 2 ->
          line(
              indent,
              to.name() + " " + pick(new String[] {"/=", "%="}) + " " + divisor(to.type()) + ";");
      default ->
          line(indent, to.name() + " " + pick(ARITHMETIC) + "= " + expression("long", 1) + ";");
    }
  }

  private String divisor(String type) {
    int number = pickNonZero();
    return type.equals("long") && random.nextBoolean() ? number + "L" : String.valueOf(number);
  }

  private int pickNonZero() {
    int[] all = {1, 2, 3, 7, 10, 16, 1000, -1, -3, 65_537, Integer.MAX_VALUE, Integer.MIN_VALUE};
    return all[random.nextInt(all.length)];
  }

  private void step(int indent) {
    Local to = assignableLocal();
    if (to.type().equals("boolean")) {
      line(indent, to.name() + " = !" + to.name() + ";");
    } else {
      line(indent, to.name() + (random.nextBoolean() ? "++" : "--") + ";");
    }
  }

  private void pairs(int indent) {
    String name = "p" + names++;
    line(indent, "Pair " + name + " = new Pair(" + integer(1) + ", " + wide(1) + ");");
    if (random.nextBoolean()) {
      line(indent, "s.total ^= " + name + ".swap().sum();");
    } else if (random.nextBoolean()) {
      line(indent, "if (" + name + ".equals(" + name + ".swap())) s.total -= 5;");
    } else {
      line(indent, "s.total += " + name + ".x() * 5 - " + name + ".y();");
    }
  }

  private void choice(int indent, int depth) {
    line(indent, "if (" + condition(0) + ") {");
    block(indent + 2, 1 + random.nextInt(3), depth + 1);
    if (random.nextBoolean()) {
      line(indent, "} else {");
      block(indent + 2, 1 + random.nextInt(3), depth + 1);
    }
    line(indent, "}");
  }

  private void forLoop(int indent, int depth) {
    if (loops++ > 1) {
      assign(indent);
      return;
    }
    String i = "i" + names++;
    int rounds = 1 + random.nextInt(6);
    String label = random.nextInt(4) == 0 ? "l" + names++ : "";
    line(
        indent,
        (label.isEmpty() ? "" : label + ": ")
            + (random.nextBoolean()
                ? "for (int " + i + " = 0; " + i + " < " + rounds + "; " + i + "++) {"
                : "for (int " + i + " = " + rounds + "; " + i + " > 0; " + i + "--) {"));
    locals.add(new Local("int", i, false));
    leave(indent + 2, label);
    block(indent + 2, 1 + random.nextInt(3), depth + 1);
    leave(indent + 2, label);
    line(indent + 2, "s.total += " + i + ";");
    line(indent, "}");
    locals.removeIf(local -> local.name().equals(i));
  }

  private void leave(int indent, String label) {
    if (random.nextInt(3) == 0) {
      String how = random.nextBoolean() ? "break" : "continue";
      line(indent, "if (" + condition(1) + ") " + how + (label.isEmpty() ? "" : " " + label) + ";");
    }
  }

  private void whileLoop(int indent, int depth) {
    if (loops++ > 1) {
      assign(indent);
      return;
    }
    String n = "n" + names++;
    line(indent, "int " + n + " = " + integer(1) + " & 7;");
    line(indent, "while (" + n + " > 0) {");
    line(indent + 2, n + "--;");
    locals.add(new Local("int", n, false));
    block(indent + 2, 1 + random.nextInt(2), depth + 1);
    line(indent, "}");
    locals.removeIf(local -> local.name().equals(n));
  }

  private void classicSwitch(int indent, int depth) {
    line(indent, "switch (" + integer(1) + " & 7) {");
    for (int i = 0; i < 3 + random.nextInt(4); i++) {
      line(indent + 2, "case " + i + ":");
      block(indent + 4, 1, depth + 1);
      if (random.nextInt(3) > 0) {
        line(indent + 4, "break;");
      }
    }
    if (random.nextBoolean()) {
      line(indent + 2, "default:");
      block(indent + 4, 1, depth + 1);
    }
    line(indent, "}");
  }

  private void arrowSwitch(int indent) {
    if (random.nextBoolean()) {
      line(
          indent,
          "s.add(switch ("
              + integer(1)
              + " + 0) { case -5, 7 -> "
              + wide(2)
              + "; case 0 -> "
              + wide(2)
              + "; case 1000 -> 3; default -> "
              + wide(2)
              + "; });");
      return;
    }
    String color = "c" + names++;
    line(
        indent,
        "Color "
            + color
            + " = "
            + condition(1)
            + " ? Color.RED : "
            + condition(1)
            + " ? Color.GREEN : Color.BLUE;");
    line(
        indent,
        "s.add(switch ("
            + color
            + ") { case RED -> "
            + wide(2)
            + "; case GREEN -> 5; case BLUE -> "
            + color
            + ".ordinal(); });");
    line(indent, "s.total += " + color + ".weight * 3 + (" + color + ".isWarm() ? 1 : 0);");
  }

  private String expression(String type, int depth) {
    return switch (type) {
      case "boolean" -> condition(depth);
      case "long" -> wide(depth);
      default -> integer(depth);
    };
  }

  private String variable(boolean wideToo) {
    List<String> fitting =
        locals.stream()
            .filter(local ->
                !local.type().equals("boolean") && (wideToo || !local.type().equals("long")))
            .map(Local::name)
            .toList();
    return fitting.isEmpty() ? "7" : fitting.get(random.nextInt(fitting.size()));
  }

  private String integer(int depth) {
    if (depth >= MOST_DEPTH || random.nextInt(4) == 0) {
      return random.nextInt(3) == 0
          ? parenthesised((int) NUMBERS[random.nextInt(NUMBERS.length)])
          : variable(false);
    }
    int next = depth + 1;
    return switch (random.nextInt(16)) {
      case 0 -> "((int) " + wide(next) + ")";
      case 1 -> "((byte) " + wide(next) + ")";
      case 2 -> "((short) " + integer(next) + ")";
      case 3 -> "((char) " + integer(next) + ")";
      case 4 ->
          "("
              + integer(next)
              + " "
              + pick(new String[] {"<<", ">>", ">>>"})
              + " "
              + (random.nextBoolean() ? integer(next) : wide(next))
              + ")";
      case 5 ->
          "("
              + integer(next)
              + pick(new String[] {" / ", " % "})
              + parenthesised(pickNonZero())
              + ")";
      case 6 -> "(" + condition(next) + " ? " + integer(next) + " : " + integer(next) + ")";
      case 7 -> "t[" + integer(next) + " & 7]";
      case 8 -> "TABLE[" + integer(next) + " & 7]";
      case 9 -> "own(" + integer(next) + ", " + wide(next) + ")";
      case 10 -> (random.nextBoolean() ? "(-" : "(~") + integer(next) + ")";
      case 11 -> "Math." + pick(new String[] {"min", "max"}) + two(next, false);
      case 12 ->
          "Integer."
              + pick(
                  new String[] {
                    "rotateLeft", "rotateRight", "compare", "compareUnsigned", "sum", "max"
                  })
              + two(next, false);
      case 13 -> random.nextBoolean() ? "Math.abs(" + integer(next) + ")" : ofInteger(next);
      default -> "(" + integer(next) + " " + pick(ARITHMETIC) + " " + integer(next) + ")";
    };
  }

  private String ofInteger(int depth) {
    if (random.nextInt(4) == 0) {
      String method = pick(new String[] {"floorMod", "floorDiv", "ceilMod", "ceilDiv"});
      return "Math." + method + "(" + integer(depth) + ", " + pickNonZero() + ")";
    }
    return "Integer." + pick(OF_ONE) + "(" + integer(depth) + ")";
  }

  private String two(int depth, boolean wideOnes) {
    return wideOnes
        ? "(" + wide(depth) + ", " + wide(depth) + ")"
        : "(" + integer(depth) + ", " + integer(depth) + ")";
  }

  private static String parenthesised(int number) {
    return number < 0 ? "(" + number + ")" : String.valueOf(number);
  }

  private String wide(int depth) {
    if (depth >= MOST_DEPTH || random.nextInt(4) == 0) {
      if (random.nextInt(3) == 0) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        return number < 0 ? "(" + number + "L)" : number + "L";
      }
      return variable(true);
    }
    int next = depth + 1;
    return switch (random.nextInt(13)) {
      case 0 -> "((long) " + integer(next) + ")";
      case 1 ->
          "("
              + wide(next)
              + " "
              + pick(new String[] {"<<", ">>", ">>>"})
              + " "
              + integer(next)
              + ")";
      case 2 ->
          "(" + wide(next) + pick(new String[] {" / ", " % "}) + parenthesised(pickNonZero()) + ")";
      case 3 -> "(" + condition(next) + " ? " + wide(next) + " : " + integer(next) + ")";
      case 4 -> "mix(" + wide(next) + ", " + integer(next) + ")";
      case 5 -> (random.nextBoolean() ? "(-" : "(~") + wide(next) + ")";
      case 6 -> "Math." + pick(new String[] {"min", "max"}) + two(next, true);
      case 7 -> "Long.compareUnsigned" + two(next, true);
      case 8 -> "Integer.toUnsignedLong(" + integer(next) + ")";
      case 9 ->
          random.nextInt(4) == 0
              ? "Math.multiplyHigh" + two(next, true)
              : "Long." + pick(OF_ONE) + "(" + wide(next) + ")";
      case 10 -> "s.total";
      default -> "(" + wide(next) + " " + pick(ARITHMETIC) + " " + wide(next) + ")";
    };
  }

  private String condition(int depth) {
    List<String> flags =
        locals.stream().filter(l -> l.type().equals("boolean")).map(Local::name).toList();
    if (!flags.isEmpty() && random.nextInt(4) == 0) {
      return flags.get(random.nextInt(flags.size()));
    }
    int next = depth + 1;
    if (next >= MOST_DEPTH || random.nextInt(3) > 0) {
      return random.nextBoolean()
          ? "(" + integer(next) + " " + pick(COMPARISONS) + " " + integer(next) + ")"
          : "(" + wide(next) + " " + pick(COMPARISONS) + " " + wide(next) + ")";
    }
    return switch (random.nextInt(4)) {
      case 0 -> "!" + condition(next);
      case 1 -> "(" + condition(next) + " && " + condition(next) + ")";
      case 2 -> "(" + condition(next) + " || " + condition(next) + ")";
      default -> "(" + condition(next) + " ^ " + condition(next) + ")";
    };
  }
}
