// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

/// What a register holds. What may be null, read-only and so on is said by [RegFlag]s.
///
/// @kernel v6.12 include/linux/bpf.h enum bpf_reg_type
public enum RegType {
  /// Nothing yet; reading it is an error.
  NOT_INIT("?"),
  /// A number.
  SCALAR("scalar"),
  /// The program's context.
  CTX("ctx"),
  /// A map.
  MAP_PTR("map_ptr"),
  /// A value in a map.
  MAP_VALUE("map_value"),
  /// A key handed to a callback.
  MAP_KEY("map_key"),
  /// The stack of a frame.
  STACK("fp"),
  /// The start of metadata in front of the packet.
  PACKET_META("pkt_meta"),
  /// The packet.
  PACKET("pkt"),
  /// The end of the packet.
  PACKET_END("pkt_end"),
  /// The keys of a flow dissector.
  FLOW_KEYS("flow_keys"),
  /// A full socket.
  SOCKET("sock"),
  /// A socket of any kind.
  SOCK_COMMON("sock_common"),
  /// A TCP socket.
  TCP_SOCK("tcp_sock"),
  /// An XDP socket.
  XDP_SOCK("xdp_sock"),
  /// The buffer of a writable tracepoint.
  TP_BUFFER("tp_buffer"),
  /// A kernel structure described by BTF.
  BTF_ID("ptr_"),
  /// Memory of known size.
  MEM("mem"),
  /// Memory that an arena maps.
  ARENA("arena"),
  /// A buffer of the helper that calls the program.
  BUF("buf"),
  /// The address of a function of the program.
  FUNC("func"),
  /// A constant dynptr handed to a callback.
  DYNPTR("dynptr_ptr"),
  /// An instruction address from an instruction array.
  INSN("insn");

  private final String kernelName;

  RegType(String kernelName) {
    this.kernelName = kernelName;
  }

  /// The name in the kernel's log.
  public String kernelName() {
    return kernelName;
  }
}
