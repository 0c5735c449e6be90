// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads the rows of the helper table. Most signatures share their few dozen types, so each is
/// built once.
final class SignatureReader {
  private final Map<String, ArgType> arguments = new HashMap<>();
  private final Map<String, ReturnType> results = new HashMap<>();

  /// The helper of a row: id, name, flags, first kernel, result, arguments.
  Helper helper(List<String> columns) {
    String flags = columns.get(2);
    List<ArgType> args = new ArrayList<>(5);
    for (String text : Table.list(columns.get(5), ',')) {
      ArgType known = arguments.get(text);
      if (known == null) {
        known = argument(text);
        arguments.put(text, known);
      }
      args.add(known);
    }
    ReturnType returns = results.get(columns.get(4));
    if (returns == null) {
      returns = result(columns.get(4));
      results.put(columns.get(4), returns);
    }
    return new Helper(
        Integer.parseInt(columns.get(0)),
        columns.get(1),
        args,
        returns,
        flags.indexOf('g') >= 0,
        Table.version(columns.get(3)),
        flags.indexOf('p') >= 0);
  }

  /// `KIND[?][+flag]...[:size or structure]`.
  private static ArgType argument(String text) {
    Parts parts = Parts.of(text);
    Set<ArgFlag> flags = EnumSet.noneOf(ArgFlag.class);
    for (String flag : parts.flags) {
      flags.add(ArgFlag.valueOf(flag.toUpperCase(Locale.ROOT)));
    }
    ArgKind kind = ArgKind.valueOf(parts.kind);
    boolean sized = kind == ArgKind.FIXED_SIZE_MEM;
    return new ArgType(
        kind,
        parts.nullable,
        flags,
        sized ? Integer.parseInt(parts.detail) : 0,
        sized ? "" : parts.detail);
  }

  /// `KIND[?][+rdonly][:structure]`.
  private static ReturnType result(String text) {
    Parts parts = Parts.of(text);
    return new ReturnType(
        ReturnKind.valueOf(parts.kind),
        parts.nullable,
        parts.flags.contains("rdonly"),
        parts.detail);
  }

  private record Parts(String kind, boolean nullable, List<String> flags, String detail) {
    static Parts of(String text) {
      int colon = text.indexOf(':');
      String detail = colon < 0 ? "" : text.substring(colon + 1);
      List<String> words = Table.split(colon < 0 ? text : text.substring(0, colon), '+');
      String kind = words.getFirst();
      boolean nullable = kind.endsWith("?");
      return new Parts(
          nullable ? kind.substring(0, kind.length() - 1) : kind,
          nullable,
          words.subList(1, words.size()),
          detail);
    }
  }
}
