// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/// Runs a [KernelTest] in the virtual machine and in the kernel.
public final class BothPlaces implements TestTemplateInvocationContextProvider {
  /// Made by JUnit.
  public BothPlaces() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    return Stream.of(Place.values()).map(OnePlace::new);
  }

  /// One of the two runs.
  private record OnePlace(Place place) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return place.title();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      ExecutionCondition condition = this::condition;
      BeforeEachCallback choice = context -> BpfExtension.choose(context, place);
      return List.of(condition, choice);
    }

    private ConditionEvaluationResult condition(ExtensionContext context) {
      Optional<String> reason = place.unusable(BpfExtension.object(context));
      return reason
          .map(ConditionEvaluationResult::disabled)
          .orElseGet(() -> ConditionEvaluationResult.enabled(place.title()));
    }
  }
}
