package dev.xenolith.dom0.builder;

/** Told what is being done, in the words of a person who watches. Called on domain 0's vCPU. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress SILENT = sentence -> {};

  /** One step begins, or something is worth knowing. */
  void step(String sentence);
}
