package dev.xenolith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatTest {
  /** With {@code -Dxenolith.format=true} the files are rewritten instead of complained about. */
  private static final boolean REWRITE = Boolean.getBoolean("xenolith.format");

  @Test
  void everySourceIsFormattedByGoogleJavaFormat() {
    List<String> wrong =
        SourceTree.javaFiles().parallelStream()
            .filter(f -> !isFormatted(f))
            .map(SourceTree::shown)
            .sorted()
            .toList();
    assertEquals(List.of(), wrong, "run mvn verify -Dxenolith.format=true");
  }

  private static boolean isFormatted(Path file) {
    String source = SourceTree.read(file);
    try {
      String imports =
          RemoveUnusedImports.removeUnusedImports(
              ImportOrderer.reorderImports(source, Style.GOOGLE));
      String formatted = new Formatter().formatSource(imports);
      if (REWRITE && !formatted.equals(source)) {
        Files.writeString(file, formatted);
        return true;
      }
      return formatted.equals(source);
    } catch (FormatterException | IOException e) {
      throw new IllegalStateException(SourceTree.shown(file), e);
    }
  }
}
