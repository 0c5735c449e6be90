// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.Optional;

/// A declaration at the top level of a file. `doc` is the text of the `///` lines in front of it
/// without the slashes; it may be empty.
public sealed interface Declaration {
  /// The place of the whole declaration.
  Span span();

  /// Documentation, may be empty.
  String doc();

  /// `[packed] struct NAME { FIELDS }`.
  record Struct(boolean packed, Name name, List<Field> fields, String doc, Span span)
      implements Declaration {
    /// Copies the list.
    public Struct {
      fields = List.copyOf(fields);
    }
  }

  /// `NAME: TYPE` in a structure.
  record Field(Name name, TypeName type, String doc, Span span) {}

  /// `enum NAME[: REPRESENTATION] { A = 1, B }`.
  record Enumeration(
      Name name,
      Optional<TypeName> representation,
      List<Enumerator> enumerators,
      String doc,
      Span span)
      implements Declaration {
    /// Copies the list.
    public Enumeration {
      enumerators = List.copyOf(enumerators);
    }
  }

  /// One name of an enumeration; without a value it is one more than the one before.
  record Enumerator(Name name, Optional<Expression> value, String doc, Span span) {}

  /// `type NAME = TYPE`.
  record Alias(Name name, TypeName target, String doc, Span span) implements Declaration {}

  /// `map NAME: KIND<ARGUMENTS>[SIZE] MODIFIERS = { PROGRAMS }`.
  record Map(
      Name name,
      Name kind,
      List<TypeName> arguments,
      Optional<Expression> size,
      List<Name> modifiers,
      List<ProgramEntry> programs,
      String doc,
      Span span)
      implements Declaration {
    /// Copies the lists.
    public Map {
      arguments = List.copyOf(arguments);
      modifiers = List.copyOf(modifiers);
      programs = List.copyOf(programs);
    }
  }

  /// `[INDEX:] PROGRAM` in a tail call table.
  record ProgramEntry(Optional<Expression> index, Name program, Span span) {}

  /// `counter NAME, NAME`.
  record Counter(List<Name> names, String doc, Span span) implements Declaration {
    /// Copies the list.
    public Counter {
      names = List.copyOf(names);
    }
  }

  /// `const NAME: TYPE = VALUE` or `let NAME: TYPE = VALUE`.
  ///
  /// @param loadTime whether it is a `const`, which the loader may override
  record Constant(
      boolean loadTime, Name name, TypeName type, Expression value, String doc, Span span)
      implements Declaration {}

  /// `var NAME: TYPE [= VALUE]`.
  record Variable(Name name, TypeName type, Optional<Expression> value, String doc, Span span)
      implements Declaration {}

  /// `[noinline | global] fn [RECEIVER.]NAME(PARAMETERS) [-> RESULT] { }`.
  ///
  /// @param receiver the type of `self` when it is a method
  record Function(
      Linkage linkage,
      Optional<Name> receiver,
      Name name,
      List<Parameter> parameters,
      Optional<TypeName> result,
      Block body,
      String doc,
      Span span)
      implements Declaration {
    /// Copies the list.
    public Function {
      parameters = List.copyOf(parameters);
    }
  }

  /// How a function is compiled.
  enum Linkage {
    /// Into each caller.
    INLINE,
    /// As a subprogram.
    NOINLINE,
    /// As a subprogram that the verifier checks on its own.
    GLOBAL
  }

  /// `[var] NAME: TYPE` of a function.
  record Parameter(boolean mutable, Name name, TypeName type, Span span) {}

  /// `on HOOK [NAME], HOOK (PARAMETER) { }`: one program for each hook.
  ///
  /// @param hooks the words of each, program name included where one is given
  record Hook(List<List<Name>> hooks, Name parameter, Block body, String doc, Span span)
      implements Declaration {
    /// Copies the lists.
    public Hook {
      hooks = hooks.stream().map(List::copyOf).toList();
    }
  }
}
