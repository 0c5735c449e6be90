// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectFormatException;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.bytecode.object.ObjectWriter;
import dev.weir.verifier.Listings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The examples of the catalogue as objects. Those in C are kept compiled; `-Dbless` compiles them
/// again, with clang 19, and leaves all of them in `target/rules` for `build/kernel-logs`.
public final class ExampleObjects {
  private static final Path FOLDER = Path.of("src/test/resources/dev/weir/verifier/explain/rules");

  private ExampleObjects() {}

  /// The object of an example.
  public static BpfObject of(Catalogue.Entry entry) throws IOException {
    String name = entry.rule().code();
    String bless = System.getProperty("bless", "");
    boolean blessed = !bless.isEmpty() && !bless.equals("${bless}");
    boolean listing = entry.language() == Catalogue.Language.LISTING;
    if (blessed && !listing) {
      compile(name, entry.source());
    }
    BpfObject object =
        listing
            ? Listings.read(entry.example())
            : ObjectReader.read(name + ".o", Files.readAllBytes(FOLDER.resolve(name + ".o")));
    if (blessed) {
      keep(name, object);
    }
    return object;
  }

  /// For old tools: with section names that they know. Two examples have no form in a file.
  private static void keep(String name, BpfObject object) throws IOException {
    Path file = Files.createDirectories(Path.of("target/rules")).resolve(name + ".o");
    try {
      Files.write(
          file,
          ObjectWriter.write(
              object, new ObjectWriter.Options(ObjectWriter.SectionStyle.CLASSIFIER)));
    } catch (ObjectFormatException _) {
      Files.deleteIfExists(file);
    }
  }

  private static void compile(String name, String source) throws IOException {
    Files.createDirectories(FOLDER);
    Path file = FOLDER.resolve(name + ".c");
    Files.writeString(file, source);
    run(
        "clang-19",
        "-O2",
        "-g",
        "-target",
        "bpf",
        "-fdebug-compilation-dir=.",
        "-I/usr/include/x86_64-linux-gnu",
        "-Wno-incompatible-function-pointer-types",
        "-c",
        name + ".c",
        "-o",
        name + ".o");
    run("llvm-strip-19", "-g", name + ".o");
    Files.delete(file);
  }

  private static void run(String... command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(List.of(command)).directory(FOLDER.toFile()).inheritIO().start();
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
