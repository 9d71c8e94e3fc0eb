package dev.xenolith.hv.machine.device;

/** What answers at I/O ports, 32 bits at a time. */
public interface PortDevice {
  /** INL. */
  int in(int port);

  /** OUTL. */
  void out(int port, int value);
}
