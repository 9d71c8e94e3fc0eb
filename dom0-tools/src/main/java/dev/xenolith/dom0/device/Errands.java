package dev.xenolith.dom0.device;

import dev.xenolith.abi.device.Coprocessor;
import dev.xenolith.abi.num.Pirq;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;

/** Domain 0's driver for the coprocessor: work that is done on the host, and what follows it. */
final class Errands {
  private record Errand(long nanos, Runnable work, Runnable then) implements Coprocessor.Job {
    @Override
    public void run() {
      work.run();
    }
  }

  private final Coprocessor coprocessor;

  Errands(Dom0Kernel kernel) throws HypercallFailedException {
    coprocessor = kernel.coprocessor();
    kernel.events().bindPirq(new Pirq(Coprocessor.LINE), this::interrupt);
  }

  /**
   * Has something done.
   *
   * @param nanos how long it takes in virtual time
   * @param work done on some thread of the host
   * @param then done afterwards on the kernel's vCPU
   */
  void send(long nanos, Runnable work, Runnable then) {
    coprocessor.start(new Errand(nanos, work, then));
  }

  private void interrupt() {
    for (Coprocessor.Job job = coprocessor.takeDone(); job != null; job = coprocessor.takeDone()) {
      ((Errand) job).then.run();
    }
  }
}
