// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.CoreRelocation;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.Documentation;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A listing file to a [BpfObject]; `docs/listing.md` describes the language.
public final class ListingReader {
  private final Diagnostics sink;
  private final Map<String, Span> names = new HashMap<>();
  private final List<Program> programs = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();
  private final List<MapSpec> maps = new ArrayList<>();
  private final List<DataSection> data = new ArrayList<>();
  private final List<CoreRelocation> core = new ArrayList<>();
  private final Map<Block, Head> heads = new LinkedHashMap<>();
  private Optional<Btf> btf = Optional.empty();
  private Optional<String> license = Optional.empty();
  private final SequencedMap<String, String> texts = new LinkedHashMap<>();
  private final boolean placed;
  private String name;

  private ListingReader(SourceFile file, boolean placed, Diagnostics sink) {
    this.placed = placed;
    this.sink = sink;
    this.name = baseName(file.name());
  }

  /// Reads a listing. Mistakes are reported to the sink; where there are errors, the object lacks
  /// what they are about.
  public static BpfObject read(SourceFile file, Diagnostics sink) {
    return read(file, false, sink);
  }

  /// Reads a listing as its own source: instructions come from their lines in the listing, except
  /// in code with `.line` directives.
  public static BpfObject readPlaced(SourceFile file, Diagnostics sink) {
    return read(file, true, sink);
  }

  private static BpfObject read(SourceFile file, boolean placed, Diagnostics sink) {
    ListingReader reader = new ListingReader(file, placed, sink);
    List<Block> blocks = Block.of(Line.of(file));
    for (Block block : blocks) {
      try {
        reader.declare(block);
      } catch (LineError error) {
        sink.report(error.problem());
      }
    }
    reader.heads.forEach(reader::code);
    return reader.object(file);
  }

  /// What stands in the head of a block of code.
  private record Head(String name, Optional<String> section, Linkage linkage, int btfId) {}

  private void declare(Block block) throws LineError {
    Line head = block.head();
    switch (head.peek().text()) {
      case ".object" -> {
        head.take();
        name = head.expectString("the object's name");
        end(block);
      }
      case ".doc" -> {
        head.take();
        texts.putIfAbsent(head.expectString("what it is about"), head.expectString("the text"));
        end(block);
      }
      case ".license" -> {
        head.take();
        license = Optional.of(head.expectString("the licence"));
        end(block);
      }
      case ".map" -> {
        define(head);
        maps.add(MapDirective.read(head));
        end(block);
      }
      case ".inner" -> {
        MapSpec inner = MapDirective.read(head);
        if (maps.isEmpty()) {
          throw misplaced(head, "`.inner` describes the maps inside the `.map` above it");
        }
        maps.add(MapDirective.withInner(maps.removeLast(), inner));
        end(block);
      }
      case ".section" -> {
        define(head);
        data.add(DataDirective.section(block, sink));
      }
      case ".btf" -> btf = btf(block);
      case ".program" -> {
        define(head);
        ProgramDirective program = ProgramDirective.read(head);
        Optional<String> section = Optional.of(program.section());
        heads.put(block, new Head(program.name(), section, Linkage.GLOBAL, program.btfId()));
      }
      case ".function" -> {
        define(head);
        heads.put(block, function(head));
      }
      default ->
          throw misplaced(
              head,
              Block.PARTS.contains(head.peek().text()) || !head.peek().text().startsWith(".")
                  ? "the file starts with directives such as `.license` and `.program`"
                  : unknownDirective(head));
    }
  }

  private static String unknownDirective(Line line) {
    List<String> near = Similar.to(line.peek().text(), Block.HEADS);
    return near.isEmpty() ? "no such directive" : "did you mean `" + near.getFirst() + "`?";
  }

  private static LineError misplaced(Line line, String label) {
    Token token = line.nth(0);
    return line.error(
        ListingProblem.MISPLACED,
        "`" + token.text() + "` cannot stand here",
        line.span(token),
        label);
  }

