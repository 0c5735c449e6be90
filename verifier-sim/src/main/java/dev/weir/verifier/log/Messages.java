// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.log;

import dev.weir.verifier.report.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which rule the kernel means by a message.
///
/// @kernel v6.12 kernel/bpf/verifier.c verbose
final class Messages {
  private record Row(Pattern pattern, Rule rule) {}

  private static final List<Row> ROWS = rows();

  private Messages() {}

  /// The rule that a message is about; empty for messages that no row knows.
  static Optional<Rule> rule(String message) {
    return ROWS.stream()
        .filter(row -> row.pattern().matcher(message).find())
        .map(Row::rule)
        .findFirst();
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    add(rows, Rule.UNKNOWN_INSTRUCTION, "unknown opcode", "invalid BPF_\\w+ opcode");
    add(rows, Rule.RESERVED_FIELD, "reserved fields?", "^R\\d\\d is invalid");
    add(rows, Rule.JUMP_OUT_OF_RANGE, "jump out of range");
    add(rows, Rule.JUMP_INTO_IMMEDIATE, "jump into the middle", "invalid bpf_ld_imm64");
    add(rows, Rule.UNREACHABLE_INSTRUCTION, "unreachable insn");
    add(rows, Rule.FALLS_OFF_END, "last insn is not an exit", "no exit or jmp");
    add(rows, Rule.TOO_MANY_BRANCHES, "sequence of \\d+ jumps");
    add(rows, Rule.TOO_COMPLEX, "BPF program is too large", "too complex");
    add(rows, Rule.TOO_MANY_MAPS, "total number of maps per program");
    add(rows, Rule.CALL_TARGET, "call to invalid destination");
    add(rows, Rule.CALLBACK_BODY, "within callback", "callback unexpected regs");
    add(rows, Rule.LEGACY_LOAD_RESULT, "only allowed in functions that return 'int'");
    add(
        rows,
        Rule.MAP_NOT_USABLE,
        "prog(?:ram)?s cannot use",
        "prog(?:ram)?s (?:can|may) only use");
    add(rows, Rule.ADDRESS_SPACE, "addr_space_cast");
    add(rows, Rule.CALLBACK_NEVER_CALLED, "No program (?:to jit|starts at)");
    add(rows, Rule.CALLBACK_ADDRESS, "callback function not static");
    add(rows, Rule.MAP_VALUE_ADDRESS, "invalid access to map value pointer", "direct value access");
    add(
        rows,
        Rule.FUNCTION_SIGNATURE,
        "Global function \\S+ (?:doesn't return|return)",
        "functions? with .* args are not supported");
    add(
        rows,
        Rule.MEMORY_ARGUMENT,
        "(?s)type=\\S+ expected=fp.*(?:Caller passes invalid args|memory, len pair)");
    add(rows, Rule.FUNCTION_ARGUMENT, "Caller passes invalid args");
    add(rows, Rule.FORMAT_STRING, "Invalid format string", "fmt .* not supported");
    add(rows, Rule.PACKET_LOAD, "at the time of BPF_LD_ABS");
    add(rows, Rule.SECTION_OPEN, "instruction in main prog cannot be used inside");
    add(rows, Rule.SECTION_MISSING, "requires RCU critical section", "expected an RCU CS");
    add(rows, Rule.MAP_MISMATCH, "doesn't match map pointer");
    add(rows, Rule.MAP_FIELD, "doesn't point to 'struct", "has no valid \\w+");
    add(rows, Rule.KFUNC_TYPE, "Unknown type ID", "type ID argument must be of a struct");
    add(rows, Rule.CALLBACK_ARGUMENT, "expected pointer to func");
    add(
        rows,
        Rule.CONSTANT_STRING,
        "does not point to a readonly map",
        "no direct value access support",
        "is not (?:NUL|zero)-terminated");
    add(rows, Rule.KERNEL_OBJECT_LICENCE, "Cannot access kernel .* from non-GPL");
    add(
        rows,
        Rule.VARIABLE_OFFSET,
        "variable offset stack pointer",
        "variable \\S+ access var_off");
    add(
        rows,
        Rule.SECTION_UNBALANCED,
        "unmatched rcu read unlock",
        "unmatched attempt",
        "nested rcu");
    add(rows, Rule.NOT_ACQUIRED, "must be referenced when passed to release");
    add(rows, Rule.MAP_READ_ONLY, "(?m)write into map forbidden$");
    add(rows, Rule.INFINITE_LOOP, "infinite loop", "back-edge");
    add(
        rows,
        Rule.STACK_DEPTH,
        "combined stack size",
        "stack size.*too large",
        "stack depth .* too");
    add(rows, Rule.CALL_DEPTH, "call stack of \\d+ frames", "frames is too deep");
    add(rows, Rule.RECURSION, "recursive call");
    add(rows, Rule.TAIL_CALL_STACK, "tail_calls are not allowed when call stack");
    add(rows, Rule.TOO_MANY_FUNCTIONS, "too many subprograms");
    add(rows, Rule.RESULT_MISSING, "^R0 !read_ok");
    add(rows, Rule.UNINITIALISED_REGISTER, "!read_ok");
    add(rows, Rule.FRAME_POINTER_WRITTEN, "frame pointer is read only");
    add(rows, Rule.POINTER_WIDTH, "32-bit pointer arithmetic");
    add(rows, Rule.POINTER_OPERATOR, "with \\S+ operator", "tried to subtract pointer");
    add(
        rows,
        Rule.POINTER_MAY_BE_NULL,
        "pointer arithmetic on \\w+_or_null",
        "null-check it first");
    add(rows, Rule.POINTER_TYPE, "pointer arithmetic .*prohibited", "pointer arithmetic on");
    add(rows, Rule.POINTERS_COMBINED, "pointer \\S+ pointer");
    add(rows, Rule.POINTER_OFFSET, "math between \\w+ pointer", "value -?\\d+ makes \\w+ pointer");
    add(rows, Rule.DIVISION_BY_ZERO, "div by zero");
    add(rows, Rule.SHIFT_OUT_OF_RANGE, "invalid shift");
    add(
        rows,
        Rule.PACKET_BOUNDS,
        "invalid access to packet",
        "R\\d offset is outside of the packet");
    add(rows, Rule.PACKET_READ_ONLY, "cannot write into packet");
    add(rows, Rule.MOVED_CONTEXT, "dereference of modified ctx");
    add(rows, Rule.CONTEXT_FIELD, "invalid bpf_context access", "misaligned context access");
    add(rows, Rule.MAYBE_NULL, "invalid mem access '\\w*_or_null'");
    add(rows, Rule.NO_MEMORY, "invalid mem access");
    add(rows, Rule.MISALIGNED, "misaligned");
    add(
        rows,
        Rule.UNINITIALISED_STACK,
        "invalid (?:indirect )?read from stack",
        "invalid indirect access to stack");
    add(
        rows,
        Rule.STACK_BOUNDS,
        "invalid (?:write to|zero-sized read from|unbounded .* to) stack",
        "invalid variable-offset",
        "invalid stack");
    add(
        rows,
        Rule.PARTIAL_POINTER,
        "attempt to corrupt spilled",
        "corrupted spill",
        "size of register spill",
        "partial");
    add(rows, Rule.STACK_OBJECT, "cannot overwrite referenced");
    add(rows, Rule.STACK_POINTER_ESCAPES, "cannot spill pointers to stack into");
    add(rows, Rule.MEMORY_BOUNDS, "invalid access to (?:map value|memory|key|buffer|mem)");
    add(rows, Rule.NEGATIVE_SIZE, "min value is negative, either use unsigned or 'var &= const'");
    add(rows, Rule.NEGATIVE_OFFSET, "min value is negative", "min value is outside");
    add(rows, Rule.UNBOUNDED_SIZE, "unbounded memory access, use");
    add(
        rows,
        Rule.UNBOUNDED_OFFSET,
        "unbounded memory access",
        "max value is outside of the allowed");
    add(
        rows,
        Rule.READ_ONLY_MEMORY,
        "write into map forbidden",
        "cannot write into (?:rdonly|read)");
    add(rows, Rule.WRITE_ONLY_MEMORY, "read from map forbidden");
    add(
        rows,
        Rule.SPECIAL_FIELD,
        "cannot be accessed directly",
        "cannot be modified by load/store");
    add(rows, Rule.SOCKET_FIELD, "invalid \\w*sock\\w* access");
    add(
        rows,
        Rule.KERNEL_OBJECT,
        "access beyond struct",
        "is ptr_\\w+ invalid",
        "only read is supported");
    add(rows, Rule.MIXED_POINTERS, "same insn cannot be used with different pointers");
    add(rows, Rule.ATOMIC_MEMORY, "BPF_ATOMIC \\w+ into R\\d");
    add(rows, Rule.ZERO_SIZE, "invalid zero-sized", "invalid zero size");
    add(rows, Rule.HELPER_LICENCE, "GPL[- ]compatible");
    add(
        rows,
        Rule.HELPER_UNAVAILABLE,
        "unknown func",
        "program of this type cannot use helper",
        "invalid func");
    add(rows, Rule.KFUNC_UNAVAILABLE, "calling kernel function .* is not allowed", "kfunc .* not");
    add(rows, Rule.SLEEPING_CALL, "sleepable", "might sleep");
    add(rows, Rule.ARGUMENT_MAY_BE_NULL, "Possibly NULL pointer", "type=\\w*_or_null expected=");
    add(rows, Rule.ARGUMENT_KIND, "type=\\S+ expected=", "expected pointer to", "must be a");
    add(rows, Rule.ARGUMENT_MOVED, "must have zero offset", "with negative offset");
    add(
        rows,
        Rule.ARGUMENT_NOT_CONSTANT,
        "is not a known constant",
        "R\\d is not a const",
        "must be a known constant",
        "not a constant");
    add(rows, Rule.MAP_TYPE, "cannot pass map_type");
    add(rows, Rule.DYNPTR_ARGUMENT, "dynptr");
    add(rows, Rule.ITERATOR_ARGUMENT, "iter");
    add(rows, Rule.REFERENCE_LEAK, "Unreleased reference", "reference leak");
    add(
        rows,
        Rule.LOCK_HELD,
        "inside bpf_\\w*spin_lock-ed region",
        "calls are not allowed while holding a lock");
    add(rows, Rule.LOCK_ORDER, "without taking a lock", "spin_lock of different");
    add(rows, Rule.SECTION_OPEN, "would lead to", "cannot be used inside", "is missing");
    add(
        rows,
        Rule.NOT_ACQUIRED,
        "release helper",
        "expects refcounted",
        "reference has not been acquired");
    add(rows, Rule.SET_RESULT, "can't modify return value");
    add(rows, Rule.CALLBACK_RESULT, "At callback return");
    add(rows, Rule.RESULT_KIND, "R0 (?:is not a known value|leaks addr)", "the register R0 is not");
    add(
        rows,
        Rule.RESULT_RANGE,
        "At (?:program|async callback) (?:exit|return)",
        "should have been in");
    add(rows, Rule.STACK_RETURNED, "cannot return stack pointer");
    return List.copyOf(rows);
  }

  private static void add(List<Row> rows, Rule rule, String... patterns) {
    for (String pattern : patterns) {
      rows.add(new Row(Pattern.compile(pattern), rule));
    }
  }
}
