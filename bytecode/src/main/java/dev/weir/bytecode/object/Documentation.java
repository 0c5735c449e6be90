// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Documentation comments of a source, Markdown, by what they are about.
///
/// In a file they are the section `.debug_weir`, which other loaders leave alone and stripping
/// removes: for each text its subject and the text, both UTF-8 and ended by a zero byte.
///
/// | subject | about |
/// |---|---|
/// | `module` | the unit |
/// | `program NAME`, `map NAME`, `variable NAME` | that |
/// | `type NAME` | a structure, union or enumeration |
/// | `type NAME.MEMBER` | a member or enumerator |
///
/// @param texts by subject, in the order of the source; none is blank
public record Documentation(SequencedMap<String, String> texts) {
  /// No documentation.
  public static final Documentation NONE = new Documentation(new LinkedHashMap<>());

  private static final String MODULE = "module";

  /// Copies the map, without blank texts.
  public Documentation {
    SequencedMap<String, String> copy = new LinkedHashMap<>();
    texts.forEach((subject, text) -> {
      if (!text.isBlank() && (subject + text).indexOf('\0') < 0) {
        copy.put(subject, text);
      }
    });
    texts = Collections.unmodifiableSequencedMap(copy);
  }

  /// Collects texts; blank ones are left out.
  public static final class Builder {
    private final SequencedMap<String, String> texts = new LinkedHashMap<>();

    /// Starts without texts.
    public Builder() {}

    /// About the unit.
    public Builder module(String text) {
      return put(MODULE, text);
    }

    /// About a program.
    public Builder program(String name, String text) {
      return put("program " + name, text);
    }

    /// About a map.
    public Builder map(String name, String text) {
      return put("map " + name, text);
    }

    /// About a global variable.
    public Builder variable(String name, String text) {
      return put("variable " + name, text);
    }

    /// About a structure, union or enumeration.
    public Builder type(String name, String text) {
      return put("type " + name, text);
    }

    /// About a member or enumerator.
    public Builder member(String type, String name, String text) {
      return put("type " + type + "." + name, text);
    }

    /// The documentation.
    public Documentation build() {
      return new Documentation(texts);
    }

    private Builder put(String subject, String text) {
      texts.putIfAbsent(subject, text);
      return this;
    }
  }

  /// About the unit; empty when nothing is said.
  public String module() {
    return text(MODULE);
  }

  /// About a program; empty when nothing is said.
  public String program(String name) {
    return text("program " + name);
  }

  /// About a map; empty when nothing is said.
  public String map(String name) {
    return text("map " + name);
  }

  /// About a global variable; empty when nothing is said.
  public String variable(String name) {
    return text("variable " + name);
  }

  /// About a structure, union or enumeration; empty when nothing is said.
  public String type(String name) {
    return text("type " + name);
  }

  /// About a member or enumerator; empty when nothing is said.
  public String member(String type, String name) {
    return text("type " + type + "." + name);
  }

  /// The section's bytes.
  byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    texts.forEach((subject, text) ->
        out.writeBytes((subject + '\0' + text + '\0').getBytes(StandardCharsets.UTF_8)));
    return out.toByteArray();
  }

  /// Reads a section; what is no pair of texts is left out.
  static Documentation decode(byte[] section) {
    String[] parts = new String(section, StandardCharsets.UTF_8).split("\0", -1);
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i + 2 < parts.length; i += 2) {
      texts.put(parts[i], parts[i + 1]);
    }
    return new Documentation(texts);
  }

  private String text(String subject) {
    return texts.getOrDefault(subject, "");
  }
}
