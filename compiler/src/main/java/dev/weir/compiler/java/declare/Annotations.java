// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.TypeAnnotation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The annotations of the DSL on one element, by simple name.
public final class Annotations {
  private static final String PREFIX = "Ldev/weir/dsl/";

  private final Map<String, Annotation> found = new LinkedHashMap<>();

  private Annotations() {}

  /// The annotations of a class, method or field, those of its type included.
  public static Annotations of(AttributedElement element) {
    Annotations annotations = new Annotations();
    element
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .ifPresent(a -> a.annotations().forEach(annotations::add));
    element
        .findAttribute(Attributes.runtimeInvisibleAnnotations())
        .ifPresent(a -> a.annotations().forEach(annotations::add));
    element
        .findAttribute(Attributes.runtimeVisibleTypeAnnotations())
        .ifPresent(a -> a.annotations().forEach(annotations::addOuter));
    element
        .findAttribute(Attributes.runtimeInvisibleTypeAnnotations())
        .ifPresent(a -> a.annotations().forEach(annotations::addOuter));
    return annotations;
  }

  private void addOuter(TypeAnnotation annotation) {
    if (annotation.targetInfo() instanceof TypeAnnotation.EmptyTarget) {
      add(annotation.annotation());
    }
  }

  private void add(Annotation annotation) {
    String descriptor = annotation.className().stringValue();
    if (descriptor.startsWith(PREFIX)) {
      found.put(descriptor.substring(PREFIX.length(), descriptor.length() - 1), annotation);
    }
  }

  /// Whether there is one of that name.
  public boolean has(String name) {
    return found.containsKey(name);
  }

  /// The names of all.
  public Set<String> names() {
    return found.keySet();
  }

  private Optional<AnnotationValue> element(String name, String element) {
    Annotation annotation = found.get(name);
    return annotation == null
        ? Optional.empty()
        : annotation.elements().stream()
            .filter(e -> e.name().equalsString(element))
            .map(AnnotationElement::value)
            .findFirst();
  }

  /// A string that an annotation states.
  public Optional<String> string(String name, String element) {
    return element(name, element)
        .flatMap(value ->
            value instanceof AnnotationValue.OfString text
                ? Optional.of(text.stringValue())
                : Optional.empty());
  }

  /// A number that an annotation states.
  public OptionalInt number(String name, String element) {
    return element(name, element).orElse(null) instanceof AnnotationValue.OfInt number
        ? OptionalInt.of(number.intValue())
        : OptionalInt.empty();
  }
}
