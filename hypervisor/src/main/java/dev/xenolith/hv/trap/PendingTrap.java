package dev.xenolith.hv.trap;

/** One trap on its way into a guest: where its kernel wants to be told, and what. */
public final class PendingTrap {
  private String name = "";
  private boolean waiting;
  private int selector;
  private long address;
  private boolean masksEvents;
  private boolean hasErrorCode;
  private int errorCode;

  void set(String newName, int newSelector, long newAddress, boolean masks) {
    if (waiting) {
      throw new IllegalStateException("a second trap before the first was delivered");
    }
    waiting = true;
    name = newName;
    selector = newSelector;
    address = newAddress;
    masksEvents = masks;
    hasErrorCode = false;
    errorCode = 0;
  }

  void setErrorCode(int code) {
    hasErrorCode = true;
    errorCode = code;
  }

  /** What it is, for people: such as {@code #PF[0002]}. */
  String describe() {
    return hasErrorCode ? "%s[%04x]".formatted(name, errorCode) : name;
  }

  /** Forgets the trap: the vCPU is given another state. */
  public void clear() {
    waiting = false;
  }

  /** Whether a trap waits. */
  public boolean isWaiting() {
    return waiting;
  }

  int selector() {
    return selector;
  }

  long address() {
    return address;
  }

  boolean masksEvents() {
    return masksEvents;
  }

  boolean hasErrorCode() {
    return hasErrorCode;
  }

  int errorCode() {
    return errorCode;
  }
}
