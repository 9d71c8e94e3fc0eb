package dev.xenolith.hv.machine.cpu.fpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class FpuUnitTest {
  private static final int ROUNDS = 20_000;
  private static final long ONE = 0x8000000000000000L;
  private static final int EXPONENT_ONE = 0x3FFF;

  private final SseUnit sse = new SseUnit();
  private final SseConversions conversions = sse.conversions();
  private final X87Unit x87 = new X87Unit();
  private final X87Functions functions = new X87Functions(x87);
  private long sink;

  @Test
  void anElementsUnmaskedOperandHidesWhatOtherElementsRaised() {
    sse.control(SseUnit.RESET & ~(FloatFlags.DENORMAL << FloatFlags.MXCSR_MASK_SHIFT));
    sse.clear();
    sse.add32(Float.floatToIntBits(1), Float.floatToIntBits(1e-20f));
    sse.add32(1, 1);
    assertTrue(sse.faults());
    assertEquals(FloatFlags.DENORMAL, sse.raised());
  }

  @Test
  void exceptionsOfSseAreUnitedUntilCleared() {
    sse.control(SseUnit.RESET);
    sse.clear();
    sse.div64(Double.doubleToLongBits(1), 0);
    sse.div64(Double.doubleToLongBits(1), Double.doubleToLongBits(3));
    assertEquals(FloatFlags.ZERO_DIVIDE | FloatFlags.PRECISION, sse.raised());
    assertFalse(sse.faults());
    sse.clear();
    assertEquals(0, sse.raised());
  }

  @Test
  void anUnmaskedZeroDivideLeavesTheDestinationOfTheX87() {
    x87.control(X87Unit.RESET & ~FloatFlags.ZERO_DIVIDE);
    x87.first(ONE, EXPONENT_ONE);
    x87.secondInteger(0);
    x87.divide();
    assertTrue(x87.suppressed());
    assertEquals(FloatFlags.ZERO_DIVIDE, x87.raised());
  }

  @Test
  void anUnmaskedOverflowOfTheX87KeepsTheSignificand() {
    x87.control(X87Unit.RESET & ~FloatFlags.OVERFLOW);
    x87.first(ONE, 0x7FFE);
    x87.secondInteger(6);
    x87.multiply();
    assertFalse(x87.suppressed());
    assertEquals(FloatFlags.OVERFLOW, x87.raised());
    assertEquals(0xC000000000000000L, x87.significand());
    assertEquals(0x7FFE + 2 - 24576, x87.signExponent());
  }

  @Test
  void partialRemaindersEndInTheRemainder() {
    x87.control(X87Unit.RESET);
    x87.load64(Double.doubleToLongBits(Math.scalb(1.0, 1000)));
    int steps = 0;
    do {
      x87.first(x87.significand(), x87.signExponent());
      x87.secondInteger(7);
      x87.remainder();
      steps++;
    } while ((x87.conditions() & FloatFlags.C2) != 0);
    assertEquals(2.0, Double.longBitsToDouble(stored()), "2^1000 mod 7");
    assertTrue(steps > 16 && steps < 32, steps + " steps");
  }

  @Test
  void theSineOfPiShowsThatTheProcessorsPiHas66Bits() {
    x87.control(X87Unit.RESET);
    x87.load(X87Constant.PI);
    x87.first(x87.significand(), x87.signExponent());
    functions.sine();
    assertEquals(ONE, x87.significand());
    assertEquals(0x8000 | 0x3FFF - 64, x87.signExponent());
  }

  @Test
  void circularFunctionsRefuseLargeArguments() {
    x87.control(X87Unit.RESET);
    x87.first(ONE, EXPONENT_ONE + 63);
    functions.cosine();
    assertEquals(FloatFlags.C2, x87.conditions());
    assertEquals(0, x87.raised());
  }

  @Test
  void nothingIsAllocated() {
    for (int i = 0; i < ROUNDS; i++) {
      everything(i);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      everything(i);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < ROUNDS, allocated + " bytes; " + sink);
  }

  private long stored() {
    x87.first(x87.significand(), x87.signExponent());
    return x87.store64();
  }

  private void everything(int i) {
    long a = i * 0x9E3779B97F4A7C15L;
    sse.control(SseUnit.RESET | (i & 3) << 13);
    sink += sse.add64(a, ~a) + sse.mul64(a, a) + sse.div64(a, ~a) + sse.sqrt64(a);
    sink +=
        conversions.narrow(a) + conversions.toInteger64(a, 64, true) + sse.compare64(a, i, true);
    x87.control(X87Unit.RESET | (i & 3) << 10);
    x87.first(a | ONE, EXPONENT_ONE + 90);
    x87.second(a << 1 | ONE, EXPONENT_ONE);
    x87.remainderNearest();
    x87.first(x87.significand(), x87.signExponent());
    x87.add();
    x87.squareRoot();
    x87.extract();
    x87.storeDecimal();
    functions.sineCosine();
    functions.arcusTangent();
    functions.logarithm();
    functions.power();
    sink += stored() + x87.decimalDigits() + x87.exponentSignificand();
  }
}
