// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.ObjectWriter;
import dev.weir.bytecode.object.Program;
import dev.weir.maven.state.Sha256;
import dev.weir.maven.task.ObjectInfo;
import dev.weir.maven.task.ObjectInfo.MapInfo;
import dev.weir.maven.task.ObjectInfo.ProgramInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes objects, and describes them for the manifest.
///
/// @param folder where they go
/// @param target oldest kernel they are for
record ObjectFiles(Path folder, ObjectWriter.Options options, String target) {
  /// Writes an object, whole or not at all.
  ///
  /// @param file below the folder
  ObjectInfo write(BpfObject object, String file, String language) {
    byte[] bytes = ObjectWriter.write(object, options);
    Path path = folder.resolve(file);
    Path beside = Path.of(path + ".new");
    try {
      Files.createDirectories(path.getParent());
      Files.write(beside, bytes);
      Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ObjectInfo(
        file,
        language,
        Sha256.of(bytes),
        target,
        object.license(),
        object.programs().stream().map(ObjectFiles::program).toList(),
        object.maps().stream().map(ObjectFiles::map).toList());
  }

  private static ProgramInfo program(Program program) {
    return new ProgramInfo(
        program.name(),
        program.section(),
        Hooks.bySection(program.section()).map(Hook::name).orElse(""),
        program.function().code().insns().size());
  }

  private static MapInfo map(MapSpec map) {
    return new MapInfo(
        map.name(),
        MapType.ofNumber(map.type())
            .map(MapType::kernelName)
            .orElseGet(() -> Integer.toString(map.type())),
        map.keySize(),
        map.valueSize(),
        map.maxEntries());
  }
}
