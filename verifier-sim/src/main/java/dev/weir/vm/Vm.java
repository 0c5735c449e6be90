// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import java.util.ArrayList;
import java.util.List;

/// Loads objects into virtual machines.
public final class Vm {
  private Vm() {}

  /// Makes the maps of an object and decodes all its programs. Nothing is verified: a program that
  /// no kernel would take faults where it does what it may not.
  ///
  /// @throws LinkException when the object's parts do not fit together, or need something of the
  ///   kernel that is not known of it
  public static LoadedVm load(BpfObject object, VmOptions options) throws LinkException {
    ImageBuilder builder = ImageBuilder.of(object, options.kernel());
    List<ProgramImage> images = new ArrayList<>();
    for (Program program : object.programs()) {
      images.add(builder.build(program));
    }
    LoadedVm vm = load(images, options);
    for (MapSpec map : object.maps()) {
      vm.populate(map);
    }
    return vm;
  }

  /// A machine of programs that are images already.
  public static LoadedVm load(List<ProgramImage> images, VmOptions options) {
    return new LoadedVm(images, options);
  }
}
