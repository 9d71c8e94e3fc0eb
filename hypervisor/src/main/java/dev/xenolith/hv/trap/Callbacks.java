package dev.xenolith.hv.trap;

/** The entry points of a guest kernel that are not vectors (callback.h). */
public final class Callbacks {
  /**
   * One entry point.
   *
   * @param selector code selector; unused in a 64-bit guest
   * @param address where to go on; 0 if not registered
   * @param masksEvents whether delivery masks event upcalls
   */
  public record Entry(int selector, long address, boolean masksEvents) {
    /** Nothing registered. */
    public static final Entry NONE = new Entry(0, 0, false);
  }

  private Entry event = Entry.NONE;
  private Entry failsafe = Entry.NONE;
  private Entry syscall = Entry.NONE;
  private Entry syscall32 = Entry.NONE;
  private Entry sysenter = Entry.NONE;

  /** Where pending event channels are announced; always masks. */
  public Entry event() {
    return event;
  }

  public void setEvent(Entry entry) {
    event = entry;
  }

  /** Where the kernel goes on when its data segments could not be reloaded. */
  public Entry failsafe() {
    return failsafe;
  }

  public void setFailsafe(Entry entry) {
    failsafe = entry;
  }

  /** Where SYSCALL from 64-bit user mode goes (64-bit guests only). */
  public Entry syscall() {
    return syscall;
  }

  public void setSyscall(Entry entry) {
    syscall = entry;
  }

  /** Where SYSCALL from 32-bit user mode goes. */
  public Entry syscall32() {
    return syscall32;
  }

  public void setSyscall32(Entry entry) {
    syscall32 = entry;
  }

  /** Where SYSENTER goes. */
  public Entry sysenter() {
    return sysenter;
  }

  public void setSysenter(Entry entry) {
    sysenter = entry;
  }
}
