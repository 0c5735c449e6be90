// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.List;
import java.util.Optional;

/// A place in the kernel where a program can run: what a program is written for.
///
/// @param name the name in source text, such as `connect4` or `tc ingress`
/// @param program the program type it is loaded as
/// @param attach the expected attach type, empty where the kernel wants none (`tc`, `socket`)
/// @param section the ELF section that names the hook to libbpf and other loaders; a section name
///   may serve two hooks (`tc` does not tell the direction)
/// @param sectionAliases further section names that loaders accept for the hook
/// @param sectionPrefix whether the section goes on after a slash with the attach target, as in
///   `lsm_cgroup/socket_sendmsg`
/// @param context the structure in R1 and the accesses permitted on it
/// @param packet what is permitted through packet pointers
/// @param returns the permitted exit values
/// @param verdicts the named exit values, the usual "go on" first
/// @param since the first kernel that has the hook
/// @param profile the key of the hook's column in the helper and kfunc tables; hooks with the same
///   rules share one
public record Hook(
    String name,
    ProgramType program,
    Optional<AttachType> attach,
    String section,
    List<String> sectionAliases,
    boolean sectionPrefix,
    ContextLayout context,
    PacketAccess packet,
    ReturnRange returns,
    List<Verdict> verdicts,
    KernelVersion since,
    String profile) {
  /// Copies the lists.
  public Hook {
    sectionAliases = List.copyOf(sectionAliases);
    verdicts = List.copyOf(verdicts);
  }

  /// The verdict of that name.
  public Optional<Verdict> verdict(String verdictName) {
    return verdicts.stream().filter(verdict -> verdict.name().equals(verdictName)).findFirst();
  }

  /// Whether `sectionName` is one of the hook's section names.
  public boolean matchesSection(String sectionName) {
    return matches(section, sectionName)
        || sectionAliases.stream().anyMatch(alias -> matches(alias, sectionName));
  }

  /// Whether `sectionName` is one of the hook's section names of one word, followed by a slash, an
  /// underscore or a digit and whatever else.
  boolean beginsSection(String sectionName) {
    return begins(section, sectionName)
        || sectionAliases.stream().anyMatch(alias -> begins(alias, sectionName));
  }

  private static boolean begins(String known, String sectionName) {
    if (known.indexOf('/') >= 0
        || sectionName.length() <= known.length()
        || !sectionName.startsWith(known)) {
      return false;
    }
    char next = sectionName.charAt(known.length());
    return next == '/' || next == '_' || Character.isDigit(next);
  }

  private boolean matches(String known, String sectionName) {
    return known.equals(sectionName) || (sectionPrefix && sectionName.startsWith(known + "/"));
  }
}
