// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;

/// Classes of `runtime-loader` that generated code names; this module does not depend on it.
final class Library {
  private static final String ROOT = "dev.weir.loader";
  private static final String VALUE = ROOT + ".value";

  static final ClassName LOADER = ClassName.get(ROOT, "Loader");
  static final ClassName LOAD_OPTIONS = ClassName.get(ROOT, "LoadOptions");
  static final ClassName CONSTANT_BYTES = LOAD_OPTIONS.nestedClass("Constant").nestedClass("Bytes");
  static final ClassName LOADED_OBJECT = ClassName.get(ROOT, "LoadedObject");
  static final ClassName OBJECT_RESOURCE = ClassName.get(ROOT, "ObjectResource");
  static final ClassName BPF_OBJECT = ClassName.get("dev.weir.bytecode.object", "BpfObject");
  static final ClassName CODEC = map("Codec");
  static final ClassName BPF_MAP = map("BpfMap");
  static final ClassName BE32 = ClassName.get(VALUE, "Be32");
  static final ClassName IP6 = ClassName.get(VALUE, "Ip6");
  static final ClassName MAC = ClassName.get(VALUE, "Mac");
  static final ClassName BYTES = ClassName.get(VALUE, "Bytes");
  static final ClassName STRUCT_BYTES = ClassName.get(VALUE, "StructBytes");

  private Library() {}

  /// A view of maps.
  static ClassName map(String simpleName) {
    return ClassName.get(ROOT + ".map", simpleName);
  }

  /// A handle of programs.
  static ClassName hook(String simpleName) {
    return ClassName.get(ROOT + ".hook", simpleName);
  }
}
