package dev.xenolith.abi.call;

import dev.xenolith.abi.device.Coprocessor;
import dev.xenolith.abi.device.Drives;
import dev.xenolith.abi.layout.GuestBytes;

/**
 * How a hosted kernel (one written in Java) calls the hypervisor: the same table, the same argument
 * structures in its own guest pages, the same results as machine code gets.
 *
 * <p>Only the thread that runs the kernel's vCPU may use it, from inside {@link HostedKernel}'s
 * methods.
 */
public interface HypercallGate {
  /**
   * Makes one hypercall with up to five arguments, continuing it until it is done.
   *
   * @return the result register: zero or positive, or a negated {@link XenErrno}
   */
  long hypercall(Hypercall op, long... args);

  /**
   * The kernel's own linear memory through its page tables, addressed by linear address. A page
   * that is not mapped, or not writable, is a bug of the hosted kernel and throws.
   */
  GuestBytes memory();

  /** Executes RDTSC: the time stamp counter. */
  long tsc();

  /**
   * Executes INL: asks the hardware that this domain was given. A port where nothing is reads as
   * all ones.
   */
  int in(int port);

  /** Executes OUTL: tells the hardware that this domain was given. */
  void out(int port, int value);

  /** The machine's drives, for the tools that run with this kernel. */
  Drives drives();

  /** The host's hands, for services of this kernel that need files. */
  Coprocessor coprocessor();
}
