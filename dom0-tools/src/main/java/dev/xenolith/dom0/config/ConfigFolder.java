package dev.xenolith.dom0.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a configuration's files are looked for first. */
record ConfigFolder(Path folder) {
  /** The file of this name beside the configuration, or else in the current folder. */
  Path find(String text) {
    Path beside = folder.resolve(text);
    return Files.exists(beside) ? beside : Path.of(text);
  }

  /** Why a file cannot be read, or null. */
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
