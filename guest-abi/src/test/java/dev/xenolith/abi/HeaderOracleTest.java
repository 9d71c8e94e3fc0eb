package dev.xenolith.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.SubOp;
import dev.xenolith.abi.cheader.FlagNames;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the layouts and numbers with what a C compiler found in Xen's own headers. */
class HeaderOracleTest {
  @Test
  void everyOffsetAndSizeOfA32BitGuestIsTheHeaders() throws IOException {
    assertEquals(recorded("headers-pv32.txt"), String.join("\n", structures(Abi.PV32)));
  }

  @Test
  void everyOffsetAndSizeOfA64BitGuestIsTheHeaders() throws IOException {
    assertEquals(recorded("headers-pv64.txt"), String.join("\n", structures(Abi.PV64)));
  }

  @Test
  void everyNumberIsTheHeaders() throws IOException {
    assertEquals(recorded("headers-numbers.txt"), String.join("\n", numbers()));
  }

  @Test
  void theRecordedProgramAsksForEverythingThereIs() throws IOException {
    String program = Files.readString(Path.of("src/test/abi/oracle.c"));
    assertEquals(program, OracleProgram.text(), "run src/test/abi/regenerate --write");
  }

  @Test
  void everyLayoutClassIsListed() throws IOException {
    Path abi = Path.of("src/main/java/dev/xenolith/abi");
    String listed = "";
    for (String list : List.of("PublicAbi.java", "io/NetifAbi.java", "io/ScreenAbi.java")) {
      listed += Files.readString(abi.resolve(list));
    }
    for (String dir : List.of("xen", "io")) {
      try (Stream<Path> files = Files.list(abi.resolve(dir))) {
        List<Path> layouts = files.filter(HeaderOracleTest::declaresLayout).toList();
        assertFalse(layouts.isEmpty());
        for (Path p : layouts) {
          String name = p.getFileName().toString().replace(".java", "");
          assertEquals(true, listed.contains(name + ".LAYOUT"), name + " is not in PublicAbi");
        }
      }
    }
  }

  private static boolean declaresLayout(Path p) {
    try {
      return Files.readString(p).contains("StructLayout LAYOUT =");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> structures(Abi abi) {
    List<String> lines = new ArrayList<>();
    for (StructLayout s : PublicAbi.STRUCTURES) {
      String type = OracleProgram.type(s);
      lines.add("size " + type + " " + s.size(abi));
      for (Field f : s.fields()) {
        if (OracleProgram.nameable(s, f, abi)) {
          String member = type + " " + OracleProgram.designator(s, f, abi);
          lines.add("offset " + member + " " + f.at(abi));
          if (f.size(abi) != 0) {
            lines.add("size " + member + " " + f.size(abi));
          }
        }
      }
    }
    return lines;
  }

  private static List<String> numbers() {
    List<String> lines = new ArrayList<>();
    for (Hypercall h : Hypercall.values()) {
      lines.add("number " + OracleProgram.macro(h) + " " + h.number);
    }
    for (SubOp o : PublicAbi.SUB_OPS) {
      if (!o.cName().endsWith("_cont")) {
        lines.add("number " + o.cName() + " " + o.number());
      }
    }
    PublicAbi.NUMBERS.forEach(n -> lines.add("number " + n.cName() + " " + n.number()));
    FlagNames.ALL.forEach(f -> lines.add("number " + f.cName() + " " + f.value()));
    OracleProgram.publicErrors().forEach(e -> lines.add("number XEN_" + e + " " + e.number));
    return lines;
  }

  private static String recorded(String resource) throws IOException {
    try (InputStream in = HeaderOracleTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    }
  }
}
