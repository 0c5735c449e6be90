// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Function;
import dev.weir.compiler.text.typed.Global;
import dev.weir.compiler.text.typed.Program;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TextCheckerTest {
  private static Unit unit(String source) {
    Checked checked = Checked.of(source);
    assertEquals(List.of(), checked.codes(), checked.text());
    return checked.unit().orElseThrow();
  }

  private static String problems(String source) {
    return Checked.of(source).text();
  }

  static Stream<Arguments> samplesAndTargets() throws IOException {
    List<Path> samples = Checked.samples();
    return KernelVersion.TARGETS.stream()
        .flatMap(target -> samples.stream().map(file -> Arguments.of(file, target)));
  }

  @ParameterizedTest
  @MethodSource("samplesAndTargets")
  void everySampleIsRightForEveryTarget(Path file, KernelVersion target) throws IOException {
    Checked checked = Checked.of(Files.readString(file), target);
    assertEquals(List.of(), checked.codes(), checked.text());
  }

  @Test
  void oneBlockServesSeveralHooks() {
    Unit unit = unit("on connect4, sendmsg4, bind4 check(ctx) { allow }");
    assertEquals(
        List.of("connect4", "sendmsg4", "check"),
        unit.programs().stream().map(Program::name).toList());
  }

  @Test
  void aFunctionIsSharedByHooksUnlessTheyMakeItDiffer() {
    Unit unit =
        unit(
            """
            fn same(a: u32) -> u32 { a + 1 }
            fn port(ctx: Context) -> be16 { ctx.dst_port }
            on connect4, connect6 (ctx) {
                if same(ctx.protocol) == 3 || port(ctx) == 80 { return deny }
                allow
            }
            on tc ingress (packet) {
                if same(packet.len) == 3 { return drop }
                pass
            }
            """);
    assertEquals(List.of("same", "port"), unit.functions().stream().map(Function::name).toList());
  }

  @Test
  void structuresAreLaidOutAsInC() {
    Unit unit =
        unit(
            """
            struct Inner { a: u8, b: u16 }
            struct Outer { x: u8, inner: Inner, y: u64, z: ip6, m: mac }
            packed struct Tight { x: u8, y: u64 }
            map outer: hash<u32, Outer>[1]
            map tight: hash<u32, Tight>[1]
            """);
    Type.Struct outer = (Type.Struct) unit.maps().getFirst().value().orElseThrow();
    assertEquals(
        List.of(0, 2, 8, 16, 32), outer.fields().stream().map(Type.Field::offset).toList());
    assertEquals(40, outer.size());
    assertEquals(9, unit.maps().get(1).value().orElseThrow().sizeBytes());
  }

  @Test
  void constantsAreBytesInTheirOwnOrder() {
    Unit unit = unit("const PORT: be16 = 80\nconst LIMIT: u16 = 80\nvar mask: be32 = 255.0.0.0");
    assertEquals(
        List.of(List.of((byte) 0, (byte) 80), List.of((byte) 80, (byte) 0)),
        unit.globals().subList(0, 2).stream().map(Global::initial).toList());
    assertEquals(
        List.of(true, true, false), unit.globals().stream().map(Global::readOnly).toList());
  }

  @Test
  void countersAreFieldsOfOneMap() {
    Unit unit = unit("counter a, b\ncounter c\non tc ingress (packet) { b += 2\n pass }");
    Type.Struct counters = (Type.Struct) unit.maps().getFirst().value().orElseThrow();
    assertEquals(List.of("a", "b", "c"), counters.fields().stream().map(Type.Field::name).toList());
  }

  @Test
  void whenIsDecidedByTheTarget() {
    String source =
        """
        on tc ingress (packet) {
            when kernel >= 6.13 { if packet.netns_cookie() == 0 { return drop } } else { return pass }
            next
        }
        """;
    assertEquals(List.of("W2033"), Checked.of(source, KernelVersion.V6_12).codes());
    assertEquals(List.of(), Checked.of(source, KernelVersion.V6_18).codes());
  }

  @Test
  void namesThatAreCloseAreSuggested() {
    assertTrue(
        problems(
                "map services: hash<u32, u32>[1]\non tc ingress (p) { let x = servics[1] else return pass\n pass }")
            .contains("a map with a similar name exists: `services`"));
    assertTrue(problems("on tcx ingres (packet) { pass }").contains("tcx ingress"));
    assertTrue(
        problems("on bind4 (ctx) { if ctx.peer_port == 1 { return deny }\n allow }")
            .contains("exists at: recvmsg4"));
  }

  @Test
  void byteOrdersDoNotMix() {
    assertTrue(
        problems(
                "on connect4 (ctx) { let x: u16 = 5\n if ctx.dst_port == x { return deny }\n allow }")
            .contains("bring them to one byte order"));
    unit("on connect4 (ctx) { if ctx.dst_port == 80 { return deny }\n allow }");
  }

  @Test
  void aViewDiesOnOneWayOfTwo() {
    String source =
        """
        on tc ingress (packet) {
            let ip = packet.ipv4() else return pass
            if packet.len > 100 { ip.set_dst(10.0.0.1) }
            if ip.ttl == 1 { return drop }
            pass
        }
        """;
    assertEquals(List.of("W2018"), Checked.of(source).codes());
  }

  @Test
  void aViewDiesInTheRoundBefore() {
    String source =
        """
        on tc ingress (packet) {
            let ip = packet.ipv4() else return pass
            for i in 0..4 {
                if ip.ttl == i as u8 { return drop }
                skb_pull_data(40)
            }
            pass
        }
        """;
    assertEquals(List.of("W2018"), Checked.of(source).codes());
  }

  @Test
  void aPortDoesNotFollowALibraryProblemIntoTheLibrary() {
    Checked checked =
        Checked.of(
            """
            on xdp (packet) {
                let ip = packet.ipv4() else return pass
                let tcp = ip.tcp() else return pass
                tcp.set_dst_port(80)
                pass
            }
            """);
    assertEquals(List.of(4), checked.lines(), checked.text());
  }

  @Test
  void onlyALockOfAMapValueCanBeHeld() {
    Checked checked =
        Checked.of(
            """
            struct Bucket { lock: spin_lock, tokens: u32 }
            map buckets: array<Bucket>[4]
            on tc ingress (packet) {
                let bucket = buckets[0] else return pass
                var own = Bucket { tokens: 3 }
                locked own.lock { own.tokens = 1 }
                locked bucket.tokens { bucket.tokens = 1 }
                locked bucket.lock { bucket.tokens = own.tokens }
                pass
            }
            """);
    assertEquals(2, checked.codes().size(), checked.text());
    assertTrue(checked.text().contains("this is no lock that can be held"), checked.text());
  }

  @Test
  void anErrnoIsSetBeforeTheVerdict() {
    Unit unit = unit("on connect4 (ctx) { deny EHOSTUNREACH }");
    Expr value = unit.programs().getFirst().body().value().orElseThrow();
    Expr.Do steps = (Expr.Do) value;
    assertEquals(1, steps.block().statements().size());
    assertEquals(
        new Expr.Const(0, Type.VERDICT, value.span()), steps.block().value().orElseThrow());
  }
}
