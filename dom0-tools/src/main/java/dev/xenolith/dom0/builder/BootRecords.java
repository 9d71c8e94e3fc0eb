package dev.xenolith.dom0.builder;

import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.CpuUserRegs;
import dev.xenolith.abi.xen.Selector;
import dev.xenolith.abi.xen.StartInfo;
import dev.xenolith.abi.xen.StartInfoFlags;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.dom0.elf.PvImage;
import java.nio.charset.StandardCharsets;

/** The structures a new kernel starts with, in its own width. */
final class BootRecords {
  private static final int EFLAGS_IF = 1 << 9;
  private static final int DR6_DEFAULT = 0xFFFF0FF0;
  private static final int DR7_DEFAULT = 0x400;

  private final PvImage image;
  private final DomainLayout layout;
  private final GuestMemory memory;
  private final Abi abi;

  BootRecords(PvImage image, DomainLayout layout, GuestMemory memory) {
    this.image = image;
    this.layout = layout;
    this.memory = memory;
    abi = image.elf().is64Bit() ? Abi.PV64 : Abi.PV32;
  }

  /** What start_info needs from outside. */
  record Connections(Mfn sharedInfo, EvtchnPort store, EvtchnPort console) {}

  byte[] startInfo(long totalPages, Connections connections, String cmdline) {
    ByteArrayBytes m = new ByteArrayBytes(Mfn.PAGE_SIZE);
    putText(m, StartInfo.MAGIC.at(abi), abi == Abi.PV32 ? "xen-3.0-x86_32p" : "xen-3.0-x86_64", 32);
    StartInfo.NR_PAGES.put(m, 0, abi, totalPages);
    StartInfo.SHARED_INFO.put(m, 0, abi, connections.sharedInfo().toMaddr().raw());
    StartInfo.STORE_MFN.put(m, 0, abi, memory.mfn(layout.xenstore().pfn()).raw());
    StartInfo.STORE_EVTCHN.put(m, 0, abi, connections.store().raw());
    StartInfo.CONSOLE_DOMU_MFN.put(m, 0, abi, memory.mfn(layout.console().pfn()).raw());
    StartInfo.CONSOLE_DOMU_EVTCHN.put(m, 0, abi, connections.console().raw());
    StartInfo.PT_BASE.put(m, 0, abi, layout.pageTables().vaddr());
    StartInfo.NR_PT_FRAMES.put(m, 0, abi, layout.pageTables().pages());
    StartInfo.MFN_LIST.put(m, 0, abi, layout.p2m().vaddr());
    putText(m, StartInfo.CMD_LINE.at(abi), cmdline, StartInfo.CMD_LINE.count());
    // libxl clears VIRT_P2M_4TOOLS, which libxenguest would set.
    int flags = 0;
    DomainLayout.Segment module = layout.module();
    if (layout.isModuleUnmapped()) {
      flags |= StartInfoFlags.MOD_START_PFN;
      StartInfo.MOD_START.put(m, 0, abi, module.pfn());
      StartInfo.MOD_LEN.put(m, 0, abi, module.pages() << Mfn.PAGE_SHIFT);
    } else if (module != null) {
      StartInfo.MOD_START.put(m, 0, abi, module.vaddr());
      StartInfo.MOD_LEN.put(m, 0, abi, module.bytes());
    }
    if (layout.isP2mSeparate()) {
      StartInfo.FIRST_P2M_PFN.put(m, 0, abi, layout.p2m().pfn());
      StartInfo.NR_P2M_FRAMES.put(m, 0, abi, layout.p2m().pages());
    }
    StartInfo.FLAGS.put(m, 0, abi, flags);
    return m.array();
  }

