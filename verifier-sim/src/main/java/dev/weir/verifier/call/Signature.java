// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.BtfTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a global function takes and returns, by its type and the tags of its parameters.
///
/// @param parameters in R1 and so on
/// @param returnsNothing whether R0 is not written
/// @kernel v6.12 kernel/bpf/btf.c btf_prepare_func_args
record Signature(List<Parameter> parameters, boolean returnsNothing) {
  private static final int MAX_PARAMETERS = 5;

  Signature {
    parameters = List.copyOf(parameters);
  }

  /// A parameter.
  ///
  /// @param kind what it is
  /// @param nullable whether it may be null
  /// @param size bytes of memory
  /// @param target the kernel's struct
  record Parameter(Kind kind, boolean nullable, int size, @Nullable BtfTarget target) {
    /// What a parameter is.
    enum Kind {
      /// A number.
      NUMBER,
      /// The context.
      CONTEXT,
      /// Memory of known size.
      MEMORY,
      /// A dynptr.
      DYNPTR,
      /// Memory of an arena, as a number.
      ARENA,
      /// A kernel object.
      OBJECT,
      /// A kernel object, or any number.
      UNTRUSTED_OBJECT,
      /// Memory anywhere, or any number.
      UNTRUSTED_MEMORY
    }

    static Parameter of(Kind kind) {
      return new Parameter(kind, false, 0, null);
    }
  }

  /// The signature of a function.
  ///
  /// @param function index of the function in the image
  /// @throws Violation if functions of that type cannot be verified on their own
  static Signature of(ProgramImage image, KernelModel kernel, int function) {
    return new Reader(image, kernel, image.functions().get(function)).read();
  }

  private static final class Reader {
    private final ProgramImage image;
    private final KernelModel kernel;
    private final FunctionImage function;
    private final Btf btf;

    Reader(ProgramImage image, KernelModel kernel, FunctionImage function) {
      this.image = image;
      this.kernel = kernel;
      this.function = function;
      this.btf = image.types().orElseThrow(() -> refusal("has no type information"));
    }

    private Violation refusal(String what) {
      return new Violation(
          Rule.FUNCTION_SIGNATURE, "global function " + function.name() + " " + what);
    }

    Signature read() {
      if (function.btfId() == 0
          || !(btf.type(function.btfId()) instanceof BtfType.Function type)
          || !(btf.type(type.prototype()) instanceof BtfType.FunctionPrototype prototype)) {
        throw refusal("has no type information");
      }
      List<BtfType.Parameter> declared = prototype.parameters();
      if (declared.size() > MAX_PARAMETERS) {
        throw refusal("has more than five parameters");
      }
      int result = btf.strip(prototype.returnType());
      boolean nothing = result == 0;
      if (nothing ? !kernel.has(Behaviour.VOID_GLOBALS) : !isNumber(result)) {
        throw refusal("returns something else than a number");
      }
      List<Parameter> parameters = new ArrayList<>();
      for (int i = 0; i < declared.size(); i++) {
        parameters.add(parameter(i, declared.get(i)));
      }
      return new Signature(parameters, nothing);
    }

    private boolean isNumber(int id) {
      return id != 0
          && switch (btf.type(id)) {
            case BtfType.Int _, BtfType.Enum _, BtfType.Enum64 _ -> true;
            default -> false;
          };
    }

    private Parameter parameter(int index, BtfType.Parameter declared) {
      Set<String> tags = tags(index);
      int id = btf.strip(declared.type());
      if (id != 0 && btf.type(id) instanceof BtfType.Ptr(int pointee)) {
        return pointer(declared.name(), tags, pointee);
      }
      if (!tags.isEmpty()) {
        throw refusal("tags parameter `" + declared.name() + "`, which is no pointer");
      }
      if (!isNumber(id)) {
        throw refusal("takes `" + declared.name() + "`, which is neither a number nor a pointer");
      }
      return Parameter.of(Parameter.Kind.NUMBER);
    }

    private Parameter pointer(String name, Set<String> tags, int declared) {
      int pointee = btf.strip(declared);
      String struct = pointee == 0 ? "" : btf.type(pointee).name();
      if (tags.contains("ctx") || ContextTypes.isContext(image, btf, declared)) {
        only(name, tags, "ctx");
        if (tags.contains("ctx") && !ContextTypes.mayBeTagged(image, btf, declared)) {
          throw refusal("tags `" + name + "` as the context, which has another type");
        }
        return Parameter.of(Parameter.Kind.CONTEXT);
      }
      if (struct.equals("bpf_dynptr") && kernel.has(Behaviour.TAGGED_ARGUMENTS)) {
        only(name, tags, "");
        return Parameter.of(Parameter.Kind.DYNPTR);
      }
      if (tags.contains("trusted")) {
        if (tags.contains("nonnull")) {
          throw refusal("combines tags of parameter `" + name + "` that do not go together");
        }
        return new Parameter(
            Parameter.Kind.OBJECT, tags.contains("nullable"), 0, kernelStruct(struct));
      }
      if (tags.contains("untrusted")) {
        only(name, tags, "untrusted");
        boolean plain = pointee == 0 || isNumber(pointee);
        return plain
            ? Parameter.of(Parameter.Kind.UNTRUSTED_MEMORY)
            : new Parameter(Parameter.Kind.UNTRUSTED_OBJECT, false, 0, kernelStruct(struct));
      }
      if (tags.contains("arena")) {
        only(name, tags, "arena");
        return Parameter.of(Parameter.Kind.ARENA);
      }
      if (tags.contains("nullable")) {
        throw refusal("combines tags of parameter `" + name + "` that do not go together");
      }
      OptionalLong size = pointee == 0 ? OptionalLong.empty() : btf.sizeBytes(pointee);
      if (size.isEmpty()) {
        throw refusal("takes `" + name + "`, a pointer to something of unknown size");
      }
      return new Parameter(
          Parameter.Kind.MEMORY, !tags.contains("nonnull"), (int) size.getAsLong(), null);
    }

    private void only(String name, Set<String> tags, String tag) {
      if (!(tags.isEmpty() || (tags.size() == 1 && tags.contains(tag)))) {
        throw refusal("combines tags of parameter `" + name + "` that do not go together");
      }
    }

    private BtfTarget kernelStruct(String name) {
      return BtfMatch.kernelStruct(image.kernelTypes(), name)
          .orElseThrow(() ->
              image.kernelTypes().complete()
                  ? refusal("takes struct " + name + ", which the kernel does not have")
                  : new Unmodelled("objects of type struct " + name));
    }

    private Set<String> tags(int parameter) {
      Set<String> tags = new HashSet<>();
      if (!kernel.has(Behaviour.TAGGED_ARGUMENTS)) {
        return tags;
      }
      for (BtfType type : btf.types()) {
        if (type instanceof BtfType.DeclTag(String name, int target, int component)
            && target == function.btfId()
            && component == parameter
            && name.startsWith("arg:")) {
          tags.add(known(name.substring("arg:".length())));
        }
      }
      return tags;
    }

    private String known(String tag) {
      boolean known =
          switch (tag) {
            case "ctx", "trusted", "nonnull", "nullable", "arena" -> true;
            case "untrusted" -> kernel.has(Behaviour.UNTRUSTED_ARGUMENTS);
            default -> false;
          };
      if (!known) {
        throw refusal("has a parameter with the unknown tag `arg:" + tag + "`");
      }
      return tag;
    }
  }
}
