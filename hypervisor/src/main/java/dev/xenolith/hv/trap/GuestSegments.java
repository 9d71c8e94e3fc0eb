package dev.xenolith.hv.trap;

import static dev.xenolith.hv.machine.cpu.CpuState.CS;
import static dev.xenolith.hv.machine.cpu.CpuState.DS;
import static dev.xenolith.hv.machine.cpu.CpuState.ES;
import static dev.xenolith.hv.machine.cpu.CpuState.FS;
import static dev.xenolith.hv.machine.cpu.CpuState.GS;
import static dev.xenolith.hv.machine.cpu.CpuState.SS;

import dev.xenolith.hv.machine.cpu.CpuState;

/**
 * What the processor checks when ring 0 returns to a guest with new CS and SS (SDM vol. 2, IRET).
 */
public final class GuestSegments {
  private static final int[] DATA_SEGMENTS = {DS, ES, FS, GS};

  private final CpuState cpu;
  private final DescriptorReader descriptors;

  /** Loads the segments of this processor from these tables. */
  public GuestSegments(CpuState cpu, DescriptorReader descriptors) {
    this.cpu = cpu;
    this.descriptors = descriptors;
  }

  /**
   * Loads CS and SS as a return to an outer ring does, and takes away data segments the outer ring
   * may not have. The selectors are there afterwards even when they were refused, so that a frame
   * shows them.
   *
   * @return -1, or the exception as vector in bits 16 and up and error code below
   */
  public int enter(int cs, int ss) {
    long code = (cs & ~3) == 0 ? 0 : descriptors.read(cs);
    long stack = (ss & ~3) == 0 ? 0 : descriptors.read(ss);
    int fault = checkCode(cs, code);
    boolean nullAllowed = DescriptorReader.isLong(code) && (cs & 3) != 3;
    if (fault < 0 && !((ss & ~3) == 0 && nullAllowed)) {
      fault = checkStack(cs, ss, stack);
    }
    cpu.setSegment(CS, cs, fault < 0 ? code : cpu.descriptor(CS));
    cpu.setSegment(SS, ss, fault < 0 ? stack : cpu.descriptor(SS));
    if (fault < 0) {
      dropInnerData(cs & 3);
    }
    return fault;
  }

  /** Sets CS and SS to what the entry into ring 0 says of where it came from, unchecked. */
  public void set(int cs, int ss) {
    load(CS, cs);
    load(SS, ss);
  }

  private void load(int segment, int selector) {
    if (cpu.selector(segment) != selector) {
      boolean isNull = (selector & ~3) == 0;
      cpu.setSegment(
          segment, selector, isNull ? DescriptorReader.NONE : descriptors.read(selector));
    }
  }

  private static int checkCode(int cs, long code) {
    boolean conforming = DescriptorReader.isExpandDownOrConforming(code);
    int rpl = cs & 3;
    boolean privilege =
        conforming ? DescriptorReader.dpl(code) <= rpl : DescriptorReader.dpl(code) == rpl;
    if (!DescriptorReader.isCode(code) || !privilege) {
      return fault(Vectors.GENERAL_PROTECTION, cs);
    }
    return DescriptorReader.isPresent(code) ? -1 : fault(Vectors.SEGMENT_NOT_PRESENT, cs);
  }

  private static int checkStack(int cs, int ss, long stack) {
    boolean writable =
        DescriptorReader.isSegment(stack)
            && !DescriptorReader.isCode(stack)
            && DescriptorReader.isWritableOrReadable(stack);
    int rpl = cs & 3;
    if (!writable || (ss & 3) != rpl || DescriptorReader.dpl(stack) != rpl) {
      return fault(Vectors.GENERAL_PROTECTION, ss);
    }
    return DescriptorReader.isPresent(stack) ? -1 : fault(Vectors.STACK_FAULT, ss);
  }

  private static int fault(int vector, int selector) {
    return vector << 16 | selector & 0xFFFC;
  }

  private void dropInnerData(int cpl) {
    for (int segment : DATA_SEGMENTS) {
      long descriptor = cpu.descriptor(segment);
      boolean conforming =
          DescriptorReader.isCode(descriptor)
              && DescriptorReader.isExpandDownOrConforming(descriptor);
      if (descriptor != 0 && !conforming && DescriptorReader.dpl(descriptor) < cpl) {
        cpu.setSegment(segment, 0, 0);
      }
    }
  }
}