  private static void putText(GuestBytes m, long at, String text, int room) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    m.put(at, bytes, 0, Math.min(bytes.length, room - 1));
  }

  /** The list of machine frames by pfn. */
  byte[] p2mList() {
    long[] mfns = memory.mfnByPfn();
    ByteArrayBytes m = new ByteArrayBytes(mfns.length * abi.wordBytes);
    for (int pfn = 0; pfn < mfns.length; pfn++) {
      if (abi == Abi.PV64) {
        m.putU64(8L * pfn, mfns[pfn]);
      } else {
        m.putU32(4L * pfn, (int) mfns[pfn]);
      }
    }
    return m.array();
  }

  /** The registers of vCPU 0: vcpu_guest_context. */
  byte[] vcpuContext() {
    ByteArrayBytes m = new ByteArrayBytes(VcpuGuestContext.LAYOUT.size(abi));
    long regs = VcpuGuestContext.USER_REGS.at(abi);
    long stack = layout.bootStack().vaddr() + Mfn.PAGE_SIZE;
    CpuUserRegs.EIP.put(m, regs, abi, image.entry());
    CpuUserRegs.ESP.put(m, regs, abi, stack);
    CpuUserRegs.ESI.put(m, regs, abi, layout.startInfo().vaddr());
    CpuUserRegs.EFLAGS.put(m, regs, abi, EFLAGS_IF);
    putSegments(m, regs);
    VcpuGuestContext.FLAGS.put(
        m, 0, abi, VcpuGuestContext.VGCF_IN_KERNEL | VcpuGuestContext.VGCF_ONLINE);
    VcpuGuestContext.KERNEL_SS.put(m, 0, abi, CpuUserRegs.SS.get(m, regs, abi));
    VcpuGuestContext.KERNEL_SP.put(m, 0, abi, stack);
    putWord(m, VcpuGuestContext.DEBUGREG.at(abi, 6), Integer.toUnsignedLong(DR6_DEFAULT));
    putWord(m, VcpuGuestContext.DEBUGREG.at(abi, 7), DR7_DEFAULT);
    putWord(m, VcpuGuestContext.CTRLREG.at(abi, 3), cr3(topTable().raw()));
    if (abi == Abi.PV32 && image.notes().paeMode().hasExtendedCr3()) {
      VcpuGuestContext.VM_ASSIST.put(m, 0, abi, 1L << VmAssist.PAE_EXTENDED_CR3.number);
    }
    return m.array();
  }

  private void putSegments(GuestBytes m, long regs) {
    if (abi == Abi.PV32) {
      CpuUserRegs.CS.put(m, regs, abi, Selector.RING1_CS_32);
      CpuUserRegs.SS.put(m, regs, abi, Selector.RING1_DS_32);
      CpuUserRegs.DS.put(m, regs, abi, Selector.RING1_DS_32);
      CpuUserRegs.ES.put(m, regs, abi, Selector.RING1_DS_32);
      CpuUserRegs.FS.put(m, regs, abi, Selector.RING1_DS_32);
      CpuUserRegs.GS.put(m, regs, abi, Selector.RING1_DS_32);
    } else {
      CpuUserRegs.CS.put(m, regs, abi, Selector.RING3_CS64_64);
      CpuUserRegs.SS.put(m, regs, abi, Selector.RING3_DS_64);
    }
  }

  /** The frame of the top page table. */
  Mfn topTable() {
    return memory.mfn(layout.pageTables().pfn());
  }

  /**
   * A 32-bit CR3 keeps the bits of a frame above 4 GiB in its low 12 bits (xen.h: xen_pfn_to_cr3).
   */
  private long cr3(long mfnRaw) {
    return abi == Abi.PV64
        ? mfnRaw << Mfn.PAGE_SHIFT
        : (mfnRaw << Mfn.PAGE_SHIFT | mfnRaw >>> 20) & 0xFFFF_FFFFL;
  }

  private void putWord(GuestBytes m, long at, long value) {
    if (abi == Abi.PV64) {
      m.putU64(at, value);
    } else {
      m.putU32(at, (int) value);
    }
  }
}
