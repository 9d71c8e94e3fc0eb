package dev.xenolith.pv.p9;

import java.util.function.Consumer;

/** What a front end is given to work on. */
public interface Share {
  /**
   * Has a request carried out. The next one comes after its reply.
   *
   * @param done called later, on the kernel's vCPU
   */
  void submit(P9Request request, Consumer<P9Reply> done);

  /**
   * Forgets all that the front end had open.
   *
   * @param then called later, on the kernel's vCPU
   */
  void reset(Runnable then);
}
