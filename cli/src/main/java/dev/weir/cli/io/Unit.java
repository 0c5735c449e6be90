// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.elf.ElfFormatException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.ObjectFormatException;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.bytecode.object.Program;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.Compiler;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a command was given, as a compiled unit: a source and Java classes are compiled, a listing
/// (`.bpfasm`) assembled, an object read.
///
/// @param object the unit
/// @param sources the source it was compiled from, for messages; empty for objects
/// @param warnings what compiling found besides errors
public record Unit(BpfObject object, List<SourceFile> sources, List<Problem> warnings) {
  private static final String LISTING = ".bpfasm";

  /// Copies the lists.
  public Unit {
    sources = List.copyOf(sources);
    warnings = List.copyOf(warnings);
  }

  /// Reads or compiles a file; what it is, is told by its content.
  ///
  /// @throws Failure when the file is unreadable or is rejected
  public static Unit of(Path path, CompileOptions options) {
    if (JavaClasses.isInput(path)) {
      return JavaClasses.compile(path, options);
    }
    byte[] bytes = InputFile.bytes(path);
    if (InputFile.isElf(bytes)) {
      return new Unit(readObject(path, bytes), List.of(), List.of());
    }
    return ofText(path, bytes, options);
  }

  /// This, with the lines of a listing as the places of its instructions; sources and objects say
  /// themselves where their instructions are from.
  public Unit placed() {
    if (sources.isEmpty() || !sources.getFirst().name().endsWith(LISTING)) {
      return this;
    }
    BpfObject placed = ListingReader.readPlaced(sources.getFirst(), new Diagnostics());
    return new Unit(placed, sources, warnings);
  }

  /// Compiles a file that must be a source.
  ///
  /// @throws Failure when the file is unreadable, is an object, or is rejected
  public static Unit ofSource(Path path, CompileOptions options) {
    if (JavaClasses.isInput(path)) {
      return JavaClasses.compile(path, options);
    }
    byte[] bytes = InputFile.bytes(path);
    if (InputFile.isElf(bytes)) {
      throw Failure.rejected(
          ToolProblem.BAD_OBJECT
              .error("`" + path + "` is an object already")
              .help("`weir disasm` shows it, `weir check` loads it"));
    }
    return ofText(path, bytes, options);
  }

  private static Unit ofText(Path path, byte[] bytes, CompileOptions options) {
    SourceFile source = new SourceFile(path.toString(), InputFile.text(path, bytes));
    if (path.toString().endsWith(LISTING)) {
      return assemble(source);
    }
    Path folder = path.toAbsolutePath().getParent();
    return compile(source, folder == null ? options : options.withSourceRoots(List.of(folder)));
  }

  private static Unit assemble(SourceFile source) {
    Diagnostics diagnostics = new Diagnostics();
    BpfObject object = ListingReader.read(source, diagnostics);
    if (diagnostics.hasErrors()) {
      throw Failure.rejected(diagnostics.problems());
    }
    return new Unit(object, List.of(source), diagnostics.problems());
  }

  /// Compiles a source.
  ///
  /// @throws Failure when it is rejected
  public static Unit compile(SourceFile source, CompileOptions options) {
    Diagnostics diagnostics = new Diagnostics();
    Optional<BpfObject> object = Compiler.compile(source, options, diagnostics);
    if (object.isEmpty() || diagnostics.hasErrors()) {
      throw Failure.rejected(diagnostics.problems());
    }
    return new Unit(object.get(), List.of(source), diagnostics.problems());
  }

  private static BpfObject readObject(Path path, byte[] bytes) {
    try {
      return ObjectReader.read(path.getFileName().toString(), bytes);
    } catch (ElfFormatException | ObjectFormatException e) {
      throw Failure.rejected(
          ToolProblem.BAD_OBJECT
              .error("`" + path + "` is no valid BPF object: " + e.getMessage())
              .help("compile it again; a file cut short by a copy looks like this"));
    }
  }

  /// The number of instructions of a program, of the subprograms it shares with others not counted.
  public static int instructions(Program program) {
    return program.function().code().insns().size();
  }

  /// The number of instructions in the object.
  public int instructions() {
    return Stream.concat(
            object.programs().stream().map(Program::function), object.functions().stream())
        .map(Function::code)
        .mapToInt(code -> code.insns().size())
        .sum();
  }

  /// The programs, as text: `1 program`, `12 programs`.
  public String describePrograms() {
    int count = object.programs().size();
    return count + (count == 1 ? " program" : " programs");
  }
}
