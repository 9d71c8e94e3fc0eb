package dev.xenolith.hv.hypercall;

/** The body of one hypercall. */
@FunctionalInterface
public interface HypercallHandler {
  /**
   * Copies its arguments in, checks the copies, acts and copies out.
   *
   * @return what the caller finds in its result register, or what {@link
   *     HypercallContext#continueLater} returned
   * @throws HypercallException for an error with nothing more to do
   */
  long call(HypercallContext c);
}
