package dev.xenolith.hv.machine.cpu;

/**
 * Model-specific registers that the processor itself does not keep, as ring 0 reaches them. At
 * other privilege levels RDMSR and WRMSR raise #GP before anybody is asked.
 */
public interface MsrAccess {
  /** Registers nobody has: every access raises #GP. */
  MsrAccess NONE =
      new MsrAccess() {
        @Override
        public boolean has(int msr) {
          return false;
        }

        @Override
        public long read(int msr) {
          return 0;
        }

        @Override
        public boolean write(int msr, long value) {
          return false;
        }
      };

  /** Whether there is such a register. */
  boolean has(int msr);

  /** Reads a register that {@link #has} knows. */
  long read(int msr);

  /** Writes a register; false if the value must raise #GP. */
  boolean write(int msr, long value);
}
