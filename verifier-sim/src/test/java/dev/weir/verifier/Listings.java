// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;

/// Programs for tests, written as listings.
public final class Listings {
  /// The model of the development kernel.
  public static final KernelModel KERNEL = KernelModel.of(KernelVersion.V6_18);

  private Listings() {}

  /// The image of a tcx program with that body; further blocks may follow.
  public static ProgramImage tcx(String body) {
    return tcx(body, KERNEL);
  }

  /// The image of a tcx program for a kernel.
  public static ProgramImage tcx(String body, KernelModel kernel) {
    BpfObject object = read(".license \"GPL\"\n.program p hook \"tcx ingress\"\n" + body);
    try {
      return ImageBuilder.build(object, object.programs().getFirst(), kernel);
    } catch (LinkException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// The object of a listing.
  public static BpfObject read(String listing) {
    Diagnostics problems = new Diagnostics();
    BpfObject object = ListingReader.read(new SourceFile("test.bpfasm", listing), problems);
    if (problems.hasErrors()) {
      throw new IllegalArgumentException(problems.problems().toString());
    }
    return object;
  }
}
