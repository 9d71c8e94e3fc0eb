package dev.xenolith.dom0.ctrl;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.XenVersionOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.XenCompileInfo;
import dev.xenolith.abi.xen.XenPlatformParameters;
import dev.xenolith.dom0.kernel.Arguments;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Hypercalls;
import java.nio.charset.StandardCharsets;

/**
 * What the hypervisor says it is (xen_version).
 *
 * @param extra what follows major and minor, such as {@code .5}
 * @param capabilities kinds of guests it runs, separated by blanks
 * @param virtStart where its own part of a guest's memory begins
 */
public record HypervisorVersion(
    int major,
    int minor,
    String extra,
    String capabilities,
    String changeset,
    String commandLine,
    long pageSize,
    long virtStart,
    String compiler,
    String compiledBy,
    String compileDomain,
    String compileDate) {
  private static final int SHORT = 64;
  private static final int LONG = 1024;

  /** Asks. */
  public static HypervisorVersion read(Hypercalls hypercalls) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long version = number(hypercalls, XenVersionOp.VERSION);
      long compiled = scope.struct(XenCompileInfo.LAYOUT);
      ask(hypercalls, XenVersionOp.COMPILE_INFO, compiled);
      long platform = scope.struct(XenPlatformParameters.LAYOUT);
      ask(hypercalls, XenVersionOp.PLATFORM_PARAMETERS, platform);
      return new HypervisorVersion(
          (int) (version >> 16),
          (int) version & 0xFFFF,
          text(hypercalls, scope, XenVersionOp.EXTRAVERSION, SHORT),
          text(hypercalls, scope, XenVersionOp.CAPABILITIES, LONG),
          text(hypercalls, scope, XenVersionOp.CHANGESET, SHORT),
          text(hypercalls, scope, XenVersionOp.COMMANDLINE, LONG),
          number(hypercalls, XenVersionOp.PAGESIZE),
          XenPlatformParameters.VIRT_START.get(scope.memory(), platform, Abi.PV64),
          text(scope, compiled + XenCompileInfo.COMPILER.at(Abi.PV64), SHORT),
          text(scope, compiled + XenCompileInfo.COMPILE_BY.at(Abi.PV64), 16),
          text(scope, compiled + XenCompileInfo.COMPILE_DOMAIN.at(Abi.PV64), 32),
          text(scope, compiled + XenCompileInfo.COMPILE_DATE.at(Abi.PV64), 32));
    }
  }

  private static long number(Hypercalls hypercalls, XenVersionOp op)
      throws HypercallFailedException {
    return ask(hypercalls, op, 0);
  }

  private static long ask(Hypercalls hypercalls, XenVersionOp op, long pointer)
      throws HypercallFailedException {
    long result = hypercalls.raw(Hypercall.XEN_VERSION, op.number, pointer);
    if (result < 0) {
      throw new HypercallFailedException(op.cName(), result);
    }
    return result;
  }

  private static String text(
      Hypercalls hypercalls, Arguments.Scope scope, XenVersionOp op, int room)
      throws HypercallFailedException {
    long at = scope.bytes(room);
    ask(hypercalls, op, at);
    return text(scope, at, room);
  }

  private static String text(Arguments.Scope scope, long at, int room) {
    String all = new String(scope.memory().copy(at, room), StandardCharsets.ISO_8859_1);
    int end = all.indexOf('\0');
    return end < 0 ? all : all.substring(0, end);
  }
}
