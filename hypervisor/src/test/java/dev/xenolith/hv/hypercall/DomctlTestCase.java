package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.Hypercall.DOMCTL;
import static dev.xenolith.hv.hypercall.Caller.ARG;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A control domain, a guest, and the ways to make domctls of the one about the other. */
abstract class DomctlTestCase {
  static final Abi ABI = Abi.PV32;
  static final int VERSION = 0x15;

  final Hypervisor machine = TestDomain.machine();
  final Caller dom0 = Caller.privileged(machine);
  final Caller guest = Caller.on(machine);

  @BeforeEach
  void freshArgument() {
    dom0.arg(XenDomctl.LAYOUT);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  static Caller about(Caller caller, Domctl op, int domain) {
    return caller
        .arg(XenDomctl.LAYOUT)
        .put(XenDomctl.CMD, op.number)
        .put(XenDomctl.INTERFACE_VERSION, VERSION)
        .put(XenDomctl.DOMAIN, domain);
  }

  void set(Field.Struct in, Field.Number field, long value) {
    dom0.putAt(in.at(ABI), field, value);
  }

  long answer(Field.Struct in, Field.Number field) {
    return dom0.getAt(in.at(ABI), field);
  }

  long op() {
    return dom0.call(DOMCTL, ARG);
  }

  void refused(XenErrno error) {
    dom0.assertRefused(error, DOMCTL, ARG);
  }

  long simple(Domctl op, int domain) {
    about(dom0, op, domain);
    return op();
  }

  int guestId() {
    return guest.id().raw();
  }
}
