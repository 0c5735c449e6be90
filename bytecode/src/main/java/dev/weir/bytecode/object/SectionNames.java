// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

/// Names of sections with a meaning in every object.
final class SectionNames {
  static final String TEXT = ".text";
  static final String MAPS = ".maps";
  static final String LEGACY_MAPS = "maps";
  static final String LICENSE = "license";
  static final String VERSION = "version";
  static final String BTF = ".BTF";
  static final String BTF_EXT = ".BTF.ext";

  /// Named like debugging information, which libbpf skips without a word and stripping removes.
  static final String DOCUMENTATION = ".debug_weir";

  static final String KSYMS = ".ksyms";
  static final String KCONFIG = ".kconfig";

  private SectionNames() {}

  /// Whether a section holds global variables: `.data`, `.rodata`, `.bss`, alone or with a suffix.
  static boolean data(String section) {
    return family(section, ".data") || family(section, ".rodata") || family(section, ".bss");
  }

  /// Whether an object says by itself what such a section holds, so that its types leave it out.
  static boolean described(String section) {
    return section.equals(MAPS) || section.equals(LICENSE) || section.equals(VERSION);
  }

  /// Whether a section cannot hold programs.
  static boolean reserved(String section) {
    return section.startsWith(".")
        || section.equals(LEGACY_MAPS)
        || section.equals(LICENSE)
        || section.equals(VERSION);
  }

  private static boolean family(String section, String name) {
    return section.equals(name) || section.startsWith(name + ".");
  }
}
