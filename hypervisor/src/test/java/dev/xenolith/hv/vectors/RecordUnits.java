package dev.xenolith.hv.vectors;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes a committed sample anew: {@code RecordUnits FOLDER SET}. Needs gcc. */
final class RecordUnits {
  private RecordUnits() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    UnitSet set = UnitSet.valueOf(args[1]);
    Path folder = Files.createTempDirectory("silicon");
    List<UnitFile.Entry> entries = new ArrayList<>();
    set.ask(folder, set.seed, set.sample, entries::addAll);
    Path file = Path.of(args[0], set.file);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      UnitFile.write(out, set.seed, entries);
    }
    Files.delete(folder.resolve("silicon"));
    Files.delete(folder);
  }
}
