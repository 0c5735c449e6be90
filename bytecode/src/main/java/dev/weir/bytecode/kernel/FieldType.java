// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// What loading a context field yields.
public enum FieldType {
  /// A number.
  SCALAR("scalar"),
  /// The first byte of the packet (or of the message or option buffer).
  PACKET("pkt"),
  /// The end of the packet: one past its last directly readable byte.
  PACKET_END("pkt_end"),
  /// The start of the metadata in front of the packet; it ends at [#PACKET].
  PACKET_META("pkt_meta"),
  /// A full socket, never null.
  SOCKET("sock"),
  /// A full socket or null.
  SOCKET_OR_NULL("sock_or_null"),
  /// Any socket (also a request or time-wait socket) or null; `bpf_sk_fullsock` narrows it.
  SOCK_COMMON_OR_NULL("sock_common_or_null"),
  /// The flow keys a flow dissector fills in.
  FLOW_KEYS("flow_keys"),
  /// A trusted pointer to a kernel structure described by the kernel's BTF.
  BTF_POINTER("trusted_ptr");

  private final String kernelName;

  FieldType(String kernelName) {
    this.kernelName = kernelName;
  }

  /// The register type's name in the verifier's log, such as `sock_common_or_null`.
  public String kernelName() {
    return kernelName;
  }

  /// Whether the loaded value is a pointer.
  public boolean pointer() {
    return this != SCALAR;
  }

  /// Whether the loaded pointer has to be checked for null before use.
  public boolean nullable() {
    return this == SOCKET_OR_NULL || this == SOCK_COMMON_OR_NULL;
  }
}
