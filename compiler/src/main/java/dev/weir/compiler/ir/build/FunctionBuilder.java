// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.build;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrFunction.StackSlot;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.OperationTypes;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Likely;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Builds one function in SSA form while a front end walks its program.
///
/// The builder stands in one block at a time; each emit method appends an operation there and
/// returns its result. What the language calls a local variable is a [Variable]: [#define] gives it
/// a value, [#use] finds the one that reaches the current place, adding block parameters where ways
/// with different values meet. The front end names blocks by [Block] and says by [#seal] when no
/// more jumps to a block will come: at once for the arms of an `if`, after the back edge for a
/// loop.
///
/// ```java
/// var builder = FunctionBuilder.of("f", kind, signature, List.of(IrType.I32), Optional.of(IrType.I32));
/// Variable best = builder.declareVariable("best", IrType.I32);
/// Block done = builder.newBlock(), less = builder.newBlock();
/// Value limit = builder.constant(IrType.I32, 10);
/// builder.define(best, builder.parameters().getFirst());
/// builder.branch(Condition.LT, builder.use(best), limit, less, done);
/// builder.switchTo(less); builder.seal(less); builder.define(best, limit); builder.jump(done);
/// builder.switchTo(done); builder.seal(done); builder.ret(builder.use(best));
/// IrFunction function = builder.build();
/// ```
///
/// A mistake of the caller, such as operands of wrong types or an operation after a terminator, is
/// an [IllegalStateException] thrown where it is made.
///
/// Reference: Braun, Buchwald, Hack, Leißa, Mallon, Zwinkau, "Simple and Efficient Construction of
/// Static Single Assignment Form", CC 2013. Trivial parameters are removed in [#build], when all
/// blocks and edges are known, so that code which turns out unreachable counts for nothing.
public final class FunctionBuilder {
  private final IrFunction header;
  private final List<StackSlot> slots = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final Variables variables = new Variables(this::fresh);
  private int nextValue;
  private Block current;
  private @Nullable Span span;

  private FunctionBuilder(IrFunction header, int nextValue) {
    this.header = header;
    this.nextValue = nextValue;
    this.current = newBlock();
    seal(current);
  }

  /// Starts a function without span and documentation.
  public static FunctionBuilder of(
      String name,
      IrFunction.Kind kind,
      IrFunction.Signature signature,
      List<IrType> parameterTypes,
      Optional<IrType> result) {
    return of(name, kind, signature, parameterTypes, result, null, "");
  }

  /// Starts a function; the builder stands in its entry block.
  ///
  /// @param signature types for BTF; its names become the names of the parameters
  /// @param parameterTypes one for each parameter of the signature
  /// @param result type of the result, empty for none
  /// @param span the declaration, or null
  /// @param doc documentation from the source, may be empty
  /// @throws IllegalStateException when there are more than five parameters, or not one name for
  ///   each
  public static FunctionBuilder of(
      String name,
      IrFunction.Kind kind,
      IrFunction.Signature signature,
      List<IrType> parameterTypes,
      Optional<IrType> result,
      @Nullable Span span,
      String doc) {
    if (parameterTypes.size() > 5 || signature.parameterNames().size() != parameterTypes.size()) {
      throw new IllegalStateException(
          name + ": " + parameterTypes.size() + " parameters, names " + signature.parameterNames());
    }
    List<Value> parameters = new ArrayList<>();
    for (int i = 0; i < parameterTypes.size(); i++) {
      parameters.add(new Value(i, parameterTypes.get(i), signature.parameterNames().get(i)));
    }
    IrFunction header =
        new IrFunction(name, kind, parameters, signature, result, List.of(), List.of(), span, doc);
    return new FunctionBuilder(header, parameters.size());
  }

  /// The function's parameters as values.
  public List<Value> parameters() {
    return header.parameters();
  }

  /// Sets the source text of what is emitted from here on; null for none.
  public FunctionBuilder at(@Nullable Span newSpan) {
    span = newSpan;
    return this;
  }

  /// The source text of what is emitted now, or null.
  public @Nullable Span span() {
    return span;
  }

  // Variables.

  /// Declares a variable.
  public Variable declareVariable(String name, IrType type) {
    return variables.declare(name, type);
  }

  /// Gives a variable a value from here on. A value without a name takes the variable's.
  public void define(Variable variable, Value value) {
    if (!value.type().equals(variable.type())) {
      throw failure(
          "variable "
              + variable.name()
              + " of type "
              + variable.type().text()
              + " defined as "
              + value.type().text());
    }
    variables.define(current, variable, value);
  }

  /// The value of a variable here. In code that cannot be reached it is some value of the right
  /// type.
  ///
  /// @throws IllegalStateException when some way here does not define it
  public Value use(Variable variable) {
    return variables.use(current, variable);
  }

  /// Names a value for dumps; the first name given stays.
  public Value named(Value value, String name) {
    variables.name(value, name);
    return value;
  }

  // Blocks.

  /// A new block without predecessors, in which nothing is emitted yet.
  public Block newBlock() {
    Block block = new Block(this, blocks.size());
    blocks.add(block);
    return block;
  }

