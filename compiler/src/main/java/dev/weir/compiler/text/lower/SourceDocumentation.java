// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.object.Documentation;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Unit;

/// Collects the documentation comments of what an object shows to user space: programs, maps,
/// variables, and the types of their data.
final class SourceDocumentation {
  private final Documentation.Builder texts = new Documentation.Builder();

  private SourceDocumentation() {}

  static Documentation of(Unit unit, EmittedRecords records) {
    return new SourceDocumentation().collect(unit, records);
  }

  private Documentation collect(Unit unit, EmittedRecords records) {
    texts.module(unit.doc());
    unit.programs().forEach(program -> texts.program(program.name(), program.doc()));
    unit.maps()
        .forEach(map -> {
          texts.map(map.name(), map.doc());
          map.key().ifPresent(this::add);
          map.value().ifPresent(this::add);
        });
    records.all().forEach(this::add);
    unit.globals()
        .forEach(global -> {
          texts.variable(global.name(), global.doc());
          add(global.type());
        });
    return texts.build();
  }

  private void add(Type type) {
    switch (type) {
      case Type.Struct struct -> {
        texts.type(struct.name(), struct.doc());
        for (Type.Field field : struct.fields()) {
          texts.member(struct.name(), field.name(), field.doc());
          add(field.type());
        }
      }
      case Type.Enumeration enumeration -> {
        texts.type(enumeration.name(), enumeration.doc());
        enumeration.enumerators().forEach(e -> texts.member(enumeration.name(), e.name(), e.doc()));
      }
      case Type.Array(Type element, _) -> add(element);
      case Type.View(Type target, _, _) -> add(target);
      case Type.Int _,
          Type.Bool _,
          Type.Be _,
          Type.Ip6 _,
          Type.Mac _,
          Type.Verdict _,
          Type.Socket _,
          Type.Packet _,
          Type.Context _,
          Type.None _,
          Type.Never _ -> {}
    }
  }
}
