package dev.xenolith.hv.machine.cpu;

import static dev.xenolith.hv.machine.cpu.SegmentRegister.CODE;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.DOWN_CONFORMING;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.PRESENT;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.READ_WRITE;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.USER_TYPE;

/**
 * Loads data and stack segment registers with all the checks of MOV and POP (SDM vol. 2, MOV; vol.
 * 3, 5.7). The hypervisor calls it too, when it reloads what a guest's saved state names.
 */
public final class SegmentLoader {
  private final CpuState state;
  private final DescriptorTables tables;

  /** Loads the segment registers of {@code state}. */
  public SegmentLoader(CpuState state, LinearMemory linear) {
    this.state = state;
    this.tables = new DescriptorTables(state, linear);
  }

  /** The tables the descriptors come from. */
  public DescriptorTables tables() {
    return tables;
  }

  /**
   * Loads ES, SS, DS, FS or GS as code at this privilege level would.
   *
   * @return null when it is loaded, or the exception that would be raised, with nothing changed
   */
  public CpuExit.Exception load(int segment, int selector, int cpl) {
    try {
      loadOrFault(segment, selector, cpl);
      return null;
    } catch (GuestFault fault) {
      return fault.exit();
    }
  }

  /**
   * Loads ES, SS, DS, FS or GS as code at this privilege level would.
   *
   * @throws GuestFault when it must not be loaded, with nothing changed
   */
  public void loadOrFault(int segment, int selector, int cpl) {
    if (segment == CpuState.SS) {
      loadStack(selector, cpl, Vector.GP);
    } else if (DescriptorTables.isNull(selector)) {
      state.setSegment(segment, selector, 0);
    } else {
      state.setSegment(segment, selector, dataDescriptor(selector, cpl));
    }
  }

  /**
   * Loads SS for code at this privilege level.
   *
   * @param vector what a bad selector raises: #GP, or #TS on a switch to an inner stack
   */
  public void loadStack(int selector, int cpl, int vector) {
    if (DescriptorTables.isNull(selector)) {
      loadNullStack(selector, cpl, vector);
      return;
    }
    int code = DescriptorTables.errorCode(selector);
    if (!tables.within(selector, 8)) {
      throw GuestFault.of(vector, code);
    }
    long descriptor = tables.read(selector);
    int attributes = SegmentRegister.attributesOf(descriptor);
    boolean writable = (attributes & (USER_TYPE | CODE | READ_WRITE)) == (USER_TYPE | READ_WRITE);
    if ((selector & 3) != cpl || !writable || (attributes >>> 5 & 3) != cpl) {
      throw GuestFault.of(vector, code);
    }
    if ((attributes & PRESENT) == 0) {
      throw GuestFault.of(Vector.SS, code);
    }
    state.setSegment(CpuState.SS, selector, tables.markAccessed(selector, descriptor));
  }

  private void loadNullStack(int selector, int cpl, int vector) {
    if (!state.longCode() || cpl == 3 || (selector & 3) != cpl) {
      throw GuestFault.of(vector, 0);
    }
    state.setSegment(CpuState.SS, selector, 0);
  }

  private long dataDescriptor(int selector, int cpl) {
    int code = DescriptorTables.errorCode(selector);
    if (!tables.within(selector, 8)) {
      throw GuestFault.of(Vector.GP, code);
    }
    long descriptor = tables.read(selector);
    int attributes = SegmentRegister.attributesOf(descriptor);
    boolean readable = (attributes & CODE) == 0 || (attributes & READ_WRITE) != 0;
    boolean conforming = (attributes & (CODE | DOWN_CONFORMING)) == (CODE | DOWN_CONFORMING);
    int dpl = attributes >>> 5 & 3;
    boolean allowed = conforming || Math.max(selector & 3, cpl) <= dpl;
    if ((attributes & USER_TYPE) == 0 || !readable || !allowed) {
      throw GuestFault.of(Vector.GP, code);
    }
    if ((attributes & PRESENT) == 0) {
      throw GuestFault.of(Vector.NP, code);
    }
    return tables.markAccessed(selector, descriptor);
  }
}
