package dev.xenolith.hv.kit;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.CpuUserRegs;
import dev.xenolith.abi.xen.Selector;
import dev.xenolith.abi.xen.StartInfo;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.HypervisorConfig;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.DomainConfig;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.VcpuContext;
import dev.xenolith.hv.machine.memory.MachineMemory;
import dev.xenolith.hv.mm.Pte;
import dev.xenolith.hv.run.PhysicalCpu;
import java.nio.charset.StandardCharsets;

/**
 * A PV domain with a flat kernel and one vCPU; a 32-bit one unless its configuration says
 * otherwise.
 *
 * <p>Its pages are mapped from {@link #BASE} on: the code, a data area at {@link #DATA}, then
 * start_info, the page tables (read-only), the shared_info page and the stack. The kernel starts at
 * {@link #BASE} in kernel mode with ESI or RSI pointing to start_info.
 */
public final class TestDomain {
  /** Where page 0 is mapped and the kernel starts. */
  public static final long BASE = 0x100000;

  /** 64 KiB for the kernel's own use, zero at the start. */
  public static final long DATA = BASE + 0x80000;

  /** Where {@link GuestCode#done} writes. */
  public static final long DONE = DATA + 0xFFF0;

  /** Where the kernel finds shared_info. */
  public static final long SHARED_INFO = BASE + 0xA0000;

  /** Where the kernel finds start_info. */
  public static final long START_INFO = BASE + 0xA1000;

  /** Where the L3, the L2 of the lowest gigabyte, the L2 of the highest and the L1 are mapped. */
  public static final long L3 = BASE + 0xA2000;

  public static final long L2 = BASE + 0xA3000;
  public static final long L2_HIGH = BASE + 0xA4000;

  /** Where a 64-bit domain has its L4, for want of an L2 of the highest gigabyte. */
  public static final long L4 = L2_HIGH;

  public static final long L1 = BASE + 0xA5000;

  /** Where ESP points at the start. */
  public static final long STACK_TOP = BASE + 0xA8000;

  /** A page table entry for ordinary memory. */
  public static final long RW = Pte.PRESENT | Pte.RW | Pte.USER | Pte.ACCESSED | Pte.DIRTY;

  private static final int PAGES = 256;
  private static final long LIMIT_NANOS = 1_000_000_000L;

  private final Hypervisor hypervisor;
  private final Domain domain;
  private final long[] mfns = new long[PAGES];

  private TestDomain(Hypervisor hypervisor, Domain domain) {
    this.hypervisor = hypervisor;
    this.domain = domain;
  }

  /** A machine in virtual time without a domain. */
  public static Hypervisor machine() {
    return Hypervisor.bare(HypervisorConfig.virtualTime().withMemoryMib(64));
  }

  /** Builds a domain that starts with this code when the machine runs. */
  public static TestDomain create(Hypervisor hypervisor, GuestCode code) {
    TestDomain test = createPaused(hypervisor, code);
    test.domain.unpause();
    return test;
  }

  /** As {@link #create}, but the domain stays paused. */
  public static TestDomain createPaused(Hypervisor hypervisor, GuestCode code) {
    return createPaused(hypervisor, code, DomainConfig.small(Abi.PV32));
  }

  /** As {@link #create}, a 64-bit one. */
  public static TestDomain create64(Hypervisor hypervisor, GuestCode code) {
    TestDomain test = createPaused(hypervisor, code, DomainConfig.small(Abi.PV64));
    test.domain.unpause();
    return test;
  }

  /** As {@link #create}, with a configuration of its own; the domain stays paused. */
  public static TestDomain createPaused(
      Hypervisor hypervisor, GuestCode code, DomainConfig config) {
    Domain domain = hypervisor.xen().domains().create(hypervisor.xen().domains().freeId(), config);
    TestDomain test = new TestDomain(hypervisor, domain);
    test.build(code.assemble(BASE));
    return test;
  }

  private void build(byte[] code) {
    domain.memory().setMaxPages(PAGES + 64);
    for (int pfn = 0; pfn < PAGES; pfn++) {
      mfns[pfn] = hypervisor.xen().paging().allocate(domain.memory(), 0, 32).raw();
      hypervisor.xen().paging().m2p().set(mfns[pfn], pfn);
    }
    MachineMemory memory = hypervisor.xen().memory();
    for (int at = 0; at < code.length; at += Mfn.PAGE_SIZE) {
      int length = Math.min(Mfn.PAGE_SIZE, code.length - at);
      memory.put(mfns[at / Mfn.PAGE_SIZE] << 12, code, at, length);
    }
    writeTables(memory);
    writeStartInfo(memory);
    domain.createVcpus(1);
    long rc = VcpuContext.set(domain.vcpu(0), context());
    if (rc != 0) {
      throw new IllegalStateException("context refused: " + rc + " " + hypervisor.log().lines());
    }
  }

