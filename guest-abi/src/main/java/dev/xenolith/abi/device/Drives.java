package dev.xenolith.abi.device;

/**
 * The drives of the machine, for whoever puts media in: the person before the machine, whom no
 * guest can be. Used on the simulated physical CPU only.
 */
public interface Drives {
  /** Puts a medium into a free drive, which owns it from now on, and returns its unit number. */
  int insert(Medium medium);

  /** Takes the medium out; it is closed when what is under way has ended. */
  void eject(int unit);
}
