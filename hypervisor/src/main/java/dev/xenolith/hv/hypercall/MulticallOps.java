package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.xen.MulticallEntry;

/** multicall: several hypercalls for the price of one. */
final class MulticallOps {
  private final HypercallTable table;

  MulticallOps(HypercallTable table) {
    this.table = table;
  }

  long multicall(HypercallContext c) {
    if (c.isInMulticall()) {
      return XenErrno.EINVAL.result();
    }
    long list = c.arg(0);
    long count = Integer.toUnsignedLong(c.argU32(1));
    int size = MulticallEntry.LAYOUT.size(c.abi());
    if (count != 0 && !GuestCopy.isGuestRange(c.abi(), list, count * size)) {
      return XenErrno.EFAULT.result();
    }
    HypercallContext inner = c.forMulticall();
    ByteArrayBytes entry = new ByteArrayBytes(size);
    long[] args = new long[HypercallContext.MAX_ARGS];
    for (long i = 0; i < count; i++, list += size) {
      if (i > 0 && c.shouldPreempt()) {
        return c.continueLater(list, count - i);
      }
      c.copyIn(list, entry.array(), size);
      for (int a = 0; a < args.length; a++) {
        args[a] = word(entry, c, a);
      }
      long number = MulticallEntry.OP.get(entry, 0, c.abi());
      long result = table.dispatch(inner, number, args, true);
      if (inner.isContinued()) {
        storeContinuation(c, inner, list, entry);
        return c.continueLater(list, count - i);
      }
      c.putWord(list + MulticallEntry.RESULT.at(c.abi()), result);
      if (number == Hypercall.IRET.number) {
        return result; // the kernel is not there any more: what follows is not its
      }
      if (!c.vcpu().inKernelMode() || c.vcpu().isStopped()) {
        return i + 1 < count ? c.continueLater(list + size, count - i - 1) : 0;
      }
    }
    return 0;
  }

  private static long word(ByteArrayBytes entry, HypercallContext c, int index) {
    long at = MulticallEntry.ARGS.at(c.abi(), index);
    return c.abi().wordBytes == 8 ? entry.getU64(at) : Integer.toUnsignedLong(entry.getU32(at));
  }

  private static void storeContinuation(
      HypercallContext c, HypercallContext inner, long list, ByteArrayBytes entry) {
    Field.Array args = MulticallEntry.ARGS;
    long[] next = inner.continuation();
    for (int a = 0; a < next.length; a++) {
      int at = args.at(c.abi(), a);
      if (c.abi().wordBytes == 8) {
        entry.putU64(at, next[a]);
      } else {
        entry.putU32(at, (int) next[a]);
      }
    }
    c.copyOut(list, entry);
  }
}
