package dev.xenolith.dom0.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a configuration's files are looked for first. */
record ConfigFolder(Path folder) {
  /** The file of this name beside the configuration, or else in the current folder. */
  Path find(String text) {
    Path beside = folder.resolve(text);
    Path here = Path.of(text).toAbsolutePath();
    return !Files.exists(beside) && Files.exists(here) ? here : beside;
  }

  /** Why a file that was {@link #find found} cannot be read, or null. */
  static String unreadable(Path path) {
    if (Files.isDirectory(path)) {
      return path + " is a folder";
    }
    if (Files.isReadable(path)) {
      return null;
    }
    return path + (Files.exists(path) ? " cannot be read" : " does not exist");
  }
}
