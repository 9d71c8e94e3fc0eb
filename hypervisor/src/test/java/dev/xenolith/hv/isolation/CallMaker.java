package dev.xenolith.hv.isolation;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.GnttabCopy;
import dev.xenolith.abi.xen.GnttabMapGrantRef;
import dev.xenolith.abi.xen.GnttabUnmapGrantRef;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.abi.xen.MulticallEntry;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.hv.kit.TestDomain;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes up hypercalls that are wrong in interesting places: most of each is what a kernel would
 * pass.
 */
final class CallMaker {
  private static final Abi ABI = Abi.PV32;

  /** Where argument structures and the arrays they point to are written. */
  private static final long STRUCT = TestDomain.DATA;

  private static final long ARRAY = TestDomain.DATA + 0x4000;
  private static final int ARRAY_BYTES = 0x400;

  /** A call ready to be made. */
  record Call(Hypercall op, long... args) {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(op.cName()).append('(');
      for (long arg : args) {
        text.append(Long.toHexString(arg)).append(' ');
      }
      return text.append(')').toString();
    }
  }

  /** Those of the control interfaces that make sense between two domains that are there already. */
  private static final Domctl[] DOMCTLS = {
    Domctl.PAUSEDOMAIN, Domctl.UNPAUSEDOMAIN, Domctl.GETDOMAININFO, Domctl.MAX_MEM,
    Domctl.MAX_VCPUS, Domctl.SET_ADDRESS_SIZE, Domctl.SETVCPUCONTEXT, Domctl.GETVCPUCONTEXT,
    Domctl.GETVCPUINFO, Domctl.HYPERCALL_INIT, Domctl.SETTIMEOFFSET, Domctl.GETPAGEFRAMEINFO3,
    Domctl.SETVCPUAFFINITY, Domctl.GETVCPUAFFINITY, Domctl.SCHEDULER_OP, Domctl.SET_VIRQ_HANDLER,
    Domctl.SENDTRIGGER, Domctl.SETTSCINFO, Domctl.RESUMEDOMAIN, Domctl.CREATEDOMAIN
  };

  private final RandomGenerator random;
  private final Values values;
  private Guest guest;
  private boolean layoutIsMap;

  CallMaker(RandomGenerator random) {
    this.random = random;
    values = new Values(random);
  }

  /** The next call of this guest, its arguments already in the guest's memory. */
  Call next(Guest caller, Guest other) {
    guest = caller;
    values.of(caller, other);
    writeArray();
    if (caller.domain.isPrivileged() && random.nextInt(6) == 0) {
      return control();
    }
    return switch (random.nextInt(16)) {
      case 0, 1 -> mmuUpdate();
      case 2 -> updateVaMapping();
      case 3, 4 -> mmuext();
      case 5, 6 -> shape(Shape.EVENTS);
      case 7, 8, 9 -> grants();
      case 10 -> shape(Shape.MEMORY);
      case 11 -> shape(Shape.VCPU);
      case 12 -> shape(Shape.OTHER);
      case 13 -> multicall();
      case 14 -> simple();
      default -> anything();
    };
  }

  private void writeArray() {
    ByteArrayBytes bytes = new ByteArrayBytes(ARRAY_BYTES);
    boolean frames = random.nextBoolean();
    for (int i = 0; i < ARRAY_BYTES; i += Integer.BYTES) {
      bytes.putU32(i, (int) (frames ? values.mfn() : values.any()));
    }
    guest.write(ARRAY, bytes.array());
  }

  private Call mmuUpdate() {
    int count = 1 + random.nextInt(3);
    boolean foreign = guest.domain.isPrivileged() && random.nextBoolean();
    ByteArrayBytes list = new ByteArrayBytes(16 * count);
    for (int i = 0; i < count; i++) {
      boolean machphys = random.nextInt(5) == 0;
      long command = machphys ? 1 : random.nextInt(4);
      long target = machphys ? values.mfn() << 12 : values.entryMaddr();
      list.putU64(16L * i, target | command);
      long pte = foreign ? values.foreignPte() : values.pte();
      list.putU64(16L * i + 8, machphys ? random.nextInt(512) : pte);
    }
    guest.write(STRUCT, list.array());
    long done = random.nextInt(4) == 0 ? STRUCT : 0;
    long owner = foreign ? values.otherId() : owner();
    return new Call(Hypercall.MMU_UPDATE, STRUCT, count, done, owner);
  }

  /** Whose frames a page-table update is about. */
  private long owner() {
    return random.nextInt(6) == 0 ? values.domid() : DomId.SELF.raw();
  }

  private Call updateVaMapping() {
    long linear = values.linear();
    // Half of them change but the access to a page, which is what makes tables of pages.
    long pte = random.nextBoolean() ? values.pte() : values.pteOf(linear);
    return new Call(Hypercall.UPDATE_VA_MAPPING, linear, pte & 0xFFFFFFFFL, pte >>> 32, flush());
  }

  private long flush() {
    return random.nextInt(4) == 0 ? values.linear() | random.nextInt(8) : random.nextInt(8);
  }

  private Call mmuext() {
    int count = 1 + random.nextInt(2);
    int size = MmuextOp.LAYOUT.size(ABI);
    ByteArrayBytes list = new ByteArrayBytes(size * count);
    for (int i = 0; i < count; i++) {
      fill(list, (long) i * size, MmuextOp.LAYOUT);
      list.putU32((long) i * size, random.nextInt(24));
      if (random.nextBoolean()) {
        list.putU32((long) i * size + 4, (int) values.mfn());
      }
    }
    guest.write(STRUCT, list.array());
    return new Call(Hypercall.MMUEXT_OP, STRUCT, count, 0, owner());
  }

  private Call shape(List<Shape> shapes) {
    Shape shape = shapes.get(random.nextInt(shapes.size()));
    ByteArrayBytes bytes = new ByteArrayBytes(shape.layout().size(ABI));
    fill(bytes, 0, shape.layout());
    guest.write(STRUCT, bytes.array());
    long at = random.nextInt(20) == 0 ? values.linear() : STRUCT;
    return shape.op() == Hypercall.VCPU_OP
        ? new Call(shape.op(), shape.command(), random.nextInt(2), at)
        : new Call(shape.op(), shape.command(), at);
  }

  private Call grants() {
    Shape shape = Shape.GRANTS.get(random.nextInt(Shape.GRANTS.size()));
    int size = shape.layout().size(ABI);
    int count = 1 + random.nextInt(3);
    ByteArrayBytes bytes = new ByteArrayBytes(size * count);
    for (int i = 0; i < count; i++) {
      fill(bytes, (long) i * size, shape.layout());
      if (shape.layout() == GnttabMapGrantRef.LAYOUT) {
        GnttabMapGrantRef.FLAGS.put(bytes, (long) i * size, ABI, mapFlags());
        GnttabMapGrantRef.HOST_ADDR.put(bytes, (long) i * size, ABI, mapAddress());
      }
      if (shape.layout() == GnttabUnmapGrantRef.LAYOUT) {
        GnttabUnmapGrantRef.HOST_ADDR.put(bytes, (long) i * size, ABI, mapAddress());
      }
    }
    guest.write(STRUCT, bytes.array());
    return new Call(shape.op(), shape.command(), STRUCT, random.nextInt(8) == 0 ? 1 : count);
  }

  private int mapFlags() {
    int flags = 1 + random.nextInt(31);
    return random.nextInt(3) == 0 ? flags : flags & 7 | 2;
  }

  private long mapAddress() {
    return random.nextInt(4) == 0 ? values.entryMaddr() : values.mappable();
  }

  private Call control() {
    boolean machine = random.nextInt(4) == 0;
    StructLayout layout = machine ? XenSysctl.LAYOUT : XenDomctl.LAYOUT;
    ByteArrayBytes bytes = new ByteArrayBytes(layout.size(ABI));
    for (int i = 0; i < bytes.size(); i += Integer.BYTES) {
      bytes.putU32(i, (int) (random.nextInt(3) == 0 ? values.any() : random.nextInt(3)));
    }
    bytes.putU32(4, 0x15);
    if (machine) {
      bytes.putU32(0, 1 + random.nextInt(19));
    } else {
      bytes.putU32(0, DOMCTLS[random.nextInt(DOMCTLS.length)].number);
      XenDomctl.DOMAIN.put(bytes, 0, ABI, values.otherId());
      if (random.nextInt(20) == 0) {
        XenDomctl.DOMAIN.put(bytes, 0, ABI, values.domid());
      }
      // The first member is often a pointer's neighbour: a number of vCPUs, of frames, a frame.
      bytes.putU64(16, random.nextInt(3) == 0 ? values.mfn() : random.nextInt(3));
      bytes.putU64(24, random.nextInt(4) == 0 ? values.linear() : ARRAY);
    }
    guest.write(STRUCT, bytes.array());
    return new Call(machine ? Hypercall.SYSCTL : Hypercall.DOMCTL, STRUCT);
  }

  private Call multicall() {
    int count = 1 + random.nextInt(4);
    int size = MulticallEntry.LAYOUT.size(ABI);
    ByteArrayBytes list = new ByteArrayBytes(count * size);
    for (int i = 0; i < count; i++) {
      Call inner =
          switch (random.nextInt(3)) {
            case 0 -> updateVaMapping();
            case 1 -> simple();
            default -> anything();
          };
      MulticallEntry.OP.put(list, (long) i * size, ABI, inner.op().number);
      for (int arg = 0; arg < Math.min(6, inner.args().length); arg++) {
        list.putU32(i * size + MulticallEntry.ARGS.at(ABI, arg), (int) inner.args()[arg]);
      }
    }
    guest.write(STRUCT + 0x1000, list.array());
    return new Call(Hypercall.MULTICALL, STRUCT + 0x1000, count);
  }

  private Call simple() {
    return switch (random.nextInt(12)) {
      case 0 -> new Call(Hypercall.SET_GDT, ARRAY, random.nextInt(9000));
      case 1 ->
          new Call(
              Hypercall.UPDATE_DESCRIPTOR,
              values.entryMaddr() & 0xFFFFFFFFL,
              0,
              values.any(),
              values.any());
      case 2 -> new Call(Hypercall.STACK_SWITCH, values.any(), values.linear());
      case 3 -> new Call(Hypercall.VM_ASSIST, random.nextInt(3), random.nextInt(8));
      case 4 -> new Call(Hypercall.SET_TIMER_OP, values.any(), random.nextInt(3));
      case 5 -> new Call(Hypercall.SET_DEBUGREG, random.nextInt(9), values.any());
      case 6 -> new Call(Hypercall.XEN_VERSION, random.nextInt(12), STRUCT);
      case 7 -> new Call(Hypercall.CONSOLE_IO, 0, random.nextInt(200), ARRAY);
      case 8 -> new Call(Hypercall.SET_TRAP_TABLE, random.nextInt(4) == 0 ? 0 : ARRAY);
      case 9 -> new Call(Hypercall.SCHED_OP, random.nextInt(2), 0);
      case 10 -> new Call(Hypercall.FPU_TASKSWITCH, random.nextInt(2));
      default -> new Call(Hypercall.VCPU_OP, random.nextInt(16), random.nextInt(2), STRUCT);
    };
  }

  /**
   * A call with arguments that mean nothing together. The ways to end the domain at once are left
   * out.
   */
  private Call anything() {
    Hypercall[] all = Hypercall.values();
    Hypercall op = all[random.nextInt(all.length)];
    if (op == Hypercall.IRET || op == Hypercall.SCHED_OP || op == Hypercall.SCHED_OP_COMPAT) {
      op = Hypercall.MEMORY_OP;
    }
    long[] args = new long[5];
    for (int i = 0; i < args.length; i++) {
      args[i] =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(16);
            case 1 -> STRUCT;
            case 2 -> ARRAY;
            default -> values.any();
          };
    }
    return new Call(op, args);
  }

  // ---- structures

  private void fill(ByteArrayBytes to, long base, StructLayout layout) {
    layoutIsMap = layout == GnttabMapGrantRef.LAYOUT || layout == GnttabCopy.LAYOUT;
    for (Field field : layout.fields()) {
      if (!field.in(ABI)) {
        continue;
      }
      switch (field) {
        case Field.Number number -> number.putLong(to, base, ABI, member(number));
        case Field.Struct struct -> fill(to, base + struct.at(ABI), struct.layout());
        case Field.Array array -> {
          // Long arrays stay zero: they are the contents of contexts, and zero is the best of them.
        }
      }
    }
  }

  private long member(Field.Number field) {
    String name = field.name();
    if (name.equals("remote_dom") || layoutIsMap && name.equals("dom")) {
      return random.nextInt(5) == 0 ? values.domid() : values.otherId();
    }
    if (name.equals("dom") || name.equals("domid")) {
      return random.nextInt(4) == 0 ? values.domid() : DomId.SELF.raw();
    }
    if (name.equals("extent_order")) {
      return random.nextInt(4) == 0 ? random.nextInt(20) : 0;
    }
    if (name.startsWith("nr_") || name.equals("len") || name.equals("count")) {
      return random.nextInt(6);
    }
    if (name.contains("mfn") || name.contains("gfn") || name.contains("frame")) {
      return values.mfn();
    }
    if (name.contains("addr")) {
      return random.nextBoolean() ? values.linear() : values.entryMaddr();
    }
    if (name.contains("ofs") || name.contains("offset")) {
      return random.nextInt(5) == 0 ? values.any() : 64L * random.nextInt(64);
    }
    Scalar scalar = field.scalar();
    return switch (scalar) {
      case DOMID -> values.domid();
      case PORT -> random.nextInt(7);
      case GREF -> random.nextInt(10) == 0 ? values.any() : 8 + random.nextInt(8);
      case GHANDLE -> random.nextInt(10) == 0 ? values.any() : random.nextInt(8);
      case PFN -> values.mfn();
      case POINTER, POINTER64 -> random.nextInt(8) == 0 ? values.linear() : ARRAY;
      default -> random.nextInt(4) == 0 ? values.any() : random.nextInt(4);
    };
  }

  /** The granter's side: entries a kernel would write, into a table it has mapped. */
  void pokeGrants(Guest granter, Guest other) {
    values.of(granter, other);
    long table = granter.domain.grants().sharedFrames().get(0).toMaddr().raw();
    long at = table + 8L * (8 + random.nextInt(8));
    int flags = random.nextInt(8) == 0 ? random.nextInt(512) : 1 | random.nextInt(4) / 3 << 2;
    // What the hypervisor has marked stays, as with a kernel that keeps to the rules.
    int marks = granter.domain.xen().memory().getU16(at) & 0x18;
    DomId to = random.nextInt(4) == 0 ? granter.domain.id() : other.domain.id();
    granter.domain.xen().memory().putU16(at, random.nextInt(6) == 0 ? flags : flags | marks);
    granter.domain.xen().memory().putU16(at + 2, to.raw());
    granter.domain.xen().memory().putU32(at + 4, (int) values.mfn());
  }
}
