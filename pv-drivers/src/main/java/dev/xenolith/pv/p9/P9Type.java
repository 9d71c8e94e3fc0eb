package dev.xenolith.pv.p9;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a request asks for, by its number in 9P2000.L. A reply's is one more. */
enum P9Type {
  STATFS(8),
  LOPEN(12),
  LCREATE(14),
  SYMLINK(16),
  MKNOD(18),
  RENAME(20),
  READLINK(22),
  GETATTR(24),
  SETATTR(26),
  READDIR(40),
  FSYNC(50),
  LOCK(52),
  GETLOCK(54),
  LINK(70),
  MKDIR(72),
  RENAMEAT(74),
  UNLINKAT(76),
  VERSION(100),
  ATTACH(104),
  FLUSH(108),
  WALK(110),
  READ(116),
  WRITE(118),
  CLUNK(120),
  REMOVE(122);

  /** Rlerror, which answers any request. */
  static final int ERROR_REPLY = 7;

  private static final Map<Integer, P9Type> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(t -> t.number, Function.identity()));

  final int number;

  P9Type(int number) {
    this.number = number;
  }

  /** The type of this number; null where there is none, or none that is built. */
  static P9Type of(int number) {
    return BY_NUMBER.get(number);
  }
}
