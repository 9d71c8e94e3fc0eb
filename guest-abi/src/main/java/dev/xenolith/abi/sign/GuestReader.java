package dev.xenolith.abi.sign;

/** Reads the memory of a caller: live, or as a trace has kept it. */
@FunctionalInterface
public interface GuestReader {
  /**
   * Bytes at a linear address.
   *
   * @param wanted how many there are; an answer may stop short where that is more than is kept
   * @return what could be read, from the beginning; empty if nothing
   */
  byte[] read(long address, int wanted);
}
