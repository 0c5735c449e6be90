// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectFormatException;
import dev.weir.bytecode.object.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where the objects of tests come from.
public final class ObjectSource {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private ObjectSource() {}

  /// The object of a file: an ELF object or a listing, told by the content.
  ///
  /// @throws IllegalArgumentException when it is neither; the message says what is wrong with it
  public static BpfObject read(Path file) {
    try {
      return read(file.getFileName().toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /// The object of the text of a listing.
  ///
  /// @throws IllegalArgumentException when it has mistakes; the message shows them
  public static BpfObject listing(String name, String text) {
    Diagnostics sink = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile(name, text), sink);
    if (!sink.problems().isEmpty()) {
      throw new IllegalArgumentException(TextRenderer.render(sink.problems(), false));
    }
    return object;
  }

  private static BpfObject read(String name, byte[] bytes) {
    boolean elf = bytes.length >= ELF.length && Arrays.equals(Arrays.copyOf(bytes, 4), ELF);
    if (!elf) {
      return listing(name, new String(bytes, StandardCharsets.UTF_8));
    }
    try {
      return ObjectReader.read(name, bytes);
    } catch (ObjectFormatException e) {
      throw new IllegalArgumentException("`" + name + "`: " + e.getMessage(), e);
    }
  }

  /// The object that a test class is about.
  static BpfObject of(Class<?> test) {
    BpfTest annotation =
        Optional.ofNullable(test.getAnnotation(BpfTest.class))
            .orElseThrow(() ->
                new IllegalStateException(
                    test.getSimpleName() + " needs @BpfTest to say which object it is about"));
    if (annotation.value().isEmpty()) {
      return made(test);
    }
    try (InputStream resource = test.getResourceAsStream(annotation.value())) {
      return resource == null
          ? read(Path.of(annotation.value()))
          : read(annotation.value(), resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + annotation.value(), e);
    }
  }

  /// The result of the one static method of a class that gives an object.
  private static BpfObject made(Class<?> test) {
    List<Method> methods =
        Arrays.stream(test.getDeclaredMethods())
            .filter(m -> Modifier.isStatic(m.getModifiers()) && m.getParameterCount() == 0)
            .filter(m -> m.getReturnType() == BpfObject.class)
            .toList();
    if (methods.size() != 1) {
      throw new IllegalStateException(
          test.getSimpleName()
              + " has "
              + methods.size()
              + " static methods without parameters that return a BpfObject; @BpfTest without a"
              + " name expects one");
    }
    Method method = methods.getFirst();
    method.setAccessible(true);
    try {
      return (BpfObject) method.invoke(null);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(method.getName() + " failed: " + e.getCause(), e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot call " + method.getName(), e);
    }
  }
}
