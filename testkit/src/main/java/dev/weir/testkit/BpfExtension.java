// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.bytecode.object.BpfObject;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests their [Bench] and their object; closes the bench after each test.
public final class BpfExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(BpfExtension.class);

  /// Made by JUnit.
  public BpfExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Bench.class || type == BpfObject.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    BpfObject object = object(context);
    return parameter.getParameter().getType() == BpfObject.class
        ? object
        : bench(context, object).bench();
  }

  /// The object of the test class, read once.
  static BpfObject object(ExtensionContext context) {
    Class<?> test = context.getRequiredTestClass();
    Store store = context.getRoot().getStore(NAMESPACE);
    Object known = store.get(test);
    if (known instanceof BpfObject object) {
      return object;
    }
    BpfObject read = ObjectSource.of(test);
    store.put(test, read);
    return read;
  }

  private static OpenBench bench(ExtensionContext context, BpfObject object) {
    Store store = context.getStore(NAMESPACE);
    if (store.get(Bench.class) instanceof OpenBench open) {
      return open;
    }
    Place place = store.get(Place.class) instanceof Place chosen ? chosen : Place.VIRTUAL;
    OpenBench open = new OpenBench(place.open(object));
    store.put(Bench.class, open);
    return open;
  }

  /// Makes the test's bench one of a certain place.
  static void choose(ExtensionContext context, Place place) {
    context.getStore(NAMESPACE).put(Place.class, place);
  }

  /// A bench that JUnit closes with the test.
  private record OpenBench(Bench bench) implements AutoCloseable {
    @Override
    public void close() {
      bench.close();
    }
  }
}
