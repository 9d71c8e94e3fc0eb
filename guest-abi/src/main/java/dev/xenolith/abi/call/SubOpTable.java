package dev.xenolith.abi.call;

import java.util.Arrays;

/** Finds the constant of a number; small numbers by index. */
final class SubOpTable<E extends Enum<E> & SubOp> {
  private static final int DIRECT = 128;

  private final E[] direct;
  private final E[] all;

  SubOpTable(E[] values) {
    all = values;
    direct = Arrays.copyOf(values, DIRECT);
    Arrays.fill(direct, null);
    for (E e : values) {
      if (e.number() < DIRECT) {
        direct[e.number()] = e;
      }
    }
  }

  E of(long number) {
    if (number >= 0 && number < DIRECT) {
      return direct[(int) number];
    }
    for (E e : all) {
      if (e.number() == number) {
        return e;
      }
    }
    return null;
  }
}
