package dev.xenolith.hv.trap;

/** What privileged instructions of a guest reach, besides its trap state. */
public interface PrivilegedState {
  /** CR3 as the guest's kernel wrote it. */
  long readCr3();

  /** Changes the base of the kernel's page tables; false if it must not be. */
  boolean writeCr3(long value);

  /** Makes the processor follow what the guest chose in CR0.TS and CR4. */
  void applyControl();

  /** Sets CR0.TS as the guest sees it. */
  void setTaskSwitched(boolean on);

  /** Makes the processor follow the guest's debug registers. */
  void applyDebug();

  /** Writes vcpu_info.arch.cr2. */
  void setInfoCr2(long linear);

  /** Reads a model-specific register; null if the guest gets #GP. */
  Long readMsr(int msr);

  /** Writes a model-specific register; false if the guest gets #GP. */
  boolean writeMsr(int msr, long value);

  /** The time stamp counter. */
  long readTsc();

  /** Answers CPUID into EAX, EBX, ECX, EDX. */
  void cpuid(int leaf, int subleaf, int[] result);

  /** Reads a port the guest's kernel has allowed: ones where there is nothing. */
  int readPort(int port, int bytes);

  /** Writes a port the guest's kernel has allowed: forgotten where there is nothing. */
  void writePort(int port, int bytes, int value);
}
