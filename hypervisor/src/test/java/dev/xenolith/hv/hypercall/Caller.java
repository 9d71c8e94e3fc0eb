package dev.xenolith.hv.hypercall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.DomainConfig;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;

/** A 32-bit domain whose hypercalls a test makes: the argument structure lies at {@link #ARG}. */
final class Caller {
  /** Where the argument structure is. */
  static final long ARG = TestDomain.DATA;

  /** Where arrays that the structure points to are. */
  static final long ARRAY = TestDomain.DATA + 0x4000;

  private static final Abi ABI = Abi.PV32;

  final TestDomain test;
  private final HypercallEntry entry;

  private Caller(TestDomain test) {
    this.test = test;
    entry = new HypercallEntry(test.hypervisor().hypercalls(), test.vcpu());
  }

  /** An ordinary domain with one vCPU. */
  static Caller on(Hypervisor machine) {
    return with(machine, false, 1);
  }

  /** A domain that may do everything. */
  static Caller privileged(Hypervisor machine) {
    return with(machine, true, 1);
  }

  /** An ordinary domain with this many vCPUs, of which the first is up. */
  static Caller withVcpus(Hypervisor machine, int vcpus) {
    return with(machine, false, vcpus);
  }

  private static Caller with(Hypervisor machine, boolean privileged, int vcpus) {
    DomainConfig config =
        new DomainConfig(
            ABI, privileged, new byte[DomainConfig.HANDLE_BYTES], vcpus, 1023, -1, -1, 2);
    TestDomain test = TestDomain.createPaused(machine, new GuestCode().done(), config);
    test.domain().createVcpus(vcpus);
    test.domain().unpause();
    return new Caller(test);
  }

  Domain domain() {
    return test.domain();
  }

  DomId id() {
    return domain().id();
  }

  Vcpu vcpu() {
    return test.vcpu();
  }

  /** Makes a call; the result is signed. */
  long call(Hypercall op, long... args) {
    return (int) entry.fromHosted(op, args);
  }

  void assertRefused(XenErrno expected, Hypercall op, long... args) {
    assertEquals(expected, XenErrno.ofResult(call(op, args)), expected::name);
  }

  /** Starts a new argument structure: zeroes. */
  Caller arg(StructLayout layout) {
    return poke(ARG, new byte[layout.size(ABI)]);
  }

  /** Sets a member of the structure at {@link #ARG}. */
  Caller put(Field.Number field, long value) {
    return putAt(0, field, value);
  }

  /**
   * Sets a member of a structure inside, or of a further element of an array, that many bytes on.
   */
  Caller putAt(long offset, Field.Number field, long value) {
    ByteArrayBytes bytes = new ByteArrayBytes(field.at(ABI) + field.size(ABI));
    field.putLong(bytes, 0, ABI, value);
    return poke(ARG + offset + field.at(ABI), bytes.copy(field.at(ABI), field.size(ABI)));
  }

  /** A member of the structure after the call. */
  long get(Field.Number field) {
    return getAt(0, field);
  }

  long getAt(long offset, Field.Number field) {
    byte[] bytes = peek(ARG + offset, field.at(ABI) + field.size(ABI));
    return field.getLong(new ByteArrayBytes(bytes), 0, ABI);
  }

  Caller poke(long linear, byte[] bytes) {
    assertEquals(0, vcpu().linear().write(linear, bytes, 0, bytes.length));
    return this;
  }

  Caller pokeU32(long linear, long value) {
    ByteArrayBytes bytes = new ByteArrayBytes(4);
    bytes.putU32(0, (int) value);
    return poke(linear, bytes.array());
  }

  byte[] peek(long linear, int length) {
    byte[] bytes = new byte[length];
    assertEquals(0, vcpu().linear().read(linear, bytes, 0, length));
    return bytes;
  }

  int peekU32(long linear) {
    return new ByteArrayBytes(peek(linear, 4)).getU32(0);
  }
}
