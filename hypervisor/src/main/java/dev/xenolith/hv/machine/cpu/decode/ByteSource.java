package dev.xenolith.hv.machine.cpu.decode;

/** Where a decoder reads an instruction from. Asked for each byte once, in order. */
@FunctionalInterface
public interface ByteSource {
  /** Answered for a byte that cannot be fetched: the fetch would fault. */
  int UNAVAILABLE = -1;

  /**
   * One byte of the instruction.
   *
   * @param index from the first byte of the instruction, 0 to 14
   * @return 0 to 255, or {@link #UNAVAILABLE}
   */
  int at(int index);
}
