// SPDX-License-Identifier: Apache-2.0
/// Loads BPF objects into the running kernel, attaches them, and reads and writes their maps.
///
/// Calls the kernel through java.lang.foreign: start Java with
/// `--enable-native-access=dev.weir.loader`, or `ALL-UNNAMED` on the class path.
module dev.weir.loader {
  requires transitive dev.weir.bytecode;
  requires static org.jspecify;

  exports dev.weir.loader;
  exports dev.weir.loader.error;
  exports dev.weir.loader.hook;
  exports dev.weir.loader.host;
  exports dev.weir.loader.link;
  exports dev.weir.loader.map;
  exports dev.weir.loader.netlink;
  exports dev.weir.loader.probe;
  exports dev.weir.loader.program;
  exports dev.weir.loader.sys;
  exports dev.weir.loader.types;
  exports dev.weir.loader.value;
}
