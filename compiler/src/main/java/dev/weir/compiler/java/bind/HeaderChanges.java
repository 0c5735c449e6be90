// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.surface.BitFields;
import dev.weir.compiler.text.typed.Header;
import dev.weir.compiler.text.typed.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Changes of headers that keep checksums right; the same as the text language's library has.
///
/// @kernel v6.12 include/uapi/linux/bpf.h bpf_l4_csum_replace
final class HeaderChanges {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP6 = 58;
  private static final long PSEUDO_HEADER = 0x10;
  private static final long KEEP_ZERO = 0x20;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;
  private static final int ICMP6_CHECKSUM = 2;
  private final Headers headers;

  HeaderChanges(Headers headers) {
    this.headers = headers;
  }

  void addTo(Map<String, Binding> members, Header header) {
    switch (header) {
      case IPV4 -> {
        members.put("headerLength", call -> words(call, header, "ihl"));
        members.put("isFirstFragment", HeaderChanges::isFirstFragment);
        members.put("decrementTtl", HeaderChanges::decrementTtl);
        members.put("setSrc", call -> replaceAddress(call, "src"));
        members.put("setDst", call -> replaceAddress(call, "dst"));
      }
      case IPV6 -> {
        members.put("setSrc", call -> replaceAddress6(call, "src"));
        members.put("setDst", call -> replaceAddress6(call, "dst"));
      }
      case TCP -> {
        members.put("headerLength", call -> words(call, header, "data_offset"));
        members.put("setSrcPort", call -> replacePort(call, header, "srcPort"));
        members.put("setDstPort", call -> replacePort(call, header, "dstPort"));
      }
      case UDP -> {
        members.put("setSrcPort", call -> replacePort(call, header, "srcPort"));
        members.put("setDstPort", call -> replacePort(call, header, "dstPort"));
      }
      case ETHERNET, ARP, ICMP, ICMP6 -> {}
    }
  }

  private static Operand.Scalar bits(Call call, Header header, String name) {
    return Headers.read(call, header, BitFields.find(header.layout().name(), name).orElseThrow());
  }

  private static Value constant(Call call, long value) {
    return call.builder().constant(IrType.I32, value);
  }

  private static Operand words(Call call, Header header, String name) {
    Value words = bits(call, header, name).value();
    return call.ofInt(
        call.builder().binary(AluOp.LSH, words, constant(call, 2)), Range.of(0, 15 * 4));
  }

  private static Operand isFirstFragment(Call call) {
    Value fragment = bits(call, Header.IPV4, "fragment_offset").value();
    return call.ofInt(
        call.builder().compare(Condition.EQ, fragment, constant(call, 0)), Range.BOOLEAN);
  }

  /// RFC 1624: the 16-bit word of TTL and protocol falls by 0x0100, so the sum rises by it.
  private static Operand decrementTtl(Call call) {
    FunctionBuilder builder = call.builder();
    Value checksum = Headers.field(call, Header.IPV4, "checksum").value();
    Value sum = builder.binary(AluOp.ADD, checksum, constant(call, 1));
    Value low = builder.binary(AluOp.AND, sum, constant(call, 0xffff));
    Value carry = builder.binary(AluOp.RSH, sum, constant(call, 16));
    Value folded = builder.binary(AluOp.ADD, low, carry);
    Headers.store(call, Header.IPV4, "checksum", folded);
    Value ttl = Headers.field(call, Header.IPV4, "ttl").value();
    Value less = builder.binary(AluOp.SUB, ttl, constant(call, 1));
    Value cut = builder.binary(AluOp.AND, less, constant(call, 0xff));
    return Headers.store(call, Header.IPV4, "ttl", cut);
  }

  private Operand replaceAddress(Call call, String field) {
    FunctionBuilder builder = call.builder();
    Optional<Value> start = headers.start(call, Header.IPV4);
    if (start.isEmpty() || HelperCalls.require(call, "l4_csum_replace").isEmpty()) {
      return new Operand.Failed();
    }
    Value old = Headers.field(call, Header.IPV4, field).value();
    Value length =
        builder.binary(AluOp.LSH, bits(call, Header.IPV4, "ihl").value(), constant(call, 2));
    Value transport = builder.binary(AluOp.ADD, start.get(), length);
    Value fragment = bits(call, Header.IPV4, "fragment_offset").value();
    Value protocol = Headers.field(call, Header.IPV4, "protocol").value();
    Value address = call.number(1).value();
    Headers.store(call, Header.IPV4, field, address);
    Block whole = builder.newBlock();
    Block done = builder.newBlock();
    builder.branch(Condition.EQ, fragment, constant(call, 0), whole, done);
    builder.seal(whole);
    builder.switchTo(whole);
    List<Transport> kinds =
        List.of(
            new Transport(TCP, TCP_CHECKSUM, PSEUDO_HEADER | 4),
            new Transport(UDP, UDP_CHECKSUM, PSEUDO_HEADER | KEEP_ZERO | 4));
    byProtocol(call, protocol, transport, kinds, done, old, address);
    Value checksum = builder.binary(AluOp.ADD, start.get(), constant(call, 10));
    Value four = builder.constant(IrType.I64, 4);
    HelperCalls.emit(
        call,
        "l3_csum_replace",
        List.of(call.context(), wide(call, checksum), wide(call, old), wide(call, address), four));
    return new Operand.Null();
  }

