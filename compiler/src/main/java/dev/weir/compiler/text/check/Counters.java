// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.compiler.surface.Layouts;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.check.Module.Declared;
import dev.weir.compiler.text.typed.Argument;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The counters of a unit: the fields of the only element of a per-CPU array.
final class Counters {
  /// The name of the map and of its value's structure.
  static final String NAME = "counters";

  private final Map<Declared, Type.Field> fields = new LinkedHashMap<>();
  private final Optional<MapDeclaration> map;

  /// @param modules the main module first; counters of others whose name is taken get the module's
  ///   name in front
  Counters(List<Module> modules) {
    List<Layouts.Member> members = new ArrayList<>();
    List<Declared> all = new ArrayList<>();
    for (Module module : modules) {
      for (Declared declared : module.own().values()) {
        if (declared.declaration() instanceof Declaration.Counter counter) {
          String name = declared.name().text();
          boolean taken = members.stream().anyMatch(member -> member.name().equals(name));
          String unique = taken ? module.name().replace('.', '_') + "_" + name : name;
          members.add(new Layouts.Member(unique, Type.U64, counter.doc()));
          all.add(declared);
        }
      }
    }
    if (all.isEmpty()) {
      this.map = Optional.empty();
      return;
    }
    Type.Struct struct = Layouts.layout(NAME, false, members, "");
    for (int i = 0; i < all.size(); i++) {
      fields.put(all.get(i), struct.fields().get(i));
    }
    this.map =
        Optional.of(
            new MapDeclaration(
                NAME,
                MapType.PERCPU_ARRAY,
                Optional.of(Type.U32),
                Optional.of(struct),
                1,
                0,
                false,
                List.of(),
                "",
                all.getFirst().name().span()));
  }

  /// The map, if there are counters.
  Optional<MapDeclaration> map() {
    return map;
  }

  /// The statement that adds to a counter of this CPU.
  Optional<Statement> add(Body body, Declared counter, Expr amount, Span span) {
    Optional<Helper> helper = body.expressions().calls().helpers().require("map_lookup_elem", span);
    Type.Field field = fields.get(counter);
    if (helper.isEmpty() || field == null || map.isEmpty()) {
      return Optional.empty();
    }
    Type struct = map.get().value().orElseThrow();
    Type.View view = new Type.View(struct, Type.Origin.MAP_VALUE, true);
    Expr key = new Expr.Const(0, Type.U32, span);
    Expr call =
        new Expr.CallHelper(
            helper.get(),
            List.of(new Argument.OfMap(map.get()), new Argument.Memory(new Place.Temporary(key))),
            view,
            span);
    Variable slot = body.hidden(NAME, view, span);
    Place place =
        new Place.Field(new Place.Deref(new Expr.Load(new Place.Local(slot), span), struct), field);
    Expr sum =
        new Expr.Binary(Expr.BinaryOp.ADD, new Expr.Load(place, span), amount, Type.U64, span);
    Block then =
        new Block(
            List.of(new Statement.Assign(place, sum, span)), Optional.empty(), Type.NONE, span);
    Block nothing = new Block(List.of(), Optional.empty(), Type.NONE, span);
    Lookup lookup = new Lookup.Nullable(call, false, span);
    return Optional.of(
        new Statement.Evaluate(
            new Expr.IfPresent(slot, lookup, then, nothing, Type.NONE, span), span));
  }
}
