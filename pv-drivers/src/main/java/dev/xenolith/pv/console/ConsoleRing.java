package dev.xenolith.pv.console;

import dev.xenolith.abi.io.XenconsInterface;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.GuestBytes;

/** A console page, from either side (io/console.h: struct xencons_interface). */
public final class ConsoleRing {
  /** What {@code take} answers when the other side's index makes no sense. */
  public static final int BROKEN = -1;

  /** What the front end can have written at most that is not taken. */
  public static final int OUTPUT_BYTES = XenconsInterface.OUT.count();

  private static final Abi ABI = Abi.PV64; // the page is the same in both

  private final GuestBytes page;
  private final Way in;
  private final Way out;

  /** A page that is shared already. */
  public ConsoleRing(GuestBytes page) {
    this.page = page;
    in = new Way(XenconsInterface.IN, XenconsInterface.IN_CONS, XenconsInterface.IN_PROD);
    out = new Way(XenconsInterface.OUT, XenconsInterface.OUT_CONS, XenconsInterface.OUT_PROD);
  }

  /**
   * For the back end: takes what the front end has written.
   *
   * @return how many bytes were put into the array, or {@link #BROKEN}
   */
  public int takeOutput(byte[] to) {
    return out.take(to);
  }

  /** For the back end: gives the front end input; returns how much there was room for. */
  public int putInput(byte[] bytes, int start, int length) {
    return in.put(bytes, start, length);
  }

  /**
   * For the front end: takes what it is to read.
   *
   * @return how many bytes were put into the array, or {@link #BROKEN}
   */
  public int takeInput(byte[] to) {
    return in.take(to);
  }

  /** For the front end: writes; returns how much there was room for. */
  public int putOutput(byte[] bytes, int start, int length) {
    return out.put(bytes, start, length);
  }

  /** One direction. Its bytes are a power of two, so that indexes may wrap. */
  private final class Way {
    private final int bytesAt;
    private final int size;
    private final Field.U32 consumed;
    private final Field.U32 produced;

    Way(Field.Array bytes, Field.U32 consumed, Field.U32 produced) {
      bytesAt = bytes.at(ABI);
      size = bytes.count();
      this.consumed = consumed;
      this.produced = produced;
    }

    int take(byte[] to) {
      int cons = consumed.get(page, 0, ABI);
      int waiting = produced.get(page, 0, ABI) - cons;
      if (Integer.compareUnsigned(waiting, size) > 0) {
        return BROKEN;
      }
      int count = Math.min(waiting, to.length);
      int at = cons & size - 1;
      int first = Math.min(count, size - at);
      page.get(bytesAt + at, to, 0, first);
      page.get(bytesAt, to, first, count - first);
      if (count > 0) {
        consumed.put(page, 0, ABI, cons + count);
      }
      return count;
    }

    int put(byte[] from, int start, int length) {
      int prod = produced.get(page, 0, ABI);
      int used = prod - consumed.get(page, 0, ABI);
      if (Integer.compareUnsigned(used, size) >= 0) {
        return 0;
      }
      int count = Math.min(length, size - used);
      int at = prod & size - 1;
      int first = Math.min(count, size - at);
      page.put(bytesAt + at, from, start, first);
      page.put(bytesAt, from, start + first, count - first);
      produced.put(page, 0, ABI, prod + count);
      return count;
    }
  }
}
