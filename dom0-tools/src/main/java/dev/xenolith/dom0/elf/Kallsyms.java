package dev.xenolith.dom0.elf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The symbol table that a Linux kernel carries in its read-only data for its own messages
 * (CONFIG_KALLSYMS; Linux: scripts/kallsyms.c), so that a stripped kernel has names as well.
 * Nothing says where it is. It is found by its parts, each of which must agree with the others,
 * beginning with the tokens that names are made of: 256 strings, among which the digits follow each
 * other.
 *
 * <p>Read are the tables of 64-bit kernels from Linux 4.20 on, those with addresses as 32-bit
 * offsets.
 */
final class Kallsyms {
  private static final byte[] DIGITS =
      "0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0".getBytes(StandardCharsets.US_ASCII);
  private static final int TOKENS = 256;

  /** Every so many names have a marker: where in the names they begin. */
  private static final int STRIDE = 256;

  /** The table of a kernel with everything built in has a few MiB. */
  private static final int FARTHEST = 32 << 20;

  private static final int LONGEST_NAME = 512;
  private static final String CODE_TYPES = "tTwW";

  private final byte[] image;
  private final String[] tokens = new String[TOKENS];
  private int tokenTable;
  private int tokenIndex;
  private int markers;
  private int markerCount;
  private int names;
  private int count;
  private int countAt;

  private Kallsyms(byte[] image) {
    this.image = image;
  }

  /** The functions that the kernel knows of itself, if its table is found. */
  static Optional<SymbolTable> of(ElfImage elf) {
    byte[] image = elf.bytes();
    for (int at = find(image, 0); at >= 0; at = find(image, at + 1)) {
      Kallsyms found = new Kallsyms(image);
      if (found.hasTokensAround(at) && found.hasNamesBefore()) {
        long[] addresses = found.addresses();
        if (addresses != null) {
          return Optional.of(found.table(addresses));
        }
      }
    }
    return Optional.empty();
  }

  private static int find(byte[] image, int from) {
    for (int at = from; at <= image.length - DIGITS.length; at++) {
      int i = 0;
      while (i < DIGITS.length && image[at + i] == DIGITS[i]) {
        i++;
      }
      if (i == DIGITS.length) {
        return at;
      }
    }
    return -1;
  }

  /** The digits are the tokens from 48 on, their own code in ASCII. */
  private boolean hasTokensAround(int digits) {
    int at = digits;
    for (int i = 0; i < '0'; i++) {
      at--;
      while (at > 0 && image[at - 1] != 0) {
        at--;
      }
    }
    tokenTable = at;
    int[] starts = new int[TOKENS];
    for (int i = 0; i < TOKENS; i++) {
      starts[i] = at - tokenTable;
      int end = Math.min(at, image.length);
      at = end;
      while (end < image.length && image[end] != 0) {
        end++;
      }
      tokens[i] = new String(image, at, end - at, StandardCharsets.ISO_8859_1);
      at = end + 1;
    }
    tokenIndex = aligned(at, 8);
    return isIndexOf(starts, tokenIndex) || isIndexOf(starts, tokenIndex = aligned(at, 4));
  }

  private boolean isIndexOf(int[] starts, int at) {
    for (int i = 0; i < TOKENS; i++) {
      if (u16(at + 2 * i) != starts[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Before the tokens, and in some versions before three bytes for each name: numbers that grow
   * from 0. Before those: the names.
   */
  private boolean hasNamesBefore() {
    for (int at = (tokenTable & -4) - 8; at >= Math.max(0, tokenTable - FARTHEST); at -= 4) {
      if (u32(at) == 0 && isStep(at + 4)) {
        markers = at;
        markerCount = 2;
        while (isStep(at + 4 * markerCount)) {
          markerCount++;
        }
        if (hasNames()) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isStep(int at) {
    long step = u32(at) - u32(at - 4);
    return step >= STRIDE && step <= STRIDE * LONGEST_NAME;
  }

  /** Before the markers: the names; before those, how many there are. */
  private boolean hasNames() {
    int most = (int) u32(markers + 4 * (markerCount - 1)) + STRIDE * LONGEST_NAME;
    int fewest = (int) u32(markers + 4 * (markerCount - 2));
    for (int at = markers - fewest & -4; at >= Math.max(8, markers - most); at -= 4) {
      for (int header = 4; header <= 8; header += 4) {
        long n = u32(at - header);
        // What lies behind the markers may look like one more.
        if (n > STRIDE && (n - 1) / STRIDE + 1 <= markerCount && n > STRIDE * (markerCount - 2L)) {
          names = at;
          count = (int) n;
          countAt = at - header;
          if (namesMeetMarkers()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean namesMeetMarkers() {
    int at = names;
    for (int i = 0; i < count; i++) {
      if (at >= markers || i % STRIDE == 0 && at - names != u32(markers + 4 * (i / STRIDE))) {
        return false;
      }
      at = nextName(at);
    }
    return at <= markers && markers - at < 8;
  }

  /** A name is a length and so many tokens; a long one has a length of two bytes. */
  private int nextName(int at) {
    int length = u8(at);
    return length < 0x80 ? at + 1 + length : at + 2 + (length & 0x7F | u8(at + 1) << 7);
  }

  private String name(int at) {
    int from = u8(at) < 0x80 ? at + 1 : at + 2;
    StringBuilder name = new StringBuilder();
    for (int i = from; i < nextName(at); i++) {
      name.append(tokens[u8(i)]);
    }
    return name.toString();
  }

  /** The addresses before the number of names or, from Linux 6.4 on, behind the tokens. */
  private long[] addresses() {
    int size = aligned(4 * count, 8);
    int before = countAt - 8;
    long[] found = addresses(before - size, before);
    if (found == null) {
      int behind = aligned(tokenIndex + 2 * TOKENS, 8);
      found = addresses(behind, behind + size);
    }
    return found;
  }

  private long[] addresses(int offsets, int baseAt) {
    if (offsets < 0 || baseAt < 0 || baseAt + 8 > image.length) {
      return null;
    }
    long base = u32(baseAt) | u32(baseAt + 4) << 32;
    boolean perCpu = false;
    for (int i = 0; i < count; i++) {
      perCpu |= (int) u32(offsets + 4 * i) < 0;
    }
    long[] addresses = new long[count];
    for (int i = 0; i < count; i++) {
      // With per-CPU symbols, positive numbers are theirs and the others count down from -1.
      long offset = u32(offsets + 4 * i);
      addresses[i] = perCpu ? ((int) offset < 0 ? base - 1 - (int) offset : offset) : base + offset;
      if (i > 0 && Long.compareUnsigned(addresses[i - 1], addresses[i]) > 0) {
        return null;
      }
    }
    return base < 0 ? addresses : null; // kernels live in the upper half
  }

  private SymbolTable table(long[] addresses) {
    List<SymbolTable.Entry> entries = new ArrayList<>();
    int at = names;
    for (int i = 0; i < count; i++) {
      String name = name(at);
      if (!name.isEmpty() && CODE_TYPES.indexOf(name.charAt(0)) >= 0) {
        entries.add(new SymbolTable.Entry(addresses[i], name.substring(1)));
      }
      at = nextName(at);
    }
    return new SymbolTable(entries);
  }

  private static int aligned(int at, int to) {
    return at + to - 1 & -to;
  }

  private int u8(int at) {
    return at >= 0 && at < image.length ? image[at] & 0xFF : 0;
  }

  private int u16(int at) {
    return u8(at) | u8(at + 1) << 8;
  }

  private long u32(int at) {
    return u16(at) | (long) u16(at + 2) << 16;
  }
}
