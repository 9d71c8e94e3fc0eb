package dev.xenolith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackageInfoTest {
  @Test
  void everyPackageSaysWhatItIs() {
    List<String> silent =
        SourceTree.mainJavaFiles().stream()
            .map(Path::getParent)
            .distinct()
            .filter(p -> !Files.exists(p.resolve("package-info.java")))
            .map(SourceTree::shown)
            .toList();
    assertEquals(List.of(), silent);
  }
}
