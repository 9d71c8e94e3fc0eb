package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.abi.call.VmAssistCommand;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.call.XenVersionOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.Feature;
import dev.xenolith.abi.xen.VirtualLayout;
import dev.xenolith.abi.xen.XenCompileInfo;
import dev.xenolith.abi.xen.XenFeatureInfo;
import dev.xenolith.abi.xen.XenPlatformParameters;
import dev.xenolith.hv.domain.VcpuContext;
import dev.xenolith.hv.domain.XenRelease;
import java.nio.charset.StandardCharsets;

/** What hypervisor this is, and which of its options a guest wants: xen_version, vm_assist. */
final class XenVersionOps {
  private static final String CAPABILITIES = "xen-3.0-x86_64 xen-3.0-x86_32p ";
  private static final String CHANGESET = "simulated";
  private static final int EXTRA_LENGTH = 16;
  private static final int CAPABILITIES_LENGTH = 1024;
  private static final int CHANGESET_LENGTH = 64;
  private static final int COMMAND_LINE_LENGTH = 1024;
  private static final String DENIED = "<denied>";

  /** What every PV guest is told it has. */
  private static final int PV_FEATURES =
      bit(Feature.MMU_PT_UPDATE_PRESERVE_AD)
          | bit(Feature.HIGHMEM_ASSIST)
          | bit(Feature.GNTTAB_MAP_AVAIL_BITS)
          | bit(Feature.MEMORY_OP_VNODE_SUPPORTED)
          | bit(Feature.DIRECT_MAPPED);

  private XenVersionOps() {}

  static long xenVersion(HypercallContext c) {
    XenVersionOp op = XenVersionOp.of(Integer.toUnsignedLong(c.argU32(0)));
    if (op == null) {
      return XenErrno.ENOSYS.result();
    }
    return switch (op) {
      case VERSION -> XenRelease.MAJOR << 16 | XenRelease.MINOR;
      case EXTRAVERSION -> text(c, XenRelease.EXTRA, EXTRA_LENGTH);
      case COMPILE_INFO -> compileInfo(c);
      case CAPABILITIES -> text(c, CAPABILITIES, CAPABILITIES_LENGTH);
      case CHANGESET -> text(c, CHANGESET, CHANGESET_LENGTH);
      case PLATFORM_PARAMETERS -> platformParameters(c);
      case GET_FEATURES -> features(c);
      case PAGESIZE -> c.arg(1) != 0 ? XenErrno.EINVAL.result() : Mfn.PAGE_SIZE;
      case GUEST_HANDLE -> {
        c.copyOut(c.arg(1), new ByteArrayBytes(c.domain().handle()));
        yield 0;
      }
      case COMMANDLINE ->
          c.domain().isPrivileged()
              ? text(c, "", COMMAND_LINE_LENGTH)
              : text(c, DENIED, DENIED.length() + 1);
      case BUILD_ID -> (c.domain().isPrivileged() ? XenErrno.ENODATA : XenErrno.EPERM).result();
    };
  }

  private static long text(HypercallContext c, String text, int length) {
    ByteArrayBytes bytes = new ByteArrayBytes(length);
    put(bytes, 0, text);
    c.copyOut(c.arg(1), bytes);
    return 0;
  }

  private static void put(ByteArrayBytes to, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    to.put(at, ascii, 0, ascii.length);
  }

  private static long compileInfo(HypercallContext c) {
    ByteArrayBytes info = new ByteArrayBytes(XenCompileInfo.LAYOUT.size(c.abi()));
    put(info, XenCompileInfo.COMPILER.at(c.abi()), "javac 25");
    put(info, XenCompileInfo.COMPILE_BY.at(c.abi()), "xenolith");
    put(info, XenCompileInfo.COMPILE_DOMAIN.at(c.abi()), "xenolith.dev");
    put(info, XenCompileInfo.COMPILE_DATE.at(c.abi()), "Thu Jan  1 00:00:00 UTC 2026");
    c.copyOut(c.arg(1), info);
    return 0;
  }

  private static long platformParameters(HypercallContext c) {
    ByteArrayBytes p = new ByteArrayBytes(XenPlatformParameters.LAYOUT.size(c.abi()));
    long start =
        c.abi() == Abi.PV32
            ? VirtualLayout.HYPERVISOR_START_PAE
            : VirtualLayout.HYPERVISOR_START_64;
    XenPlatformParameters.VIRT_START.put(p, 0, c.abi(), start);
    c.copyOut(c.arg(1), p);
    return 0;
  }

  private static int bit(Feature feature) {
    return 1 << feature.number;
  }

  private static long features(HypercallContext c) {
    ByteArrayBytes info = c.copyIn(c.arg(1), XenFeatureInfo.LAYOUT);
    if (XenFeatureInfo.SUBMAP_IDX.get(info, 0, c.abi()) != 0) {
      return XenErrno.EINVAL.result();
    }
    int bits = PV_FEATURES;
    bits |= c.domain().assists(VmAssist.PAE_EXTENDED_CR3) ? bit(Feature.PAE_PGDIR_ABOVE_4GB) : 0;
    bits |= c.domain().isPrivileged() ? bit(Feature.DOM0) : 0;
    XenFeatureInfo.SUBMAP.put(info, 0, c.abi(), bits);
    c.copyOut(c.arg(1), info);
    return 0;
  }

  static long vmAssist(HypercallContext c) {
    long type = Integer.toUnsignedLong(c.argU32(1));
    long valid = VcpuContext.validAssists(c.abi());
    if (type >= Long.SIZE || (valid >>> type & 1) == 0) {
      return XenErrno.EINVAL.result();
    }
    VmAssistCommand command = VmAssistCommand.of(Integer.toUnsignedLong(c.argU32(0)));
    if (command == null) {
      return XenErrno.ENOSYS.result();
    }
    long bit = 1L << type;
    long now = c.domain().vmAssist();
    c.domain()
        .setVmAssist(
            switch (command) {
              case ENABLE -> now | bit;
              case DISABLE -> now & ~bit;
            });
    return 0;
  }
}
