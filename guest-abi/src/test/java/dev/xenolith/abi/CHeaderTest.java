package dev.xenolith.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.cheader.HeaderWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CHeaderTest {
  private static final Path INCLUDE = Path.of("src/main/c/include/xenolith");

  @Test
  void theCommittedHeadersAreWhatTheTablesGive() throws IOException {
    for (Map.Entry<String, String> h : HeaderWriter.headers().entrySet()) {
      assertEquals(
          h.getValue(), Files.readString(INCLUDE.resolve(h.getKey())), "run src/test/abi/headers");
    }
  }

  @Test
  void thereIsNoHeaderThatTheTablesDoNotGive() throws IOException {
    try (Stream<Path> files = Files.list(INCLUDE)) {
      TreeSet<String> names = new TreeSet<>();
      files.forEach(f -> names.add(f.getFileName().toString()));
      assertEquals(new TreeSet<>(HeaderWriter.headers().keySet()), names);
    }
  }

  @Test
  void everyHypercallThatAGuestMayMakeHasAFunction() {
    String text = HeaderWriter.headers().get("hypercall.h");
    for (String name : new String[] {"sched_op(uint32_t cmd, void *arg)", "xen_version(", "iret"}) {
      assertEquals(!name.equals("iret"), text.contains("HYPERVISOR_" + name), name);
    }
    assertTrue(
        text.contains("update_va_mapping(unsigned long va, uint64_t val, unsigned long flags)"));
  }
}
