// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.HashMap;
import java.util.Map;

/// What must hold of a function that is written to a file.
final class CodeRules {
  private final BpfObject object;
  private final Function function;

  CodeRules(BpfObject object, Function function) {
    this.object = object;
    this.function = function;
  }

  /// Checks the function.
  ///
  /// @throws ObjectFormatException for the first rule that does not hold
  void check() {
    if (function.code().insns().isEmpty()) {
      throw fault("it has no instructions");
    }
    checkType();
    Map<Integer, Target> targets = new HashMap<>();
    for (Relocation relocation : function.code().relocations()) {
      if (targets.put(relocation.slot(), relocation.target()) != null) {
        throw fault("it has two relocations at slot " + relocation.slot());
      }
    }
    int slot = 0;
    for (Insn<Reg> insn : function.code().insns()) {
      Target target = targets.remove(slot);
      if (target == null) {
        checkPlain(insn, slot);
      } else {
        checkForm(insn, target, slot);
        checkTarget(target, slot);
      }
      slot += insn.slots();
    }
    if (!targets.isEmpty()) {
      throw fault(
          "it has a relocation at slot "
              + targets.keySet().iterator().next()
              + ", where no instruction starts");
    }
    checkLines(slot);
  }

  private void checkType() {
    int id = function.btfId();
    boolean typed =
        id > 0
            && object
                .btf()
                .filter(b -> id <= b.types().size() && b.type(id) instanceof BtfType.Function)
                .isPresent();
    if (id != 0 && !typed) {
      throw fault("type " + id + " is no function type of the object");
    }
  }

  private void checkPlain(Insn<Reg> insn, int slot) {
    boolean distance =
        insn instanceof Insn.CallLocal<Reg>
            || (insn instanceof Insn.LoadImm64<Reg>(_, Pseudo pseudo, _) && pseudo == Pseudo.FUNC);
    if (distance) {
      throw fault("it refers at slot " + slot + " to a function by distance, expected a name");
    }
  }

  private void checkForm(Insn<Reg> insn, Target target, int slot) {
    boolean fits =
        switch (target) {
          case Target.FunctionRef _ ->
              insn instanceof Insn.CallLocal || insn instanceof Insn.LoadImm64;
          case Target.KfuncRef _ ->
              insn instanceof Insn.CallKfunc || insn instanceof Insn.LoadImm64;
          case Target.MapRef _, Target.MapValueRef _, Target.DataRef _, Target.ExternRef _ ->
              insn instanceof Insn.LoadImm64;
        };
    if (!fits) {
      throw fault("its instruction at slot " + slot + " cannot hold a reference to " + target);
    }
  }

  private void checkTarget(Target target, int slot) {
    switch (target) {
      case Target.MapRef(String map) -> {
        if (object.map(map).isEmpty()) {
          throw fault("it refers to map `" + map + "`, which is not defined");
        }
      }
      case Target.DataRef(String section, int offset) -> checkData(section, offset, slot);
      case Target.FunctionRef(String name) -> {
        if (object.program(name).isPresent()) {
          throw new ObjectFormatException(
              "function `"
                  + function.name()
                  + "` refers to program `"
                  + name
                  + "`, which loaders refuse",
              "move the shared code to a function of its own");
        }
        if (object.function(name).isEmpty()) {
          throw fault("it refers to function `" + name + "`, which is not defined");
        }
      }
      case Target.MapValueRef _, Target.KfuncRef _, Target.ExternRef _ -> {}
    }
  }

  private void checkData(String section, int offset, int slot) {
    boolean inside =
        object.data().stream()
            .anyMatch(d ->
                d.name().equals(section)
                    && d.content().length > 0
                    && offset >= 0
                    && offset <= d.content().length);
    if (!inside) {
      throw fault(
          "it refers at slot "
              + slot
              + " to byte "
              + offset
              + " of section `"
              + section
              + "`, which is not there");
    }
  }

  private void checkLines(int slots) {
    int last = -1;
    for (LineInfo line : function.code().lines()) {
      if (line.slot() <= last || line.slot() >= slots || line.line() < 0 || line.column() < 0) {
        throw fault("the line at slot " + line.slot() + " is out of order or outside");
      }
      last = line.slot();
    }
  }

  private ObjectFormatException fault(String reason) {
    return new ObjectFormatException("function `" + function.name() + "`: " + reason);
  }
}