  private void end(Block block) throws LineError {
    block.head().expectEnd();
    for (Line line : block.body()) {
      sink.report(
          misplaced(
                  line,
                  line.peek().text().startsWith(".")
                      ? unknownDirective(line)
                      : "instructions belong below `.program` or `.function`")
              .problem());
    }
  }

  /// Notes the name behind a directive, before the rest of the line is known to be right: a broken
  /// definition must not make its uses look undefined.
  private void define(Line line) throws LineError {
    Token token = line.nth(1);
    Span span = line.span(token);
    String what = token.kind() == Token.Kind.STRING ? Quoted.read(token.text()) : token.text();
    Span other = names.putIfAbsent(what, span);
    if (other != null) {
      throw new LineError(
          ListingProblem.DEFINED_TWICE
              .error("`" + what + "` is defined twice", span, "again here")
              .with(other, "first here"));
    }
  }

  private static Head function(Line line) throws LineError {
    line.take();
    String name = line.expectName("the function's name");
    Linkage linkage = line.accept("global") ? Linkage.GLOBAL : Linkage.STATIC;
    line.accept("static");
    int id = line.accept("btf") ? new Numbers(line).int32() : 0;
    line.expectEnd();
    return new Head(name, Optional.empty(), linkage, id);
  }

  private Optional<Btf> btf(Block block) throws LineError {
    Line head = block.head();
    Token directive = head.take();
    head.expectEnd();
    byte[] bytes =
        DataDirective.bytes(
            block.body(),
            sink,
            (_, line) -> {
              throw misplaced(line, "only `.bytes` and `.zero` can stand below `.btf`");
            });
    try {
      return Optional.of(BtfReader.read(bytes));
    } catch (IllegalArgumentException e) {
      throw head.error(
          ListingProblem.BROKEN_TYPES,
          "the bytes are no BTF: " + e.getMessage(),
          head.span(directive),
          "below this");
    }
  }

  private void code(Block block, Head head) {
    Targets targets =
        new Targets(maps, data, headNames(false), headNames(true), names.keySet(), sink);
    CodeBlock code = CodeBlock.read(block, head.name, placed, targets, sink);
    core.addAll(code.core());
    checkType(block.head(), head.btfId);
    Function function = new Function(head.name, head.linkage, code.code(), head.btfId);
    if (head.section.isPresent()) {
      programs.add(new Program(head.section.get(), function));
    } else {
      functions.add(function);
    }
  }

  /// Reports a function's type that `.btf` does not have, or that is no function.
  private void checkType(Line line, int id) {
    boolean known =
        btf.filter(b -> id > 0 && id <= b.types().size())
            .filter(b -> b.type(id) instanceof BtfType.Function)
            .isPresent();
    if (id != 0 && !known) {
      sink.report(
          ListingProblem.BROKEN_TYPES.error(
              "type " + id + " is no function of `.btf`",
              line.span(line.nth(0)),
              btf.isEmpty() ? "the listing has no types" : "names a type that is not there"));
    }
  }

  private List<String> headNames(boolean programs) {
    return heads.values().stream()
        .filter(head -> head.section.isPresent() == programs)
        .map(Head::name)
        .toList();
  }

  private BpfObject object(SourceFile file) {
    if (license.isEmpty()) {
      sink.report(
          ListingProblem.MISSING
              .error(
                  "the listing names no licence",
                  new Span(file, 0, 0),
                  "expected a `.license` line")
              .help("`.license \"GPL\"` lets programs call all helpers"));
    }
    return new BpfObject(name, license.orElse(""), programs, functions, maps, data, btf, core)
        .withDocumentation(new Documentation(texts));
  }

  private static String baseName(String path) {
    String file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return file.endsWith(".bpfasm") ? file.substring(0, file.length() - 7) : file;
  }
}
