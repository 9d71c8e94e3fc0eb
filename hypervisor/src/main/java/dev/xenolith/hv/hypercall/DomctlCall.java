package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ESRCH;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;

/**
 * One domctl or sysctl on its way: the call, the copy of its structure, and for a domctl the domain
 * it is about.
 */
record DomctlCall(HypercallContext c, ByteArrayBytes arg, Domain domain) {
  Abi abi() {
    return c.abi();
  }

  /** A 32-bit member of the argument at {@code base}. */
  int get(Field.U32 field, Field.Struct in) {
    return field.get(arg, in.at(abi()), abi());
  }

  /** A 64-bit member, or pointer, of the argument. */
  long get(Field.U64 field, Field.Struct in) {
    return field.get(arg, in.at(abi()), abi());
  }

  int get(Field.U8 field, Field.Struct in) {
    return field.get(arg, in.at(abi()), abi());
  }

  int get(Field.U16 field, Field.Struct in) {
    return field.get(arg, in.at(abi()), abi());
  }

  void put(Field.U32 field, Field.Struct in, int value) {
    field.put(arg, in.at(abi()), abi(), value);
  }

  void put(Field.U64 field, Field.Struct in, long value) {
    field.put(arg, in.at(abi()), abi(), value);
  }

  void put(Field.U8 field, Field.Struct in, int value) {
    field.put(arg, in.at(abi()), abi(), value);
  }

  void put(Field.U16 field, Field.Struct in, int value) {
    field.put(arg, in.at(abi()), abi(), value);
  }

  /** Gives the caller the structure as it is now. */
  long copyBack() {
    c.copyOut(c.arg(0), arg);
    return 0;
  }

  /** Fails with -EINVAL if the domain is the caller's, which cannot be paused for it. */
  void requireOther() {
    if (domain == c.domain()) {
      throw HypercallException.of(EINVAL, domain + " cannot do that to itself");
    }
  }

  /** The domain's vCPU of this number; fails with {@code beyond} or -ESRCH. */
  Vcpu vcpu(int index, XenErrno beyond) {
    if (Integer.compareUnsigned(index, domain.config().maxVcpus()) >= 0) {
      throw HypercallException.of(beyond, domain + " cannot have vCPU " + index);
    }
    Vcpu vcpu = domain.vcpu(index);
    if (vcpu == null) {
      throw HypercallException.of(ESRCH, domain + " has no vCPU " + index + " yet");
    }
    return vcpu;
  }

  /** Which domain the caller named. */
  static int domainOf(ByteArrayBytes arg, Abi abi) {
    return XenDomctl.DOMAIN.get(arg, 0, abi);
  }
}
