// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.link;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.link.LinkException.Kind;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.DataSection.Variable;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target.ExternRef;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Values of a kernel's configuration that a program declares (`extern ... __kconfig`), as a
/// section of read-only data.
///
/// A value is `y`, `m` or `n` for characters, 1 or 0 for truth values, 1, 2 or 0 for `enum
/// libbpf_tristate`, a number, or text. `LINUX_KERNEL_VERSION` is the release as `KERNEL_VERSION()`
/// in C gives it.
public final class KernelSettings {
  /// The name of the section.
  public static final String SECTION = ".kconfig";

  private final Btf types;
  private final int versionCode;
  private final Map<String, String> settings;
  private final Set<String> required;

  private KernelSettings(
      Btf types, int versionCode, Map<String, String> settings, Set<String> required) {
    this.types = types;
    this.versionCode = versionCode;
    this.settings = settings;
    this.required = required;
  }

  /// Whether an object declares settings at all.
  public static boolean declared(BpfObject object) {
    return declaration(object).isPresent();
  }

  /// The section of an object's declarations; empty when it has none.
  ///
  /// @param versionCode the kernel's release, as `KERNEL_VERSION()` in C gives it
  /// @param settings what is set in the kernel's configuration, such as `CONFIG_HZ` to `250`
  /// @throws LinkException when a value is not known, or does not fit its type
  public static Optional<DataSection> of(
      BpfObject object, int versionCode, Map<String, String> settings) throws LinkException {
    Optional<BtfType> section = declaration(object);
    if (section.isEmpty()) {
      return Optional.empty();
    }
    Btf types = object.btf().orElseThrow();
    KernelSettings resolver = new KernelSettings(types, versionCode, settings, required(object));
    return Optional.of(resolver.section(section.get()));
  }

  private static Optional<BtfType> declaration(BpfObject object) {
    return object
        .btf()
        .flatMap(types -> types.find(BtfType.DataSection.class, SECTION).map(types::type));
  }

  /// The names that are declared without `__weak`, and used.
  private static Set<String> required(BpfObject object) {
    return Stream.concat(
            object.programs().stream().map(Program::function), object.functions().stream())
        .flatMap(function -> function.code().relocations().stream())
        .map(Relocation::target)
        .filter(target -> target instanceof ExternRef(_, boolean weak) && !weak)
        .map(target -> ((ExternRef) target).name())
        .collect(Collectors.toSet());
  }

  private DataSection section(BtfType type) throws LinkException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    List<Variable> variables = new ArrayList<>();
    if (type instanceof BtfType.DataSection declared) {
      for (BtfType.Entry entry : declared.entries()) {
        BtfType variable = types.type(entry.type());
        int size = (int) types.sizeBytes(entry.type()).orElse(0);
        variables.add(new Variable(variable.name(), content.size(), size, 0));
        content.writeBytes(value(variable.name(), entry.type(), size));
        content.writeBytes(new byte[-content.size() & (Long.BYTES - 1)]);
      }
    }
    return new DataSection(SECTION, content.toByteArray(), variables, 0);
  }

  private byte[] value(String name, int variable, int size) throws LinkException {
    Optional<String> text = builtIn(name).or(() -> Optional.ofNullable(settings.get(name)));
    if (text.isEmpty() && required.contains(name)) {
      throw new LinkException(
          Kind.NO_KERNEL_SYMBOL,
          "the configuration of the kernel does not set " + name,
          "declare it `__weak` to get 0 instead");
    }
    if (text.isEmpty()) {
      return new byte[size];
    }
    String value = text.get();
    int id = types.strip(((BtfType.Variable) types.type(variable)).type());
    BtfType type = types.type(id);
    if (type instanceof BtfType.Array) {
      byte[] bytes = value.replaceAll("^\"|\"$", "").getBytes(StandardCharsets.UTF_8);
      return Arrays.copyOf(bytes, size);
    }
    return number(encode(name, value, type), size);
  }

  private static long encode(String name, String value, BtfType type) throws LinkException {
    boolean set = value.equals("y");
    boolean choice = set || value.equals("m") || value.equals("n");
    if (!choice) {
      try {
        return Long.decode(value);
      } catch (NumberFormatException e) {
        throw new LinkException(
            Kind.NO_KERNEL_SYMBOL,
            "kernel setting " + name + " is " + value + ", which does not fit its declared type");
      }
    }
    if (type instanceof BtfType.Enum) {
      return set ? 1 : value.equals("m") ? 2 : 0;
    }
    boolean character =
        type instanceof BtfType.Int i
            && i.sizeBytes() == 1
            && i.encoding() != BtfType.Int.Encoding.BOOL;
    return character ? value.charAt(0) : set ? 1 : 0;
  }

  private Optional<String> builtIn(String name) {
    return switch (name) {
      case "LINUX_KERNEL_VERSION" -> Optional.of(Integer.toString(versionCode));
      case "LINUX_HAS_SYSCALL_WRAPPER", "LINUX_HAS_BPF_COOKIE" -> Optional.of("y");
      default -> Optional.empty();
    };
  }

  private static byte[] number(long value, int size) {
    ByteBuffer out = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    byte[] little = Arrays.copyOf(out.putLong(value).array(), size);
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      return little;
    }
    byte[] big = new byte[size];
    for (int i = 0; i < size; i++) {
      big[i] = little[size - 1 - i];
    }
    return big;
  }
}
