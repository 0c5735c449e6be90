// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The library says what the kernel's tables say.
class TablesTest {
  private static final Pattern WORD = Pattern.compile("(?:^|[ _])([a-z0-9])");

  /// Hooks whose context or verdicts have no Java form.
  private static final Set<String> NOT_IN_JAVA = Set.of("sk_skb parser", "flow_dissector");

  private static final Map<String, Class<?>> CONTEXTS =
      Map.of(
          "__sk_buff", Packet.class,
          "xdp_md", Packet.class,
          "bpf_sock", SocketContext.class);

  @Test
  void everyHookWithAContextHasItsAnnotation() {
    for (Hook hook : Hooks.all()) {
      String struct = hook.context().struct();
      boolean expected =
          !NOT_IN_JAVA.contains(hook.name())
              && (CONTEXTS.containsKey(struct) || struct.equals("bpf_sock_addr"));
      assertEquals(expected, isAnnotation(annotationName(hook)), hook.name());
    }
  }

  @Test
  void everyFieldOfAPacketHasItsMethod() {
    for (Hook hook : Hooks.all()) {
      Class<?> context = CONTEXTS.get(hook.context().struct());
      if (context != null) {
        Set<String> methods = methods(context);
        for (ContextField field : hook.context().fields()) {
          if (field.type() == dev.weir.bytecode.kernel.FieldType.SCALAR) {
            assertTrue(methods.contains(camel(field.name())), context + " " + field.name());
          }
        }
      }
    }
  }

  @Test
  void verdictsAreThoseOfTheHooks() {
    Set<String> kernel =
        Hooks.all().stream()
            .filter(hook -> isAnnotation(annotationName(hook)))
            .flatMap(hook -> hook.verdicts().stream())
            .map(dev.weir.bytecode.kernel.Verdict::name)
            .filter(name -> !name.equals("redirect"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> library =
        Arrays.stream(Verdict.class.getFields())
            .filter(field -> field.getType() == Verdict.class)
            .map(field -> field.getName().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(kernel, library);
  }

  @Test
  void errorNumbersAreTheKernels() {
    assertEquals(
        Stream.of(dev.weir.bytecode.kernel.Errno.values())
            .collect(Collectors.toMap(Enum::name, e -> e.number())),
        Stream.of(Errno.values()).collect(Collectors.toMap(Enum::name, Errno::number)));
  }

  @Test
  void helpersAreTheKernels() {
    Set<String> known =
        dev.weir.bytecode.kernel.Helpers.all().stream()
            .map(helper -> camel(helper.name()))
            .collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>(methods(Helpers.class));
    unknown.removeAll(known);
    assertEquals(Set.of("random", "now"), unknown);
  }

  private static Set<String> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .map(Method::getName)
        .filter(name -> !name.contains("$"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isAnnotation(String name) {
    try {
      return Class.forName("dev.weir.dsl." + name).isAnnotation();
    } catch (ClassNotFoundException _) {
      return false;
    }
  }

  private static String annotationName(Hook hook) {
    // `Socket` is the class of sockets.
    return hook.name().equals("socket")
        ? "SocketFilter"
        : WORD.matcher(hook.name()).replaceAll(TablesTest::upper);
  }

  private static String camel(String name) {
    return Pattern.compile("_([a-z0-9])").matcher(name).replaceAll(TablesTest::upper);
  }

  private static String upper(java.util.regex.MatchResult word) {
    return Matcher.quoteReplacement(word.group(1).toUpperCase(Locale.ROOT));
  }
}
