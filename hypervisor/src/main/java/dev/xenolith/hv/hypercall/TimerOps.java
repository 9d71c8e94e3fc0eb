package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.layout.Abi;

/** set_timer_op. */
final class TimerOps {
  private TimerOps() {}

  /** set_timer_op(deadline): a 32-bit guest passes it in two halves. */
  static long setTimer(HypercallContext c) {
    long deadline = c.abi() == Abi.PV32 ? c.arg(1) << 32 | c.arg(0) : c.arg(0);
    c.vcpu().traceTimer(deadline);
    c.vcpu().timers().setTimerOp(deadline);
    return 0;
  }
}
