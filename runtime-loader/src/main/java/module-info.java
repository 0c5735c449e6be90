// SPDX-License-Identifier: Apache-2.0
/// Loads BPF objects into the running kernel, attaches them, and reads and writes their maps.
module dev.weir.loader {
  requires transitive dev.weir.bytecode;
  requires static org.jspecify;
}
