// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.elf.ElfFormatException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectFormatException;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import java.io.IOException;
import java.io.InputStream;

/// Objects that travel with an application, as resources on its class or module path.
public final class ObjectResource {
  private ObjectResource() {}

  /// Reads an object.
  ///
  /// @param owner the class whose loader and package find the resource
  /// @param name relative to the class's package, or absolute with a slash in front
  /// @throws BpfException when there is no such resource, or it is no object
  public static BpfObject read(Class<?> owner, String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw BpfException.of(
            LoaderProblem.BAD_OBJECT,
            "there is no resource `" + name + "` beside " + owner.getName(),
            "generate the skeleton again, and have the resource packed with the class");
      }
      return ObjectReader.read(file, in.readAllBytes());
    } catch (IOException | ElfFormatException | ObjectFormatException e) {
      throw BpfException.of(
          LoaderProblem.BAD_OBJECT,
          "the resource `"
              + name
              + "` beside "
              + owner.getName()
              + " is no object: "
              + e.getMessage());
    }
  }
}
