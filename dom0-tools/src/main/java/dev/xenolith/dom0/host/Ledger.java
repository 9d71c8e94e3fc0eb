package dev.xenolith.dom0.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JacksonException;

/**
 * A file for each living domain. A host that ends in order leaves none; what the next one finds was
 * lost with a host that was killed.
 */
final class Ledger {
  /** A domain as it is remembered. */
  record Entry(int domid, String name, UUID uuid, Instant created) {}

  private final Path folder;
  private final Journal journal;

  Ledger(Path folder, Journal journal) {
    this.folder = folder;
    this.journal = journal;
  }

  private Path file(int domid) {
    return folder.resolve(domid + ".json");
  }

  /** Remembers a domain, or its new name. */
  void put(Entry entry) {
    journal.writeLater(
        () -> {
          Path fresh = folder.resolve(entry.domid() + ".new");
          Files.write(fresh, Json.bytes(entry));
          Files.move(fresh, file(entry.domid()), StandardCopyOption.ATOMIC_MOVE);
        });
  }

  /** Forgets a domain that is gone. */
  void remove(int domid) {
    journal.writeLater(() -> Files.deleteIfExists(file(domid)));
  }

  /** The domains that an earlier host has left, which are forgotten now. */
  List<Entry> takeLost() throws IOException {
    List<Entry> lost = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (file.toString().endsWith(".json")) {
          lost.add(read(file));
        }
        Files.delete(file);
      }
    }
    lost.sort(Comparator.comparingInt(Entry::domid));
    return lost;
  }

  private static Entry read(Path file) throws IOException {
    try {
      return Json.MAPPER.readValue(Files.readAllBytes(file), Entry.class);
    } catch (JacksonException e) {
      // Half a file is what a crash may leave; its name still tells which domain it was.
      String number = file.getFileName().toString().replaceAll("[^0-9]", "");
      return new Entry(
          number.isEmpty() ? -1 : Integer.parseInt(number),
          "(unreadable)",
          new UUID(0, 0),
          Files.getLastModifiedTime(file).toInstant());
    }
  }
}
