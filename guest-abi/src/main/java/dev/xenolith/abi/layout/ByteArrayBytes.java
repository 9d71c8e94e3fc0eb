package dev.xenolith.abi.layout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes in a Java array: the copy of an argument structure, made before it is checked. */
public final class ByteArrayBytes implements GuestBytes {
  private static final VarHandle U16 = view(short[].class);
  private static final VarHandle U32 = view(int[].class);
  private static final VarHandle U64 = view(long[].class);

  private final byte[] bytes;

  /** Wraps the array, which stays the caller's. */
  public ByteArrayBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Zeroes of this many bytes. */
  public ByteArrayBytes(int size) {
    this(new byte[size]);
  }

  private static VarHandle view(Class<?> arrayOfElement) {
    return MethodHandles.byteArrayViewVarHandle(arrayOfElement, ByteOrder.LITTLE_ENDIAN);
  }

  /** The wrapped array itself. */
  public byte[] array() {
    return bytes;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int getU8(long offset) {
    return bytes[Math.toIntExact(offset)] & 0xFF;
  }

  @Override
  public int getU16(long offset) {
    return (short) U16.get(bytes, Math.toIntExact(offset)) & 0xFFFF;
  }

  @Override
  public int getU32(long offset) {
    return (int) U32.get(bytes, Math.toIntExact(offset));
  }

  @Override
  public long getU64(long offset) {
    return (long) U64.get(bytes, Math.toIntExact(offset));
  }

  @Override
  public void putU8(long offset, int value) {
    bytes[Math.toIntExact(offset)] = (byte) value;
  }

  @Override
  public void putU16(long offset, int value) {
    U16.set(bytes, Math.toIntExact(offset), (short) value);
  }

  @Override
  public void putU32(long offset, int value) {
    U32.set(bytes, Math.toIntExact(offset), value);
  }

  @Override
  public void putU64(long offset, long value) {
    U64.set(bytes, Math.toIntExact(offset), value);
  }
}
