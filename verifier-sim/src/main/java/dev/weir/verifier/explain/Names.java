// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the source calls its values. Objects do not say which variable a register holds, so names
/// are read off the text of the source line at the column that the line information gives.
final class Names {
  private static final int LONGEST = 40;
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?<![\\w.>])([A-Za-z_]\\w*)\\s*=\\s*(?:\\([\\w\\s*]+\\)\\s*)*[\\w.>\\-*&(]*$");
  private static final Pattern SUBJECT =
      Pattern.compile(
          "^(?:[*&]|\\((?:(?:const|volatile|unsigned|struct|union)\\s+)*\\w+\\s*[*]+\\s*\\)|\\()*"
              + "([A-Za-z_]\\w*)\\b(?!\\s*\\()");
  private static final Pattern ADDRESS = Pattern.compile("&\\(?([A-Za-z_]\\w*)");
  private static final Pattern ELEMENT =
      Pattern.compile("([A-Za-z_][\\w.>\\-]*)\\[([^\\[\\]]+)\\]");

  private final ProgramImage image;

  Names(ProgramImage image) {
    this.image = image;
  }

  /// An element of an array.
  ///
  /// @param array the expression in front of the bracket
  /// @param index the expression in it
  record Element(String array, String index) {}

  /// What the register is called at a place; empty where the text does not tell.
  Optional<String> register(Place at, int reg, Value value) {
    Insn<Reg> insn = image.bySlot().get(at.slot());
    return switch (insn) {
      case Insn.CallHelper<Reg> _, Insn.CallKfunc<Reg> _, Insn.CallLocal<Reg> _ ->
          reg == 0 ? Optional.empty() : argument(at.slot(), reg);
      case Insn.Load<Reg> load when load.base().number() == reg -> pointer(at);
      case Insn.Store<Reg> store when store.base().number() == reg -> pointer(at);
      case Insn.Atomic<Reg> atomic when atomic.base().number() == reg -> pointer(at);
      case null, default ->
          value.name().isEmpty() ? assigned(value.born()) : Optional.of(value.name());
    };
  }

  /// The variable that a load or store goes through.
  private Optional<String> pointer(Place at) {
    return expression(at.slot())
        .flatMap(text -> first(SUBJECT, text).or(() -> first(ADDRESS, text)))
        .filter(name -> !name.equals("return") && !name.equals("if"));
  }

  /// The array element that a statement names; the first one from its column on, else of its line.
  Optional<Element> element(Place at) {
    return expression(at.slot())
        .flatMap(Names::element)
        .or(() -> at.statement().map(LineInfo::text).flatMap(Names::element));
  }

  private static Optional<Element> element(String text) {
    Matcher matcher = ELEMENT.matcher(text);
    return matcher.find()
        ? Optional.of(new Element(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /// The text of a call's argument, counted from 1.
  Optional<String> argument(int slot, int number) {
    return expression(slot)
        .map(Names::arguments)
        .filter(list -> number > 0 && number <= list.size())
        .map(list -> list.get(number - 1))
        .filter(text -> !text.isEmpty() && text.length() <= LONGEST);
  }

  /// The variable that the value made at a slot goes to.
  Optional<String> assigned(int slot) {
    return slot < 0
        ? Optional.empty()
        : Place.statement(image, slot)
            .filter(line -> line.column() > 0 && line.column() <= line.text().length())
            .filter(line -> !Excerpts.isListing(line.file()))
            .flatMap(line -> first(ASSIGNED, line.text().substring(0, line.column() - 1)));
  }

  /// The name of a function's parameter, counted from 1.
  Optional<String> parameter(FunctionImage function, int number) {
    Optional<Btf> types = image.types();
    if (types.isEmpty() || function.btfId() <= 0) {
      return Optional.empty();
    }
    Btf btf = types.get();
    return btf.type(function.btfId()) instanceof BtfType.Function named
            && btf.type(named.prototype()) instanceof BtfType.FunctionPrototype prototype
            && number <= prototype.parameters().size()
        ? Optional.of(prototype.parameters().get(number - 1).name()).filter(n -> !n.isEmpty())
        : Optional.empty();
  }

  /// The function whose code holds a slot.
  FunctionImage function(int slot) {
    return image.functions().stream()
        .filter(f -> f.start() <= slot && slot < f.end())
        .findFirst()
        .orElseGet(() -> image.functions().getFirst());
  }

  /// Whether a parameter of that name is the context, as far as names tell.
  boolean isContext(String name) {
    return name.equals(context());
  }

  /// What the program calls its context.
  String context() {
    String usual = image.type() == ProgramType.SCHED_CLS ? "skb" : "ctx";
    return parameter(image.functions().getFirst(), 1).orElse(usual);
  }

  /// The text of the line from the expression at a place on.
  private Optional<String> expression(int slot) {
    return Place.statement(image, slot)
        .filter(line -> line.column() > 0 && line.column() <= line.text().length())
        .filter(line -> !Excerpts.isListing(line.file()))
        .map(line -> line.text().substring(Excerpts.start(line.text(), line.column() - 1)));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /// The arguments of the first call in a text; the last may be cut off by the line's end and is
  /// left out then.
  private static List<String> arguments(String text) {
    List<String> found = new ArrayList<>();
    int open = text.indexOf('(');
    int depth = 0;
    int start = open + 1;
    for (int at = Math.max(open, 0); at < text.length(); at++) {
      char c = text.charAt(at);
      boolean closes = c == ')' && depth == 1;
      if ((c == ',' && depth == 1) || closes) {
        found.add(text.substring(start, at).strip());
        start = at + 1;
      }
      depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      if (closes) {
        break;
      }
    }
    return found;
  }
}
