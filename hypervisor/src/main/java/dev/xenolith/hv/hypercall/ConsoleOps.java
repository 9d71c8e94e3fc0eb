package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.ConsoleIo;
import dev.xenolith.abi.call.XenErrno;

/**
 * console_io: the hypervisor's own console. A release build of Xen keeps it for domain 0
 * (xsm_console_io), and a guest that is refused falls back to its ring: Linux with earlyprintk=xen
 * does.
 */
final class ConsoleOps {
  /** Bytes copied at a time. */
  private static final int CHUNK = 127;

  private ConsoleOps() {}

  static long consoleIo(HypercallContext c) {
    if (!c.domain().isPrivileged()) {
      // A line each would be as many as the guest prints.
      throw c.domain().consoleLine().isRefusedAgain()
          ? HypercallException.of(XenErrno.EPERM)
          : HypercallException.of(
              XenErrno.EPERM, c.domain() + " is not privileged; this is said once");
    }
    ConsoleIo op = ConsoleIo.of(Integer.toUnsignedLong(c.argU32(0)));
    if (op == null) {
      return XenErrno.ENOSYS.result();
    }
    return switch (op) {
      case WRITE -> write(c);
      // Nobody types at the simulated serial port.
      case READ -> c.argU32(1) < 0 ? XenErrno.E2BIG.result() : 0;
    };
  }

  private static long write(HypercallContext c) {
    long count = Integer.toUnsignedLong(c.argU32(1));
    long buffer = c.arg(2);
    byte[] bytes = new byte[CHUNK];
    while (count > 0) {
      int now = (int) Math.min(count, CHUNK);
      c.copyIn(buffer, bytes, now);
      c.domain().consoleLine().write(bytes, now);
      buffer += now;
      count -= now;
      if (count > 0 && c.shouldPreempt()) {
        return c.continueLater(c.arg(0), count, buffer);
      }
    }
    return 0;
  }
}
