// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import dev.weir.bytecode.diag.Diagnostics;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;

/// The names of one scope of the generated code. Who asks first gets a name; a later one gets a
/// suffix, and a number when that is taken too.
final class Names {
  private final Set<String> taken;
  private final Diagnostics diagnostics;

  /// A scope.
  ///
  /// @param reserved names that are taken from the start
  Names(Set<String> reserved, Diagnostics diagnostics) {
    this.taken = new HashSet<>(reserved);
    this.diagnostics = diagnostics;
  }

  /// A name for something of the object, and a warning when it is not the wanted one.
  ///
  /// @param wanted in the style of its kind
  /// @param suffix for the second of that name, in the same style
  /// @param what as the object says it, such as "map `events`"
  String claim(String wanted, String suffix, String what) {
    String first =
        SourceVersion.isKeyword(wanted) || wanted.equals("record") ? wanted + "_" : wanted;
    String name = first;
    if (taken.contains(name)) {
      name = first + suffix;
    }
    for (int number = 2; taken.contains(name); number++) {
      name = first + suffix + number;
    }
    taken.add(name);
    if (!name.equals(wanted)) {
      diagnostics.report(
          SkeletonProblem.RENAMED.warning(
              what + " is `" + name + "` in Java, because `" + wanted + "` is taken"));
    }
    return name;
  }

  /// A name in the style of methods: `to_server` is `toServer`, `FIRST_PORT` is `firstPort`.
  static String method(String name) {
    String joined = joined(name);
    int capitals = 0;
    while (capitals < joined.length() && Character.isUpperCase(joined.charAt(capitals))) {
      capitals++;
    }
    int lower = capitals > 1 && capitals < joined.length() ? capitals - 1 : capitals;
    return joined.substring(0, lower).toLowerCase(Locale.ROOT) + joined.substring(lower);
  }

  /// A name in the style of classes: `flow_key` is `FlowKey`.
  static String type(String name) {
    String joined = joined(name);
    return joined.substring(0, 1).toUpperCase(Locale.ROOT) + joined.substring(1);
  }

  /// A name in the style of constants: `DenyAll` is `DENY_ALL`.
  static String constant(String name) {
    String words = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replaceAll("[^A-Za-z0-9]+", "_");
    String upper = words.replaceAll("^_+|_+$", "").toUpperCase(Locale.ROOT);
    return upper.isEmpty() || Character.isDigit(upper.charAt(0)) ? "N" + upper : upper;
  }

  /// The words of a name joined, each with a capital but the first, which stays as it is.
  private static String joined(String name) {
    boolean shouted = name.chars().noneMatch(Character::isLowerCase);
    StringBuilder joined = new StringBuilder();
    for (String word : name.split("[^A-Za-z0-9]+")) {
      String part = shouted ? word.toLowerCase(Locale.ROOT) : word;
      if (!part.isEmpty()) {
        joined.append(
            joined.isEmpty()
                ? part
                : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
      }
    }
    boolean legal = !joined.isEmpty() && !Character.isDigit(joined.charAt(0));
    return legal ? joined.toString() : "n" + joined;
  }
}
