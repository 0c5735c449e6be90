// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our text is llvm-objdump's, character by character, for every form that it knows and does not
/// lose part of.
class LlvmObjdumpTest {
  private static final int INSNS = 4000;

  @TempDir Path folder;

  @Test
  void textEqualsLlvmObjdump() throws IOException, InterruptedException {
    List<Insn<Reg>> insns =
        sample().stream().filter(insn -> known(insn) && !wordAtomic(insn)).toList();
    compare(insns, "");
  }

  @Test
  void textOfWordAtomicsEqualsLlvmObjdumpWithAlu32() throws IOException, InterruptedException {
    compare(sample().stream().filter(LlvmObjdumpTest::wordAtomic).toList(), "+alu32");
  }

  private static List<Insn<Reg>> sample() {
    return InsnArbitraries.insn().list().ofSize(INSNS).sample();
  }

  /// LLVM 19 does not know the later forms; of calls and 64-bit immediates it shows neither kind
  /// nor second word, of indirect packet loads not the immediate.
  private static boolean known(Insn<Reg> insn) {
    return switch (insn) {
      case Insn.LoadImm64<Reg> i -> i.pseudo() == Pseudo.VALUE;
      case Insn.LoadInd<Reg> i -> i.imm() == 0;
      case Insn.LoadAcquire<Reg> _,
          Insn.StoreRelease<Reg> _,
          Insn.JumpIndirect<Reg> _,
          Insn.MovPerCpu<Reg> _,
          Insn.CallLocal<Reg> _,
          Insn.CallKfunc<Reg> _,
          Insn.Raw<Reg> _ ->
          false;
      default -> true;
    };
  }

  private static boolean wordAtomic(Insn<Reg> insn) {
    return insn instanceof Insn.Atomic<Reg> atomic && atomic.size() == MemSize.W;
  }

  private void compare(List<Insn<Reg>> insns, String attributes)
      throws IOException, InterruptedException {
    Optional<String> objdump = objdump();
    assumeTrue(objdump.isPresent(), "llvm-objdump is not installed");
    Path object = folder.resolve("code.o");
    Files.write(object, elf(Codec.encode(insns)));
    Process process =
        new ProcessBuilder(
                objdump.get(),
                "-d",
                "--no-show-raw-insn",
                "--triple=bpfel",
                "--mattr=" + attributes,
                object.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    List<String> theirs =
        text.lines()
            .filter(line -> line.matches("\\s*\\d+:\\s.*"))
            .map(line ->
                line.replaceFirst("^\\s*\\d+:\\s+", "").replaceFirst(" <[^<>]*>$", "").strip())
            .toList();
    List<String> ours = insns.stream().map(Disassembler::print).toList();
    for (int i = 0; i < insns.size(); i++) {
      assertEquals(theirs.get(i), ours.get(i), insns.get(i)::toString);
    }
    assertEquals(theirs.size(), ours.size());
  }

  static Optional<String> objdump() {
    List<String> folders = List.of(System.getenv("PATH").split(":"));
    for (String name : List.of("llvm-objdump-19", "llvm-objdump")) {
      for (String in : folders) {
        Path file = Path.of(in, name);
        if (Files.isExecutable(file)) {
          return Optional.of(file.toString());
        }
      }
    }
    return Optional.empty();
  }

  /// A relocatable object with nothing but code.
  private static byte[] elf(byte[] code) {
    byte[] names = "\0.text\0.shstrtab\0".getBytes(StandardCharsets.US_ASCII);
    int sections = 64 + code.length + (names.length + 7 & ~7);
    ByteBuffer out = ByteBuffer.allocate(sections + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    out.putShort((short) 1).putShort((short) 247).putInt(1).putLong(0).putLong(0).putLong(sections);
    out.putInt(0).putShort((short) 64).putShort((short) 0).putShort((short) 0);
    out.putShort((short) 64).putShort((short) 3).putShort((short) 2);
    out.put(code).put(names).position(sections + 64);
    section(out, 1, 1, 6, 64, code.length);
    section(out, 7, 3, 0, 64 + code.length, names.length);
    return out.array();
  }

  private static void section(
      ByteBuffer out, int name, int type, long flags, long offset, long size) {
    out.putInt(name).putInt(type).putLong(flags).putLong(0).putLong(offset).putLong(size);
    out.putInt(0).putInt(0).putLong(8).putLong(0);
  }
}
