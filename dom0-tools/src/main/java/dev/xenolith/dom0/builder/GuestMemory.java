package dev.xenolith.dom0.builder;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Windows;
import java.util.Arrays;

/** Writes into the memory of a domain being built, by pfn, through windows that move along. */
final class GuestMemory {
  private static final int WINDOW_PAGES = 256;

  private final Windows windows;
  private final DomId domid;
  private final long[] mfnByPfn;

  GuestMemory(Windows windows, DomId domid, long[] mfnByPfn) {
    this.windows = windows;
    this.domid = domid;
    this.mfnByPfn = mfnByPfn;
  }

  /** Something to be done with mapped bytes. */
  @FunctionalInterface
  private interface Work {
    /**
     * One part.
     *
     * @param bytes the window
     * @param at where the part begins in it
     * @param done bytes of the whole that came before
     * @param length of the part
     */
    void part(GuestBytes bytes, long at, long done, int length);
  }

  private void through(long pfn, long offset, long length, Work work)
      throws HypercallFailedException {
    long at = (pfn << Mfn.PAGE_SHIFT) + offset;
    for (long done = 0; done < length; ) {
      int page = (int) (at + done >>> Mfn.PAGE_SHIFT);
      long inPage = at + done & Mfn.PAGE_SIZE - 1;
      long left = inPage + length - done;
      int pages = (int) Math.min(WINDOW_PAGES, left + Mfn.PAGE_SIZE - 1 >>> Mfn.PAGE_SHIFT);
      int part = (int) Math.min((long) pages << Mfn.PAGE_SHIFT, left) - (int) inPage;
      try (Windows.Window window = windows.map(domid, mfnByPfn, page, pages)) {
        work.part(window.bytes(), inPage, done, part);
      }
      done += part;
    }
  }

  /** Copies bytes in. */
  void write(long pfn, long offset, byte[] from, int start, int length)
      throws HypercallFailedException {
    through(pfn, offset, length, (m, at, done, n) -> m.put(at, from, start + (int) done, n));
  }

  /** Zeroes bytes. What is zero already is not written to, so that it costs the host no memory. */
  void clear(long pfn, long offset, long length) throws HypercallFailedException {
    byte[] seen = new byte[Mfn.PAGE_SIZE];
    byte[] zero = new byte[Mfn.PAGE_SIZE];
    through(
        pfn,
        offset,
        length,
        (m, at, done, n) -> {
          for (int i = 0; i < n; i += Mfn.PAGE_SIZE) {
            int some = Math.min(Mfn.PAGE_SIZE, n - i);
            m.get(at + i, seen, 0, some);
            if (!Arrays.equals(seen, 0, some, zero, 0, some)) {
              m.put(at + i, zero, 0, some);
            }
          }
        });
  }

  /** The machine frame of a pfn. */
  Mfn mfn(long pfn) {
    return new Mfn(mfnByPfn[(int) pfn]);
  }

  long[] mfnByPfn() {
    return mfnByPfn;
  }
}
