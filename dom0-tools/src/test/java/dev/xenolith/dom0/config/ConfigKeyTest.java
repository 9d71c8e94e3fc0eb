package dev.xenolith.dom0.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of xl.cfg's keys, beside the manual of xl 4.17, the reader and the page. */
class ConfigKeyTest {
  /** Set to write the page anew instead of comparing it. */
  private static final String WRITE = "xenolith.regenerate";

  @TempDir private Path folder;

  private static List<String> documented() throws IOException {
    try (InputStream in = ConfigKeyTest.class.getResourceAsStream("xl.cfg-4.17-keys.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void everyKeyOfTheManualIsInTheTable() throws IOException {
    assertTrue(documented().size() > 140);
    for (String key : documented()) {
      assertNotNull(ConfigKey.of(key), key);
    }
  }

  /** What the reader says about a file whose third line gives a key a list that nothing wants. */
  private List<String> said(String key) throws Exception {
    Files.writeString(folder.resolve("k"), "x");
    String needed = key.equals("name") ? "kernel='k'\n\n" : "name='a'\nkernel='k'\n";
    CfgFile file = CfgFile.parse("x.cfg", needed + key + "=['7x']\n");
    DomainConfigReader reader = new DomainConfigReader(file, folder);
    List<ConfigProblem> all = new ArrayList<>();
    try {
      reader.read();
      all.addAll(reader.warnings());
    } catch (ConfigException e) {
      all.addAll(e.problems());
    }
    return all.stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void everyKeyMeetsTheFateThatTheTableSays() throws Exception {
    for (ConfigKey key : ConfigKey.ALL) {
      List<String> said = said(key.name());
      String first = said.isEmpty() ? "" : said.getFirst();
      String at = "x.cfg:3: " + key.name() + ": ";
      switch (key.fate()) {
        case READ -> assertTrue(first.startsWith(at), key + ": " + said);
        case NOT_BUILT ->
            assertEquals(at + "not available: " + key.text() + "; remove the key to go on", first);
        case HVM_ONLY ->
            assertEquals(at + "is for HVM guests and means nothing for a PV one", first);
        case WITHOUT_EFFECT -> assertEquals(List.of(), said, key.name());
      }
    }
  }

  @Test
  void everyKeyOfOneMissingLetterIsSuggested() throws Exception {
    for (String key : List.of("memory", "vcpus", "on_crash", "cpu_weight", "kernel", "disk")) {
      String misspelt = key.substring(0, key.length() - 1);
      assertTrue(said(misspelt).toString().contains("did you mean '" + key + "'?"), misspelt);
    }
  }

  private static String page() {
    StringBuilder text =
        new StringBuilder(
            """
            # Keys of xl.cfg

            GENERATED from ConfigKey by ConfigKeyTest with -Dxenolith.regenerate=true; do not edit.

            What xl.cfg(5) of Xen 4.17 documents, and what becomes of it here. A key that is refused is named with file and line; a
            misspelt one is warned about, with a suggestion. `xl create -n FILE` prints what would be built.
            """);
    for (ConfigKey.Fate fate : ConfigKey.Fate.values()) {
      text.append("\n## ").append(fate.title).append("\n\n");
      List<ConfigKey> keys = ConfigKey.ALL.stream().filter(k -> k.fate() == fate).toList();
      if (fate == ConfigKey.Fate.HVM_ONLY) {
        List<String> names = keys.stream().map(k -> "`" + k.name() + "`").toList();
        text.append(String.join(",\n", names)).append('\n');
        continue;
      }
      text.append("| key | |\n|---|---|\n");
      for (ConfigKey key : keys) {
        text.append("| `%s` | %s |%n".formatted(key.name(), key.text().replace("|", "\\|")));
      }
    }
    return text.toString();
  }

  @Test
  void thePageSaysWhatTheTableSays() throws IOException {
    Path page = Path.of(Files.exists(Path.of("dom0-tools")) ? "dom0-tools/XL.CFG.md" : "XL.CFG.md");
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(page, page());
    }
    assertEquals(page(), Files.readString(page), "run the test with -D" + WRITE + "=true");
  }
}
