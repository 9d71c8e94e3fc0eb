package dev.xenolith.hv.machine.cpu.decode;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The recorded answers of the other two decoders: compressed lines of mode, bytes, objdump's length
 * and texts, the line of iced-x86, between tabs.
 */
final class DecodeSample {
  static final String RESOURCE = "sample.gz";

  private DecodeSample() {}

  static void write(OutputStream to, List<Specimen> specimens) throws IOException {
    try (BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(to), StandardCharsets.ISO_8859_1))) {
      for (Specimen s : specimens) {
        byte[] bytes = Arrays.copyOf(s.bytes, used(s));
        out.write(
            String.join(
                "\t",
                Integer.toString(s.mode.bits()),
                HexFormat.of().formatHex(bytes),
                Integer.toString(s.objdumpLength),
                s.objdumpAtt,
                s.objdumpIntel,
                s.iced));
        out.write('\n');
      }
    }
  }

  /** How many bytes somebody looked at. */
  private static int used(Specimen s) {
    int iced = IcedDifference.isValid(s) ? Integer.parseInt(IcedDifference.part(s, 0)) : 0;
    int used = Math.max(s.insn.length(), Math.max(s.objdumpLength, iced));
    return Math.min(s.bytes.length, used);
  }

  static List<Specimen> read() throws IOException {
    Specimens specimens = new Specimens();
    List<Specimen> all = new ArrayList<>();
    try (InputStream from = DecodeSample.class.getResourceAsStream(RESOURCE);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(from), StandardCharsets.ISO_8859_1))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] parts = line.split("\t", 6);
        CodeMode mode = CodeMode.valueOf("BITS" + parts[0]);
        Specimen s = specimens.of(mode, HexFormat.of().parseHex(parts[1]));
        s.objdumpLength = Integer.parseInt(parts[2]);
        s.objdumpAtt = parts[3];
        s.objdumpIntel = parts[4];
        s.iced = parts[5];
        all.add(s);
      }
    }
    return all;
  }
}
