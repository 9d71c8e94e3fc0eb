package dev.xenolith.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.sign.Kind;
import dev.xenolith.abi.sign.Parameter;
import dev.xenolith.abi.sign.Signature;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignatureTest {
  @Test
  void everyHypercallHasOne() {
    for (Hypercall h : Hypercall.values()) {
      assertEquals(h, Signature.of(h.number, new long[5]).orElseThrow().call());
    }
  }

  @Test
  void noneNeedsMoreThanFiveRegisters() {
    for (Signature s : Signature.all()) {
      for (Abi abi : Abi.values()) {
        assertTrue(s.registers(abi) <= 5, s.toString());
      }
    }
  }

  @Test
  void noCallOrSubOperationHasTwo() {
    Set<List<Object>> seen = new HashSet<>();
    for (Signature s : Signature.all()) {
      assertTrue(seen.add(List.of(s.call(), s.subOp() == null ? "" : s.subOp())), s.toString());
    }
  }

  @Test
  void theFirstArgumentSelectsTheSubOperation() {
    long[] args = {SchedOp.POLL.number, 0x1000};
    Signature s = Signature.of(Hypercall.SCHED_OP.number, args).orElseThrow();
    assertEquals(SchedOp.POLL, s.subOp());
    assertTrue(s.parameters().get(1).kind() instanceof Kind.Pointer);
  }

  @Test
  void aLongArgumentTakesTwoRegistersOfA32BitGuest() {
    Signature s = Signature.of(Hypercall.UPDATE_VA_MAPPING.number, new long[5]).orElseThrow();
    assertEquals(4, s.registers(Abi.PV32));
    assertEquals(3, s.registers(Abi.PV64));
    Parameter val = s.parameters().get(1);
    long[] args = {0, 0x1234L, 0x5L, 0};
    assertEquals(0x5_0000_1234L, val.value(args, 1, Abi.PV32));
    assertEquals(0x1234, val.value(args, 1, Abi.PV64));
  }
}
