package dev.xenolith.abi.num;

/** Event channel port, numbered per domain; 0 is never a valid port. */
public record EvtchnPort(int raw) {
  @Override
  public String toString() {
    return "port " + raw;
  }
}
