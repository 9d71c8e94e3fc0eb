package dev.xenolith.dom0.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FileNameTest {
  @Test
  void anOrdinaryNameIsItself() {
    assertEquals("web-1.example_x+y~z", FileName.of("web-1.example_x+y~z"));
  }

  @Test
  void noNameLeadsElsewhere() {
    assertEquals("%2e.", FileName.of(".."));
    assertEquals("%2e.%2fetc", FileName.of("../etc"));
  }

  @Test
  void noTwoNamesShareAFile() {
    String same = "n".repeat(240);
    List<String> names = List.of("a b", "a_b", "a%20b", "a/b", "é", "e", same + "1", same + "2");
    Set<String> files = names.stream().map(FileName::of).collect(Collectors.toSet());
    assertEquals(names.size(), files.size(), files + "");
    assertTrue(files.stream().allMatch(f -> f.matches("[!-.0-~]{1,200}")), files + "");
  }
}
