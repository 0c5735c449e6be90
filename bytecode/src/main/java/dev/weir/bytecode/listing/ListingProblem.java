// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;

/// The catalogue of mistakes in listings and code given as text: one row per code `W06xx`.
///
/// Codes are never reused. A test proves that each example gives exactly its code, and that each
/// correction gives none.
public enum ListingProblem {
  /// Grammar.
  SYNTAX(
      "W0601",
      "the line is not of any known form",
      """
      The message says what was expected where. `docs/listing.md` has all forms; whatever
      `weir disasm`, llvm-objdump or the kernel's log print is understood as well.\
      """,
      in("r0 = *(u24 *)(r1 + 0x0)"),
      in("r0 = *(u32 *)(r1 + 0x0)")),
  /// Number.
  OUT_OF_RANGE(
      "W0602",
      "a number does not fit its place",
      """
      Offsets of memory accesses and of short jumps have 16 bits, immediates 32 bits; only a 64-bit
      immediate, written with `ll` behind it, has 64.\
      """,
      in("r0 = 0x100000000"),
      in("r0 = 0x100000000 ll")),
  /// `w1` where `r1` belongs.
  REGISTER_WIDTH(
      "W0603",
      "a register of the wrong width",
      """
      `r1` names all 64 bits of a register, `w1` its low 32. Both operands of an instruction have
      the same width; addresses have 64 bits.\
      """,
      in("w0 = r1"),
      in("w0 = w1")),
  /// No encoding.
  IMPOSSIBLE_OPERAND(
      "W0604",
      "no instruction takes these operands",
      """
      The line has the form of an instruction, but there is no encoding for it: byte swaps and fetching
      atomics work in place, compare-and-exchange compares r0, no load extends the sign of 8 bytes.\
      """,
      in("r0 = be16 r1"),
      in("r0 = be16 r0")),
  /// Mnemonic.
  UNKNOWN_INSTRUCTION(
      "W0605",
      "no instruction of that name",
      "The registers are r0 to r10, or w0 to w10 for their low 32 bits.",
      in("r11 = 0x0"),
      in("r9 = 0x0")),
  /// Label.
  UNKNOWN_LABEL(
      "W0606",
      "a jump or call to a name that is not there",
      """
      Labels are known in the program or function in which they stand. A call names a helper, a label,
      a function of the listing (`call function NAME`) or a kernel function (`call kfunc NAME`).\
      """,
      in("goto out"),
      in("goto out", "out:")),
  /// Label.
  LABEL_TWICE(
      "W0607",
      "a label stands twice in the same code",
      "Labels are local to their program or function; in there, each name is used once.",
      in("out:", "out:"),
      in("out:")),
  /// Jump.
  LABEL_OUT_OF_REACH(
      "W0608",
      "a label is too far away for the jump",
      """
      Jumps hold 16 bits, which is 32767 slots forwards. Code is encoded as written, so that nothing is
      put between: jump with `gotol` (Linux 6.6), or step through a `goto` in between.\
      """,
      far("goto out"),
      far("gotol out")),
  /// Directive.
  MISPLACED(
      "W0611",
      "a line cannot stand where it does",
      """
      Instructions stand below `.program` or `.function`, bytes below `.section` or `.btf`; a line that
      starts with a dot is one of the directives in `docs/listing.md`.\
      """,
      "r0 = 0x0\n" + in("r0 = 0x0"),
      in("r0 = 0x0")),
  /// Table look-up.
  UNKNOWN_KIND(
      "W0612",
      "no hook, program type, attach type or map type of that name",
      "Types are spelled as bpftool does: the kernel's constant in lower case, without its prefix.",
      ".map m hsh key 4 value 4 entries 1\n" + in("r0 = 0x0"),
      ".map m hash key 4 value 4 entries 1\n" + in("r0 = 0x0")),
  /// Names.
  DEFINED_TWICE(
      "W0613",
      "two definitions of the same name",
      "Programs, functions, maps and sections share one space of names, as they do in an ELF object.",
      ".map m hash key 4 value 4 entries 1\n.map m array key 4 value 4 entries 1\n"
          + in("r0 = 0x0"),
      ".map m hash key 4 value 4 entries 1\n.map n array key 4 value 4 entries 1\n"
          + in("r0 = 0x0")),
  /// Names.
  UNDEFINED(
      "W0614",
      "code refers to a map, section or function that the listing does not define",
      "Add a `.map`, `.section` or `.function` of that name. Programs cannot be called.",
      in("r1 = map m ll"),
      ".map m hash key 4 value 4 entries 1\n" + in("r1 = map m ll")),
  /// Completeness.
  MISSING(
      "W0615",
      "something that an object cannot be without",
      """
      A listing has a `.license`; a program says where it runs with `section`, `hook` or `type`, and
      has code.\
      """,
      ".program p hook \"xdp\"\n  r0 = 0x2\n  exit\n",
      ".license \"GPL\"\n.program p hook \"xdp\"\n  r0 = 0x2\n  exit\n"),
  /// BTF.
  BROKEN_TYPES(
      "W0616",
      "the bytes below `.btf` are no type information",
      """
      They are the content of a `.BTF` section, as a writer of listings puts it there; nobody writes
      them by hand. Without the block the object has no types.\
      """,
      in("r0 = 0x0") + ".btf\n  .bytes 00112233\n",
      in("r0 = 0x0"));

  /// Stands for as many instructions in an example.
  static final String MANY = "; (32768 instructions)";

  private final String code;
  private final String title;
  private final String explanation;
  private final String example;
  private final String correction;

  ListingProblem(String code, String title, String explanation, String example, String correction) {
    this.code = code;
    this.title = title;
    this.explanation = explanation;
    this.example = example;
    this.correction = correction;
  }

  /// `W` and four digits.
  public String code() {
    return code;
  }

  /// What is wrong, in lower case.
  public String title() {
    return title;
  }

  /// Causes and cures, several lines.
  public String explanation() {
    return explanation;
  }

  /// A listing with the mistake.
  public String example() {
    return example;
  }

  /// The listing put right.
  public String correction() {
    return correction;
  }

  /// The mistake at a place.
  ///
  /// @param message what is wrong, with the user's own names
  Problem error(String message, Span span, String label) {
    return Problem.error(code, message, span, label);
  }

  /// A listing with a program of these lines.
  private static String in(String... lines) {
    StringBuilder out = new StringBuilder(".license \"GPL\"\n.program p hook \"xdp\"\n");
    for (String line : lines) {
      out.append(line.endsWith(":") ? "" : "  ").append(line).append('\n');
    }
    return out.append("  exit\n").toString();
  }

  private static String far(String jump) {
    return in(jump, ListingProblem.MANY, "out:");
  }
}