  /// Goes on in another block, which must not have its terminator yet.
  public void switchTo(Block block) {
    own(block);
    if (block.terminator != null) {
      throw failure("block b" + block.id + " is complete");
    }
    current = block;
  }

  /// Declares that every jump to the block has been emitted.
  public void seal(Block block) {
    own(block);
    if (block.sealed) {
      throw failure("block b" + block.id + " sealed twice");
    }
    block.sealed = true;
    variables.complete(block);
  }

  /// The block the builder stands in.
  public Block currentBlock() {
    return current;
  }

  /// Whether the current block has its terminator, so that nothing more can be emitted here.
  public boolean isTerminated() {
    return current.terminator != null;
  }

  /// Whether some way from the entry may lead here, as far as the jumps emitted so far tell.
  public boolean isReachable() {
    return current.isReachable();
  }

  // Operations.

  /// A constant; that of an `i32` may be given with any upper half. Null for a pointer type.
  public Value constant(IrType type, long value) {
    long bits = type.equals(IrType.I32) ? value & 0xffff_ffffL : value;
    return emit(new Operation.Const(fresh(type), bits, span));
  }

  /// Arithmetic on two scalars of one width.
  public Value binary(AluOp op, Value left, Value right) {
    return emit(new Operation.Binary(fresh(left.type()), op, left, right, span));
  }

  /// The low `bits` (16, 32 or 64) with their bytes reversed, zero above.
  public Value swap(int bits, Value value) {
    return emit(new Operation.Swap(fresh(value.type()), bits, value, span));
  }

  /// The low `fromBits` (8, 16 or 32) extended to `type`; from 32 bits the operand is an `i32`.
  public Value extend(IrType type, boolean signed, int fromBits, Value value) {
    return emit(new Operation.Extend(fresh(type), signed, fromBits, value, span));
  }

  /// The low half of an `i64`.
  public Value truncate(Value value) {
    return emit(new Operation.Truncate(fresh(IrType.I32), value, span));
  }

  /// 1 as `i32` when the comparison holds, else 0.
  public Value compare(Condition condition, Value left, Value right) {
    return emit(new Operation.Compare(fresh(IrType.I32), condition, left, right, span));
  }

  /// Zero-extending load of `size` at `base + offset`.
  public Value load(IrType type, MemSize size, Value base, int offset, Memory effect) {
    return load(type, size, false, base, offset, effect);
  }

  /// Load of `size` at `base + offset`, extended to `type`.
  public Value load(
      IrType type, MemSize size, boolean signed, Value base, int offset, Memory effect) {
    return emit(new Operation.Load(fresh(type), size, signed, base, offset, effect, span));
  }

  /// Store of the low bytes of `value` to `base + offset`.
  public void store(MemSize size, Value base, int offset, Value value, Memory effect) {
    append(new Operation.Store(size, base, offset, value, effect, span));
  }

  /// Atomic update whose old value is not needed.
  public void atomic(AtomicOp op, MemSize size, Value base, int offset, Value operand) {
    append(
        new Operation.Atomic(
            Optional.empty(), op, size, base, offset, operand, Optional.empty(), span));
  }

  /// Atomic update that yields the old value.
  public Value atomicFetch(AtomicOp op, MemSize size, Value base, int offset, Value operand) {
    return emit(
        new Operation.Atomic(
            Optional.of(fresh(operand.type())),
            op,
            size,
            base,
            offset,
            operand,
            Optional.empty(),
            span));
  }

  /// Atomic store of `replacement` if memory holds `expected`; yields what memory held.
  public Value compareExchange(
      MemSize size, Value base, int offset, Value expected, Value replacement) {
    return emit(
        new Operation.Atomic(
            Optional.of(fresh(replacement.type())),
            AtomicOp.CMPXCHG,
            size,
            base,
            offset,
            replacement,
            Optional.of(expected),
            span));
  }

  /// A pointer moved by an `i64` number of bytes.
  public Value pointerAdd(Value base, Value offset) {
    return emit(new Operation.PointerAdd(fresh(base.type()), base, offset, span));
  }

  /// A pointer moved by a constant number of bytes.
  public Value pointerAdd(Value base, long offset) {
    return pointerAdd(base, constant(IrType.I64, offset));
  }

  /// A new piece of stack; gives its index.
  public int stackSlot(String name, int sizeBytes, int alignBytes) {
    slots.add(new StackSlot(name, sizeBytes, alignBytes));
    return slots.size() - 1;
  }

  /// The address of byte `offset` of a stack slot.
  public Value stackAddress(int slot, int offset) {
    StackSlot declared = slots.get(slot);
    if (offset < 0 || offset > declared.sizeBytes()) {
      throw failure("offset " + offset + " outside " + declared);
    }
    return emit(
        new Operation.StackAddress(fresh(IrType.pointer(IrType.Region.STACK)), slot, offset, span));
  }

  /// A map, as helpers take it.
  public Value mapAddress(String map) {
    return emit(new Operation.MapAddress(fresh(IrType.pointer(IrType.Region.MAP)), map, span));
  }

