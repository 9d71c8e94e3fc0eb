package dev.xenolith.hv.vectors;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Recorded answers: the seed of the set, how many, a hash of the cases as they were made then, and
 * the answers column by column.
 */
record FpuFile(long seed, long casesHash, List<FpuAnswer> answers) {
  private static final int HASH_FACTOR = 31;

  /** The cases of a set. */
  static List<FpuCase> cases(long seed, int count) {
    List<FpuCase> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(FpuCaseMaker.make(SplitMix.seedOf(seed, i)));
    }
    return cases;
  }

  static long hash(List<FpuCase> cases) {
    long hash = 0;
    for (FpuCase c : cases) {
      hash = hash * HASH_FACTOR + c.op().number;
      hash = hash * HASH_FACTOR + c.control();
      hash = SplitMix.mix(hash ^ c.a()) + c.aHigh();
      hash = SplitMix.mix(hash ^ c.b()) + c.bHigh();
    }
    return hash;
  }

  void write(OutputStream to) throws IOException {
    try (var out = new DataOutputStream(new GZIPOutputStream(to))) {
      out.writeLong(seed);
      out.writeLong(casesHash);
      out.writeInt(answers.size());
      for (FpuAnswer a : answers) {
        out.writeShort(a.flags());
      }
      for (FpuAnswer a : answers) {
        out.writeShort(a.firstHigh());
      }
      for (FpuAnswer a : answers) {
        out.writeShort(a.secondHigh());
      }
      for (FpuAnswer a : answers) {
        out.writeLong(a.first());
      }
      for (FpuAnswer a : answers) {
        out.writeLong(a.second());
      }
    }
  }

  static FpuFile read(InputStream from) throws IOException {
    try (var in = new DataInputStream(new GZIPInputStream(from, 1 << 16))) {
      long seed = in.readLong();
      long hash = in.readLong();
      int count = in.readInt();
      int[] flags = shorts(in, count);
      int[] firstHigh = shorts(in, count);
      int[] secondHigh = shorts(in, count);
      long[] first = longs(in, count);
      long[] second = longs(in, count);
      List<FpuAnswer> answers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        answers.add(new FpuAnswer(first[i], firstHigh[i], second[i], secondHigh[i], flags[i]));
      }
      return new FpuFile(seed, hash, answers);
    }
  }

  private static int[] shorts(DataInputStream in, int count) throws IOException {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readUnsignedShort();
    }
    return values;
  }

  private static long[] longs(DataInputStream in, int count) throws IOException {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readLong();
    }
    return values;
  }
}