  private Operand replaceAddress6(Call call, String field) {
    FunctionBuilder builder = call.builder();
    Optional<Value> start = headers.start(call, Header.IPV6);
    if (start.isEmpty() || HelperCalls.require(call, "l4_csum_replace").isEmpty()) {
      return new Operand.Failed();
    }
    Value next = Headers.field(call, Header.IPV6, "nextHeader").value();
    Operand.View old = Headers.part(call, Header.IPV6, field);
    Operand.View address = call.memory(call.argument(1), Type.IP6);
    Value size = builder.constant(IrType.I64, Type.IP6.sizeBytes());
    Optional<Value> change =
        HelperCalls.call(
            call,
            "csum_diff",
            List.of(
                HelperCalls.pointer(call, old),
                size,
                HelperCalls.pointer(call, address),
                size,
                builder.constant(IrType.I64, 0)));
    if (change.isEmpty()) {
      return new Operand.Failed();
    }
    call.store(address, Headers.part(call, Header.IPV6, field));
    Value transport =
        builder.binary(AluOp.ADD, start.get(), constant(call, Header.IPV6.layout().size()));
    Block done = builder.newBlock();
    List<Transport> kinds =
        List.of(
            new Transport(TCP, TCP_CHECKSUM, PSEUDO_HEADER),
            new Transport(UDP, UDP_CHECKSUM, PSEUDO_HEADER | KEEP_ZERO),
            new Transport(ICMP6, ICMP6_CHECKSUM, PSEUDO_HEADER));
    Value nothing = builder.constant(IrType.I64, 0);
    byProtocol(call, next, transport, kinds, done, nothing, change.get());
    return new Operand.Null();
  }

  /// A protocol whose checksum covers addresses.
  ///
  /// @param checksum bytes from its header to the checksum
  /// @param flags of `bpf_l4_csum_replace`
  private record Transport(int protocol, int checksum, long flags) {}

  /// Changes the checksum of the protocol that is there, if it is one of them; goes on at `done`.
  private static void byProtocol(
      Call call,
      Value protocol,
      Value transport,
      List<Transport> kinds,
      Block done,
      Value from,
      Value to) {
    FunctionBuilder builder = call.builder();
    for (Transport kind : kinds) {
      Block is = builder.newBlock();
      Block not = builder.newBlock();
      builder.branch(Condition.EQ, protocol, constant(call, kind.protocol()), is, not);
      builder.seal(is);
      builder.seal(not);
      builder.switchTo(is);
      Value at = builder.binary(AluOp.ADD, transport, constant(call, kind.checksum()));
      replace(call, at, from, to, kind.flags());
      builder.jump(done);
      builder.switchTo(not);
    }
    builder.jump(done);
    builder.seal(done);
    builder.switchTo(done);
  }

  private static void replace(Call call, Value at, Value from, Value to, long flags) {
    HelperCalls.emit(
        call,
        "l4_csum_replace",
        List.of(
            call.context(),
            wide(call, at),
            wide(call, from),
            wide(call, to),
            call.builder().constant(IrType.I64, flags)));
  }

  private static Value wide(Call call, Value value) {
    return value.type().equals(IrType.I64)
        ? value
        : call.builder().extend(IrType.I64, false, 32, value);
  }

  private Operand replacePort(Call call, Header header, String field) {
    Optional<Value> start = headers.start(call, header);
    if (start.isEmpty()) {
      return new Operand.Failed();
    }
    Value old = Headers.field(call, header, field).value();
    Value port = call.number(1).value();
    Headers.store(call, header, field, port);
    boolean udp = header == Header.UDP;
    Value at =
        call.builder()
            .binary(AluOp.ADD, start.get(), constant(call, udp ? UDP_CHECKSUM : TCP_CHECKSUM));
    replace(call, at, old, port, udp ? KEEP_ZERO | 2 : 2);
    return new Operand.Null();
  }
}