  /// The address of byte `offset` of a global variable.
  public Value globalAddress(String global, int offset) {
    return emit(
        new Operation.GlobalAddress(
            fresh(IrType.pointer(IrType.Region.MAP_VALUE)), global, offset, span));
  }

  /// The address of a function, for callbacks.
  public Value functionAddress(String function) {
    return emit(
        new Operation.FunctionAddress(
            fresh(IrType.pointer(IrType.Region.FUNCTION)), function, span));
  }

  /// The non-null form of a nullable pointer, below the branch that compared it with null.
  public Value refine(Value value) {
    if (!(value.type() instanceof IrType.Pointer pointer)) {
      throw failure("refinement of " + value.type().text());
    }
    return emit(new Operation.Refine(fresh(IrType.pointer(pointer.region())), value, span));
  }

  /// A helper call that yields a value; scalar results are `i64`.
  public Value callHelper(
      IrType result, int helper, List<Value> arguments, boolean invalidatesPackets) {
    return emit(
        new Operation.CallHelper(
            Optional.of(fresh(result)), helper, arguments, invalidatesPackets, span));
  }

  /// A helper call whose result is not needed.
  public void callHelper(int helper, List<Value> arguments, boolean invalidatesPackets) {
    append(new Operation.CallHelper(Optional.empty(), helper, arguments, invalidatesPackets, span));
  }

  /// A kernel function call that yields a value.
  public Value callKfunc(IrType result, String kfunc, List<Value> arguments) {
    return emit(new Operation.CallKfunc(Optional.of(fresh(result)), kfunc, arguments, span));
  }

  /// A kernel function call whose result is not needed.
  public void callKfunc(String kfunc, List<Value> arguments) {
    append(new Operation.CallKfunc(Optional.empty(), kfunc, arguments, span));
  }

  /// A call of a function of the module that yields a value.
  public Value callFunction(
      IrType result, String function, List<Value> arguments, boolean invalidatesPackets) {
    return emit(
        new Operation.CallFunction(
            Optional.of(fresh(result)), function, arguments, invalidatesPackets, span));
  }

  /// A call of a function of the module whose result is not needed.
  public void callFunction(String function, List<Value> arguments, boolean invalidatesPackets) {
    append(
        new Operation.CallFunction(
            Optional.empty(), function, arguments, invalidatesPackets, span));
  }

  // Terminators.

  /// Goes to a block.
  public void jump(Block target) {
    terminate(new Terminator.Jump(edge(target), span));
  }

  /// Goes to `then` if the comparison holds, else to `otherwise`.
  public void branch(Condition condition, Value left, Value right, Block then, Block otherwise) {
    branch(condition, left, right, then, otherwise, Likely.UNKNOWN);
  }

  /// Goes to `then` if the comparison holds, else to `otherwise`; says which way is expected.
  public void branch(
      Condition condition, Value left, Value right, Block then, Block otherwise, Likely likely) {
    OperationTypes.comparison(condition, left, right)
        .ifPresent(wrong -> {
          throw failure(wrong);
        });
    terminate(
        new Terminator.Branch(condition, left, right, edge(then), edge(otherwise), likely, span));
  }

  /// Returns a value.
  public void ret(Value value) {
    if (!header.result().equals(Optional.of(value.type()))) {
      throw failure("return of " + value.type().text() + ", declared " + header.result());
    }
    terminate(new Terminator.Return(Optional.of(value), span));
  }

  /// Returns from a function without result.
  public void ret() {
    if (header.result().isPresent()) {
      throw failure("return without the declared value");
    }
    terminate(new Terminator.Return(Optional.empty(), span));
  }

  /// The finished function: blocks that cannot be reached are gone, values and blocks are numbered
  /// in order. The builder must not be used afterwards.
  ///
  /// @throws IllegalStateException when a reachable block is not sealed or has no terminator
  public IrFunction build() {
    return new Finish(header, slots, blocks, variables).build();
  }

  private Value fresh(IrType type) {
    return new Value(nextValue++, type, "");
  }

  private Value emit(Operation operation) {
    append(operation);
    return operation.definition().orElseThrow();
  }

  private void append(Operation operation) {
    if (current.terminator != null) {
      throw failure("operation after the terminator of b" + current.id);
    }
    OperationTypes.check(operation)
        .ifPresent(wrong -> {
          throw failure(wrong);
        });
    current.operations.add(operation);
  }

  private Target edge(Block target) {
    own(target);
    if (target.sealed) {
      throw failure("jump to b" + target.id + ", which is sealed");
    }
    return new Target(target.id, List.of());
  }

  private void terminate(Terminator terminator) {
    if (current.terminator != null) {
      throw failure("second terminator in b" + current.id);
    }
    current.terminator = terminator;
    for (Target target : terminator.targets()) {
      blocks.get(target.block()).addPredecessor(current);
    }
  }

  private void own(Block block) {
    if (block.owner != this) {
      throw failure("block of another function");
    }
  }

  private IllegalStateException failure(String message) {
    String place = header.name() + (span == null ? "" : " at " + span);
    return new IllegalStateException(place + ": " + message);
  }
}
