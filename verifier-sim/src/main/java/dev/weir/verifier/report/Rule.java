// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.report;

/// What the verifier demands of a program; each rule has a code of its own, never reused.
///
/// Codes: `W40xx` structure of the code and limits, `W41xx` registers, arithmetic and pointers,
/// `W42xx` memory, `W43xx` calls of helpers, kfuncs and functions, `W44xx` references, locks and
/// critical sections, `W45xx` result of the program.
public enum Rule {
  /// The kernel has no such instruction.
  UNKNOWN_INSTRUCTION(4001, "instruction that this kernel does not know"),
  /// A field of an instruction that must be zero is not.
  RESERVED_FIELD(4002, "reserved field of an instruction is not zero"),
  /// A jump leaves its function or the program.
  JUMP_OUT_OF_RANGE(4003, "jump out of the function"),
  /// A jump leads into the second half of a 64-bit immediate load.
  JUMP_INTO_IMMEDIATE(4004, "jump into the middle of an instruction"),
  /// No path of the control flow reaches an instruction.
  UNREACHABLE_INSTRUCTION(4005, "unreachable instruction"),
  /// The last instruction of a function is neither an exit nor a jump.
  FALLS_OFF_END(4006, "function does not end with an exit or a jump"),
  /// The program has no instruction, or too many.
  PROGRAM_SIZE(4007, "program size"),
  /// The program has more than 256 functions.
  TOO_MANY_FUNCTIONS(4008, "too many functions"),
  /// The program uses more than 64 maps.
  TOO_MANY_MAPS(4009, "too many maps"),
  /// A call does not lead to the start of a function.
  CALL_TARGET(4010, "call into the middle of a function"),
  /// The paths through the program have more than a million instructions.
  TOO_COMPLEX(4011, "program too complex to verify"),
  /// A path leaves more than 8,192 branches to explore later.
  TOO_MANY_BRANCHES(4012, "too many branches on one path"),
  /// A loop comes back to where it was in the same state.
  INFINITE_LOOP(4013, "loop that may never end"),
  /// The functions of a chain of calls need more than 512 bytes of stack.
  STACK_DEPTH(4014, "combined stack too deep"),
  /// A chain of calls has more than eight functions.
  CALL_DEPTH(4015, "chain of calls too deep"),
  /// A function calls itself, directly or through others.
  RECURSION(4016, "recursion"),
  /// A function that makes a tail call is called with 256 bytes of stack in use.
  TAIL_CALL_STACK(4017, "tail call with too much stack in use"),
  /// A callback makes a tail call or loads with the legacy packet instructions.
  CALLBACK_BODY(4018, "tail call or legacy packet load in a callback"),
  /// A function with legacy packet loads or tail calls does not return an int.
  LEGACY_LOAD_RESULT(4020, "function with a hidden exit must return int"),
  /// A hook that came with a later kernel.
  HOOK_UNAVAILABLE(4021, "kernel without this hook"),
  /// Programs of this type cannot use such a map.
  MAP_NOT_USABLE(4022, "map that this program cannot use"),
  /// A register is read before it is written.
  UNINITIALISED_REGISTER(4101, "register read before it is written"),
  /// The frame pointer is written.
  FRAME_POINTER_WRITTEN(4102, "frame pointer is read-only"),
  /// Arithmetic on a pointer of a type that allows none, or not this.
  POINTER_TYPE(4103, "arithmetic on a pointer that does not allow it"),
  /// Arithmetic on a pointer that was not checked for null.
  POINTER_MAY_BE_NULL(4104, "arithmetic on a pointer that may be null"),
  /// 32-bit arithmetic on a pointer.
  POINTER_WIDTH(4105, "32-bit arithmetic on a pointer"),
  /// An operator other than addition and subtraction on a pointer, or a wrong order of operands.
  POINTER_OPERATOR(4106, "operator not allowed on a pointer"),
  /// A pointer is moved further than any object is long, or by a number without lower bound.
  POINTER_OFFSET(4107, "pointer moved without bounds"),
  /// Two pointers are combined by something else than a difference.
  POINTERS_COMBINED(4108, "two pointers combined"),
  /// Division by the constant zero.
  DIVISION_BY_ZERO(4109, "division by zero"),
  /// A shift by a constant that is no bit number.
  SHIFT_OUT_OF_RANGE(4110, "shift wider than the register"),
  /// A cast between address spaces that do not exist or without an arena.
  ADDRESS_SPACE(4111, "address space cast not possible"),
  /// The address of a function that cannot be called back.
  CALLBACK_ADDRESS(4112, "function cannot be a callback"),
  /// The address of a function at the program's end that is never called.
  CALLBACK_NEVER_CALLED(4115, "address of a function that is never called"),
  /// An address outside of a map's value.
  MAP_VALUE_ADDRESS(4113, "address outside of a map value"),
  /// Memory is accessed through something that is no pointer, or a pointer that leads to no memory.
  NO_MEMORY(4201, "access through something that is no pointer to memory"),
  /// Memory is accessed through a pointer that may be null.
  MAYBE_NULL(4202, "access through a pointer that may be null"),
  /// An access is not aligned to its size where it must be.
  MISALIGNED(4203, "misaligned access"),
  /// An access leaves the 512 bytes of the stack.
  STACK_BOUNDS(4204, "access outside of the stack"),
  /// Bytes of the stack are read that nothing was stored in.
  UNINITIALISED_STACK(4205, "read of stack that was never written"),
  /// A pointer is stored to or loaded from the stack in part.
  PARTIAL_POINTER(4206, "pointer stored or loaded in part"),
  /// A pointer to the stack is stored in the stack of a caller.
  STACK_POINTER_ESCAPES(4207, "pointer to the stack stored in a caller's stack"),
  /// A dynptr, an iterator or a saved interrupt flag on the stack is touched by loads or stores.
  STACK_OBJECT(4208, "access to a kernel object on the stack"),
  /// The context has no field at that offset, of that width, for that kind of access.
  CONTEXT_FIELD(4209, "context access that the hook does not permit"),
  /// The context is accessed through a pointer that was moved.
  MOVED_CONTEXT(4210, "access through a moved pointer to the context"),
  /// An access to the packet is not proven to end before the packet does.
  PACKET_BOUNDS(4211, "access may pass the end of the packet"),
  /// The hook may not change the packet through pointers.
  PACKET_READ_ONLY(4212, "packet is read-only at this hook"),
  /// An access leaves the memory that the pointer leads to.
  MEMORY_BOUNDS(4213, "access outside of the memory"),
  /// The offset of an access has no upper bound.
  UNBOUNDED_OFFSET(4214, "offset has no upper bound"),
  /// The offset of an access may be negative.
  NEGATIVE_OFFSET(4215, "offset may be negative"),
  /// Memory is written that may only be read.
  READ_ONLY_MEMORY(4216, "write to memory that may only be read"),
  /// Memory is read that may only be written.
  WRITE_ONLY_MEMORY(4217, "read of memory that may only be written"),
  /// A special field of a map value (lock, timer, kptr, ...) is accessed by loads or stores.
  SPECIAL_FIELD(4218, "access to a special field of a map value"),
  /// A socket has no field at that offset and of that width, or is written.
  SOCKET_FIELD(4219, "socket access that is not permitted"),
  /// A kernel object is accessed in a way its type does not permit.
  KERNEL_OBJECT(4220, "access to a kernel object that its type does not permit"),
  /// A kernel object is accessed by a program whose licence is not compatible with the GPL.
  KERNEL_OBJECT_LICENCE(4221, "kernel objects need a GPL-compatible licence"),
  /// One instruction accesses memory of kinds that the kernel must treat differently.
  MIXED_POINTERS(4222, "one instruction used with different kinds of pointers"),
  /// An atomic operation on memory that does not support it.
  ATOMIC_MEMORY(4223, "atomic operation on memory that does not support it"),
  /// A call gets something that is no memory where it needs memory.
  MEMORY_ARGUMENT(4224, "argument is no pointer to memory"),
  /// The size of a memory argument may be zero where it must not.
  ZERO_SIZE(4225, "size may be zero"),
  /// The size of a memory argument may be negative.
  NEGATIVE_SIZE(4226, "size may be negative"),
  /// The size of a memory argument has no upper bound.
  UNBOUNDED_SIZE(4227, "size has no upper bound"),
  /// A constant string argument is no known, terminated string.
  CONSTANT_STRING(4228, "argument is no constant string"),
  /// An access at an offset that is not known where the offset must be.
  VARIABLE_OFFSET(4229, "offset must be constant"),
  /// A helper that the hook or the kernel does not have.
  HELPER_UNAVAILABLE(4301, "helper not available here"),
  /// A helper for programs under a GPL-compatible licence.
  HELPER_LICENCE(4302, "function needs a GPL-compatible licence"),
  /// A function that may sleep, called where that is not possible.
  SLEEPING_CALL(4303, "call may sleep where nothing may sleep"),
  /// An argument that is not what the function takes.
  ARGUMENT_KIND(4304, "argument of the wrong kind"),
  /// A pointer that was not checked for null, for a function that takes no null.
  ARGUMENT_MAY_BE_NULL(4305, "argument may be null"),
  /// A pointer that was moved away from the start of its object.
  ARGUMENT_MOVED(4306, "argument must not be moved"),
  /// A number that must be known when the program is loaded.
  ARGUMENT_NOT_CONSTANT(4307, "argument must be a known number"),
  /// A map of a type that the function does not take.
  MAP_TYPE(4308, "function does not work on maps of this type"),
  /// A change of a map that programs may only read.
  MAP_READ_ONLY(4309, "map is read-only for programs"),
  /// The address of a special field of a map value where there is none.
  MAP_FIELD(4310, "address of no such field"),
  /// A format string that does not fit the arguments or has an unknown specifier.
  FORMAT_STRING(4311, "format string not supported"),
  /// A dynptr that is missing, of another kind, or constant.
  DYNPTR_ARGUMENT(4312, "argument is no such dynptr"),
  /// An iterator that is not started, or started twice.
  ITERATOR_ARGUMENT(4313, "argument is no such iterator"),
  /// A callback that the helper cannot call for this map.
  CALLBACK_ARGUMENT(4314, "function cannot be called back so"),
  /// An argument of a global function that its type does not permit.
  FUNCTION_ARGUMENT(4316, "argument does not fit the function"),
  /// A global function with parameters or a result that cannot be verified on their own.
  FUNCTION_SIGNATURE(4317, "signature of a global function not possible"),
  /// A kernel function that the hook or the kernel does not have.
  KFUNC_UNAVAILABLE(4318, "kernel function not available here"),
  /// A legacy packet load where it cannot run.
  PACKET_LOAD(4319, "packet load instruction not possible here"),
  /// A timer, work queue or task work given together with another map.
  MAP_MISMATCH(4320, "object belongs to another map"),
  /// A call of `bpf_set_retval` that the hook does not permit.
  SET_RESULT(4321, "result of the hook cannot be set so"),
  /// A type that a kernel function cannot make or cast to.
  KFUNC_TYPE(4322, "type identifier not possible"),
  /// Something acquired and not given back on a path.
  REFERENCE_LEAK(4401, "reference is never released"),
  /// The release of something that was not acquired.
  NOT_ACQUIRED(4402, "nothing to release"),
  /// A call that may not happen under a lock.
  LOCK_HELD(4403, "call not possible while a lock is held"),
  /// A lock taken twice, or released without being held last.
  LOCK_ORDER(4404, "lock taken or released out of order"),
  /// The end of a critical section that never began, or began twice.
  SECTION_UNBALANCED(4405, "section left without being entered"),
  /// A program that ends, or calls another one, inside a critical section.
  SECTION_OPEN(4406, "critical section is left open"),
  /// A call that needs an RCU read section, or a lock, around it.
  SECTION_MISSING(4407, "critical section needed"),
  /// A function that ends before R0 is written.
  RESULT_MISSING(4501, "no result"),
  /// A result that the hook does not permit.
  RESULT_RANGE(4502, "result out of range"),
  /// A pointer as the result where a number is needed.
  RESULT_KIND(4503, "result is no number"),
  /// A callback that returns what its caller does not permit.
  CALLBACK_RESULT(4504, "result of a callback out of range"),
  /// A function that returns a pointer into a stack.
  STACK_RETURNED(4505, "pointer to the stack returned");

  private final int number;
  private final String title;

  Rule(int number, String title) {
    this.number = number;
    this.title = title;
  }

  /// The code, such as `W4101`.
  public String code() {
    return "W" + number;
  }

  /// The rule as a headline, lower case.
  public String title() {
    return title;
  }
}