  private void writeTables(MachineMemory memory) {
    if (is64()) {
      memory.putU64(maddr(L4), Pte.of(mfnOf(L3), RW));
      memory.putU64(maddr(L3), Pte.of(mfnOf(L2), RW));
    } else {
      memory.putU64(maddr(L3), Pte.of(mfnOf(L2), Pte.PRESENT));
      memory.putU64(maddr(L3) + 24, Pte.of(mfnOf(L2_HIGH), Pte.PRESENT));
    }
    memory.putU64(maddr(L2), Pte.of(mfnOf(L1), RW));
    for (int pfn = 0; pfn < PAGES; pfn++) {
      long linear = BASE + ((long) pfn << 12);
      long flags = linear >= L3 && linear <= L1 ? RW & ~Pte.RW : RW;
      long mfn = linear == SHARED_INFO ? domain.sharedInfo().raw() : mfns[pfn];
      memory.putU64(l1Entry(linear), Pte.of(mfn, flags));
    }
  }

  private void writeStartInfo(MachineMemory memory) {
    long at = maddr(START_INFO);
    String name = is64() ? "xen-3.0-x86_64" : "xen-3.0-x86_32p";
    byte[] magic = name.getBytes(StandardCharsets.US_ASCII);
    memory.put(at, magic, 0, magic.length);
    StartInfo.NR_PAGES.put(memory, at, abi(), PAGES);
    StartInfo.SHARED_INFO.put(memory, at, abi(), domain.sharedInfo().toMaddr().raw());
    StartInfo.PT_BASE.put(memory, at, abi(), is64() ? L4 : L3);
    StartInfo.NR_PT_FRAMES.put(memory, at, abi(), 4);
  }

  private ByteArrayBytes context() {
    ByteArrayBytes c = new ByteArrayBytes(VcpuGuestContext.LAYOUT.size(abi()));
    int regs = VcpuGuestContext.USER_REGS.at(abi());
    int cs = is64() ? Selector.RING3_CS64_64 : Selector.RING1_CS_32;
    int ss = is64() ? Selector.RING3_DS_64 : Selector.RING1_DS_32;
    int data = is64() ? 0 : Selector.RING1_DS_32;
    CpuUserRegs.EIP.put(c, regs, abi(), BASE);
    CpuUserRegs.ESP.put(c, regs, abi(), STACK_TOP);
    CpuUserRegs.ESI.put(c, regs, abi(), START_INFO);
    CpuUserRegs.EFLAGS.put(c, regs, abi(), 0x200);
    CpuUserRegs.CS.put(c, regs, abi(), cs);
    CpuUserRegs.SS.put(c, regs, abi(), ss);
    CpuUserRegs.DS.put(c, regs, abi(), data);
    CpuUserRegs.ES.put(c, regs, abi(), data);
    CpuUserRegs.FS.put(c, regs, abi(), data);
    CpuUserRegs.GS.put(c, regs, abi(), data);
    VcpuGuestContext.FLAGS.put(
        c, 0, abi(), VcpuGuestContext.VGCF_IN_KERNEL | VcpuGuestContext.VGCF_ONLINE);
    VcpuGuestContext.KERNEL_SS.put(c, 0, abi(), ss);
    VcpuGuestContext.KERNEL_SP.put(c, 0, abi(), STACK_TOP);
    long cr3 = mfnOf(is64() ? L4 : L3) << 12;
    int at = VcpuGuestContext.CTRLREG.at(abi(), 3);
    if (is64()) {
      c.putU64(at, cr3);
    } else {
      c.putU32(at, (int) cr3);
    }
    return c;
  }

  private Abi abi() {
    return domain.abi();
  }

  private boolean is64() {
    return abi() == Abi.PV64;
  }

  /**
   * Runs the machine until the kernel says it is done, or shuts down, or a second of its time is
   * over.
   */
  public TestDomain run() {
    long limit = hypervisor.xen().clock().now() + LIMIT_NANOS;
    PhysicalCpu.End end =
        hypervisor.runUntil(
            () ->
                u32(DONE) != 0
                    || domain.shutdownReason() != null
                    || hypervisor.xen().clock().now() > limit);
    if (end == PhysicalCpu.End.DONE && u32(DONE) == 0 && domain.shutdownReason() == null) {
      throw new IllegalStateException(
          "the kernel is not done: RIP 0x" + Long.toHexString(vcpu().cpu().rip()));
    }
    return this;
  }

  /** Runs this kernel on a machine of its own, as far as it goes. The machine stays open. */
  public static TestDomain run(GuestCode code) {
    return create(machine(), code).run();
  }

  public Hypervisor hypervisor() {
    return hypervisor;
  }

  public Domain domain() {
    return domain;
  }

  public Vcpu vcpu() {
    return domain.vcpu(0);
  }

  /** The frame that was mapped at this address at the start. */
  public long mfnOf(long linear) {
    return mfns[(int) (linear - BASE >>> 12)];
  }

  /** The machine address that was mapped at this address at the start. */
  public long maddr(long linear) {
    return (mfnOf(linear) << 12) + (linear & 4095);
  }

  /** Machine address of the L1 entry that maps this address. */
  public long l1Entry(long linear) {
    return maddr(L1) + 8 * (linear >>> 12 & 511);
  }

  /** A number in the memory the domain started with, by address of the guest. */
  public int u32(long linear) {
    return hypervisor.xen().memory().getU32(maddr(linear));
  }

  /** A 64-bit number in the memory the domain started with. */
  public long u64(long linear) {
    return hypervisor.xen().memory().getU64(maddr(linear));
  }

  /** What the log says, as one text. */
  public String log() {
    return String.join("\n", hypervisor.log().lines());
  }
}
