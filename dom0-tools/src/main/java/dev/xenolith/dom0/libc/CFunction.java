package dev.xenolith.dom0.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** A function that returns -1 or another negative number, and leaves the reason in errno. */
@SuppressWarnings("restricted") // the JVM is started with --enable-native-access
public final class CFunction {
  private static final int EINTR = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATES =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private final String name;
  private final MethodHandle handle;

  /** The function of this name. */
  public CFunction(String name, MemoryLayout result, MemoryLayout... arguments) {
    this(name, FunctionDescriptor.of(result, arguments));
  }

  /** One that takes further arguments of any type behind the fixed ones. */
  public CFunction(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
    this(name, FunctionDescriptor.of(result, arguments), Linker.Option.firstVariadicArg(fixed));
  }

  private CFunction(String name, FunctionDescriptor type, Linker.Option... options) {
    this.name = name;
    Linker.Option[] all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 1, options.length);
    all[0] = Linker.Option.captureCallState("errno");
    handle = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, all);
  }

  /** Calls it. Answers what it returned, or the negated errno. */
  public long call(Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[0] = STATES.get();
    long result;
    do {
      result = invoke(all);
    } while (result == -EINTR);
    return result;
  }

  private long invoke(Object[] all) {
    try {
      long result = ((Number) handle.invokeWithArguments(all)).longValue();
      return result < 0 ? -(int) ERRNO.get(STATES.get(), 0L) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("calling " + this, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
