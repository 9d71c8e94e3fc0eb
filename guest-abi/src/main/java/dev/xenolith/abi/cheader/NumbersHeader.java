package dev.xenolith.abi.cheader;

import dev.xenolith.abi.PublicAbi;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.io.IoProtocol;
import dev.xenolith.abi.num.AbiNumber;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import java.util.List;

/** All numbers with names. */
final class NumbersHeader {
  private final StringBuilder c = new StringBuilder();

  private NumbersHeader() {}

  static String text() {
    NumbersHeader h = new NumbersHeader();
    h.hypercalls();
    h.families(PublicAbi.SUB_OPS);
    h.families(PublicAbi.NUMBERS);
    h.errors();
    h.domains();
    h.flags();
    h.protocols();
    return h.c.toString();
  }

  private void define(String name, String value) {
    c.append("#define ").append(name).append(' ').append(value).append('\n');
  }

  private void define(String name, long value) {
    define(name, value < 0 ? "(" + value + ")" : value > 0xFFFF ? hex(value) : "" + value);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private void title(String title) {
    c.append(c.isEmpty() ? "" : "\n").append("/* ").append(title).append(" */\n");
  }

  private void hypercalls() {
    title("Hypercalls");
    for (Hypercall h : Hypercall.values()) {
      if (h.number < 48) {
        define("__HYPERVISOR_" + h.cName(), h.number);
      }
    }
    define("__HYPERVISOR_mca", Hypercall.MCA.number);
    define("__HYPERVISOR_arch_1", Hypercall.PAGING_DOMCTL_CONT.number);
  }

  private void families(List<? extends AbiNumber> numbers) {
    Class<?> family = null;
    for (AbiNumber n : numbers) {
      if (n.getClass() != family) {
        family = n.getClass();
        title(n.header());
      }
      define(n.cName(), n.number());
    }
  }

  private void errors() {
    title("errno.h");
    for (XenErrno e : XenErrno.values()) {
      define("XEN_" + e, e.number);
    }
  }

  private void domains() {
    title("Domain identifiers");
    define("DOMID_SELF", hex(DomId.SELF.raw()));
    define("DOMID_IO", hex(DomId.IO.raw()));
    define("DOMID_XEN", hex(DomId.XEN.raw()));
    define("DOMID_COW", hex(DomId.COW.raw()));
    define("DOMID_INVALID", hex(DomId.INVALID.raw()));
    define("DOMID_IDLE", hex(DomId.IDLE.raw()));
    define("DOMID_FIRST_RESERVED", hex(DomId.FIRST_RESERVED));
  }

  private void flags() {
    title("Flags");
    FlagNames.ALL.forEach(f -> define(f.cName(), hex(f.value()) + f.suffix()));
    title("Pages and segments");
    define("XEN_PAGE_SHIFT", Mfn.PAGE_SHIFT);
    define("XEN_PAGE_SIZE", Mfn.PAGE_SIZE);
  }

  private void protocols() {
    title("io/protocols.h");
    IoProtocol.NAMES.forEach((name, text) -> define(name, '"' + text + '"'));
    c.append("#ifdef __i386__\n");
    define("XEN_IO_PROTO_ABI_NATIVE", "XEN_IO_PROTO_ABI_X86_32");
    c.append("#else\n");
    define("XEN_IO_PROTO_ABI_NATIVE", "XEN_IO_PROTO_ABI_X86_64");
    c.append("#endif\n");
  }
}
