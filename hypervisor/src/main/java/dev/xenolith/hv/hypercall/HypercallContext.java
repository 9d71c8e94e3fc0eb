package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.Xen;

/**
 * One hypercall on its way: who called, with which arguments, and the ways to the caller's memory.
 *
 * <p>One object serves all calls of a vCPU in turn; a handler must not keep it.
 */
public final class HypercallContext {
  /** Most arguments a hypercall has. */
  public static final int MAX_ARGS = 5;

  /** Units of work between two chances for something else to run. */
  private static final int WORK_PER_CALL = 512;

  private final Vcpu vcpu;
  private final long[] args = new long[MAX_ARGS];
  private final long[] continuation = new long[MAX_ARGS];
  private Hypercall op;
  private boolean inMulticall;
  private boolean continued;
  private int work;

  /** The context of the calls this vCPU makes. */
  public HypercallContext(Vcpu vcpu) {
    this.vcpu = vcpu;
  }

  void begin(Hypercall newOp, long[] newArgs, boolean multicall) {
    op = newOp;
    inMulticall = multicall;
    continued = false;
    long mask = abi() == Abi.PV32 ? 0xFFFFFFFFL : -1L;
    for (int i = 0; i < MAX_ARGS; i++) {
      args[i] = i < newArgs.length ? newArgs[i] & mask : 0;
    }
    if (!multicall) {
      work = 0;
    }
  }

  /** Which call it is. */
  public Hypercall op() {
    return op;
  }

  /** Argument {@code index}, from 0; those of a 32-bit guest zero-extended. */
  public long arg(int index) {
    return args[index];
  }

  /** Argument {@code index} as the C type unsigned int: its low 32 bits. */
  public int argU32(int index) {
    return (int) args[index];
  }

  public Vcpu vcpu() {
    return vcpu;
  }

  public Domain domain() {
    return vcpu.domain();
  }

  /** How structures are laid out in the caller's memory. */
  public Abi abi() {
    return vcpu.domain().abi();
  }

  /** Machine-wide services. */
  public Xen xen() {
    return vcpu.domain().xen();
  }

  /** Whether this call is an entry of a multicall. */
  public boolean isInMulticall() {
    return inMulticall;
  }

  /** Fails with -EPERM unless the caller is the control domain. */
  public void requirePrivileged() {
    if (!domain().isPrivileged()) {
      throw HypercallException.of(XenErrno.EPERM, domain() + " is not privileged");
    }
  }

  /** The domain a domid argument names; DOMID_SELF is the caller. Fails with -ESRCH. */
  public Domain domainById(int rawId) {
    int id = rawId & 0xFFFF;
    Domain found = id == DomId.SELF.raw() ? domain() : xen().domains().find(id);
    if (found == null) {
      throw HypercallException.of(XenErrno.ESRCH, "there is no domain " + id);
    }
    return found;
  }

  /**
   * As {@link #domainById}, and fails with -EPERM if it is another domain and the caller is not
   * privileged.
   */
  public Domain targetById(int rawId) {
    Domain found = domainById(rawId);
    if (found != domain()) {
      requirePrivileged();
    }
    return found;
  }

  /** Copies one structure in. Fails with -EFAULT. */
  public ByteArrayBytes copyIn(long handle, StructLayout layout) {
    return copyIn(handle, layout.size(abi()));
  }

  /** Copies this many bytes in. Fails with -EFAULT. */
  public ByteArrayBytes copyIn(long handle, int length) {
    byte[] bytes = new byte[length];
    GuestCopy.in(vcpu.linear(), abi(), handle, bytes, length);
    return new ByteArrayBytes(bytes);
  }

  /** Copies into an existing array, for handlers that loop. Fails with -EFAULT. */
  public void copyIn(long handle, byte[] to, int length) {
    GuestCopy.in(vcpu.linear(), abi(), handle, to, length);
  }

  /** Copies all of these bytes out. Fails with -EFAULT. */
  public void copyOut(long handle, ByteArrayBytes bytes) {
    GuestCopy.out(vcpu.linear(), abi(), handle, bytes.array(), bytes.array().length);
  }

  /** Copies the first bytes of an array out. Fails with -EFAULT. */
  public void copyOut(long handle, byte[] from, int length) {
    GuestCopy.out(vcpu.linear(), abi(), handle, from, length);
  }

  /** Reads one number as wide as the caller's words (unsigned long, xen_pfn_t). */
  long getWord(long handle) {
    ByteArrayBytes word = copyIn(handle, abi().wordBytes);
    return abi() == Abi.PV64 ? word.getU64(0) : Integer.toUnsignedLong(word.getU32(0));
  }

  /** Writes one number as wide as the caller's words. Fails with -EFAULT. */
  void putWord(long handle, long value) {
    if (abi() == Abi.PV64) {
      putU64(handle, value);
    } else {
      putU32(handle, (int) value);
    }
  }

  /** Writes one 32-bit number. Fails with -EFAULT. */
  public void putU32(long handle, int value) {
    ByteArrayBytes bytes = new ByteArrayBytes(4);
    bytes.putU32(0, value);
    copyOut(handle, bytes);
  }

  /** Writes one 64-bit number. Fails with -EFAULT. */
  public void putU64(long handle, long value) {
    ByteArrayBytes bytes = new ByteArrayBytes(8);
    bytes.putU64(0, value);
    copyOut(handle, bytes);
  }

  /**
   * To be asked by long operations once per unit of work (an entry, a page); true means: stop here
   * and {@link #continueLater}. Depends only on the work done, so that runs repeat.
   */
  public boolean shouldPreempt() {
    return ++work % WORK_PER_CALL == 0;
  }

  /**
   * Makes the caller repeat this call with other arguments, after whatever else is due. Within a
   * multicall it is that entry that is repeated.
   *
   * @return what the handler must return; nobody sees it
   */
  public long continueLater(long... newArgs) {
    for (int i = 0; i < MAX_ARGS; i++) {
      continuation[i] = i < newArgs.length ? newArgs[i] : args[i];
    }
    continued = true;
    return 0;
  }

  /**
   * Whether the call is to be repeated instead of having a result. No result can say so itself:
   * iret may leave any value in the result's register.
   */
  boolean isContinued() {
    return continued;
  }

  /** The context for the entries of a multicall that is this call. */
  HypercallContext forMulticall() {
    HypercallContext inner = new HypercallContext(vcpu);
    inner.work = work;
    return inner;
  }

  long[] continuation() {
    return continuation;
  }

  /** Says in the log (and the trace) why something was refused. */
  public void explain(String why) {
    xen().log().complain("%s %s: %s", vcpu, op.cName(), why);
    if (vcpu.wants(TraceClass.DOMAIN)) {
      vcpu.record(new TraceEvent.Refused(op.cName() + ": " + why));
    }
  }
}
