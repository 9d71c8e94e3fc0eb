package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.layout.GuestBytes;

/** A range of other bytes, counted from 0 and checked. */
record Slice(GuestBytes whole, long start, long size) implements GuestBytes {
  private long at(long offset, long length) {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IndexOutOfBoundsException(
          "%d bytes at %d of a range of %d".formatted(length, offset, size));
    }
    return start + offset;
  }

  @Override
  public int getU8(long offset) {
    return whole.getU8(at(offset, 1));
  }

  @Override
  public int getU16(long offset) {
    return whole.getU16(at(offset, 2));
  }

  @Override
  public int getU32(long offset) {
    return whole.getU32(at(offset, 4));
  }

  @Override
  public long getU64(long offset) {
    return whole.getU64(at(offset, 8));
  }

  @Override
  public void putU8(long offset, int value) {
    whole.putU8(at(offset, 1), value);
  }

  @Override
  public void putU16(long offset, int value) {
    whole.putU16(at(offset, 2), value);
  }

  @Override
  public void putU32(long offset, int value) {
    whole.putU32(at(offset, 4), value);
  }

  @Override
  public void putU64(long offset, long value) {
    whole.putU64(at(offset, 8), value);
  }

  @Override
  public void get(long offset, byte[] to, int from, int length) {
    whole.get(at(offset, length), to, from, length);
  }

  @Override
  public void put(long offset, byte[] from, int first, int length) {
    whole.put(at(offset, length), from, first, length);
  }
}
