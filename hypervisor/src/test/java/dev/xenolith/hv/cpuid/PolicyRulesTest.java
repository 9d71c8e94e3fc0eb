package dev.xenolith.hv.cpuid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.cpuid.CpuFeature;
import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.cpuid.FeatureWord;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Expected are the answers of Debian's Xen 4.17.7 to the same wishes. */
class PolicyRulesTest {
  private static final int NONE = CpuPolicy.NO_SUBLEAF;
  private static final int EXTENDED = CpuPolicy.EXTENDED;

  private static CpuPolicy policy() {
    return MachineCpu.forDomain(true);
  }

  private static CpuPolicy with(int leaf, int subleaf, CpuRegister register, int value) {
    CpuPolicy wanted = policy();
    wanted.set(leaf, subleaf, register, value);
    return MachineCpu.cutDown(wanted, true);
  }

  private static Set<CpuFeature> features(CpuPolicy policy) {
    Set<CpuFeature> all = EnumSet.noneOf(CpuFeature.class);
    for (CpuFeature feature : CpuFeature.values()) {
      if (policy.has(feature)) {
        all.add(feature);
      }
    }
    return all;
  }

  private static Set<CpuFeature> lostWithout(CpuFeature feature) {
    CpuPolicy wanted = policy();
    wanted.give(feature, false);
    Set<CpuFeature> lost = features(policy());
    lost.removeAll(features(MachineCpu.cutDown(wanted, true)));
    return lost;
  }

  @Test
  void whatIsGivenIsAnnouncedAndNothingElse() {
    Set<CpuFeature> given = EnumSet.noneOf(CpuFeature.class);
    for (GivenFeature feature : GivenFeature.values()) {
      given.add(feature.feature());
    }
    assertEquals(given, features(policy()));
  }

  @Test
  void whatAFeatureNeedsStandsBeforeIt() {
    for (GivenFeature given : GivenFeature.values()) {
      given.needs().forEach(n -> assertTrue(n.ordinal() < given.ordinal(), given + " before " + n));
    }
  }

  @Test
  void sseFallsWithAllThatIsBuiltOnIt() {
    assertEquals(
        EnumSet.of(
            CpuFeature.FXSR,
            CpuFeature.SSE,
            CpuFeature.SSE2,
            CpuFeature.SSE3,
            CpuFeature.SSSE3,
            CpuFeature.SSE4_1,
            CpuFeature.SSE4_2,
            CpuFeature.LM,
            CpuFeature.CX16,
            CpuFeature.LAHF_LM),
        lostWithout(CpuFeature.FXSR));
  }

  @Test
  void paeFallsWithLongModeAndNx() {
    assertEquals(
        EnumSet.of(
            CpuFeature.PAE, CpuFeature.NX, CpuFeature.LM, CpuFeature.CX16, CpuFeature.LAHF_LM),
        lostWithout(CpuFeature.PAE));
  }

  @Test
  void smallDependenciesAreThoseOfXen() {
    assertEquals(EnumSet.of(CpuFeature.FPU, CpuFeature.MMX), lostWithout(CpuFeature.FPU));
    assertEquals(EnumSet.of(CpuFeature.TSC, CpuFeature.RDTSCP), lostWithout(CpuFeature.TSC));
    assertEquals(EnumSet.of(CpuFeature.SSE4_2), lostWithout(CpuFeature.SSE4_2));
    assertEquals(EnumSet.of(CpuFeature.SYSCALL), lostWithout(CpuFeature.SYSCALL));
    assertEquals(
        EnumSet.of(CpuFeature.LM, CpuFeature.CX16, CpuFeature.LAHF_LM), lostWithout(CpuFeature.LM));
  }

  @Test
  void withoutXsaveTheLeafOfStatesIsEmpty() {
    CpuPolicy wanted = policy();
    wanted.give(CpuFeature.XSAVE, false);
    CpuPolicy got = MachineCpu.cutDown(wanted, true);
    int[] out = new int[4];
    for (int subleaf = 0; subleaf < 2; subleaf++) {
      got.read(0xD, subleaf, out);
      assertEquals(List.of(0, 0, 0, 0), List.of(out[0], out[1], out[2], out[3]));
    }
  }

  @Test
  void askingForMoreFeaturesThanThereAreChangesNothing() {
    CpuPolicy wanted = policy();
    for (FeatureWord word : FeatureWord.values()) {
      wanted.setWord(word, -1);
    }
    Set<CpuFeature> got = features(MachineCpu.cutDown(wanted, true));
    // How to read the topology is for the toolstack to say.
    got.removeAll(EnumSet.of(CpuFeature.HTT, CpuFeature.X2APIC, CpuFeature.CMP_LEGACY));
    assertEquals(features(policy()), got);
  }

  @Test
  void a32BitDomainHasNoLongModeAndOnIntelNoSyscall() {
    Set<CpuFeature> lost = features(policy());
    lost.removeAll(features(MachineCpu.forDomain(false)));
    assertEquals(
        EnumSet.of(CpuFeature.LM, CpuFeature.SYSCALL, CpuFeature.CX16, CpuFeature.LAHF_LM), lost);
  }

  @Test
  void promisesOfMoreLeavesAreRefusedByTheLeafThatMakesThem() {
    CpuPolicy basic = policy();
    basic.set(0, CpuRegister.EAX, 0xE);
    assertEquals(new PolicyRefusal(0, NONE), MachineCpu.refusal(basic));
    CpuPolicy features = policy();
    features.set(7, 0, CpuRegister.EAX, 9);
    assertEquals(new PolicyRefusal(7, 0), MachineCpu.refusal(features));
    CpuPolicy extended = policy();
    extended.set(EXTENDED, CpuRegister.EAX, EXTENDED + 0x30);
    assertEquals(new PolicyRefusal(EXTENDED, NONE), MachineCpu.refusal(extended));
    assertNull(MachineCpu.refusal(policy()));
  }

  @Test
  void fewerLeavesTakeWhatWasInThem() {
    CpuPolicy got = with(0, NONE, CpuRegister.EAX, 4);
    assertFalse(got.has(CpuFeature.XSAVE));
    assertFalse(got.has(CpuFeature.FSGSBASE));
    got.set(0, CpuRegister.EAX, 0xD);
    assertFalse(MachineCpu.cutDown(got, true).has(CpuFeature.FSGSBASE), "came back");
  }

  @Test
  void theSignatureLosesItsReservedBitsAndTheApicNumber() {
    CpuPolicy wanted = policy();
    wanted.set(1, CpuRegister.EAX, 0x12345);
    wanted.set(1, CpuRegister.EBX, -1);
    CpuPolicy got = MachineCpu.cutDown(wanted, true);
    assertEquals(0x10345, got.get(1, CpuRegister.EAX));
    assertEquals(0x00FF08FF, got.get(1, CpuRegister.EBX));
  }

  @Test
  void whatIsHiddenStaysHidden() {
    for (int leaf : new int[] {3, 5, 6, 8, 9, 0xA, 0xC}) {
      assertEquals(0, with(leaf, NONE, CpuRegister.EAX, -1).get(leaf, CpuRegister.EAX));
    }
    assertEquals(0, with(0xB, 0, CpuRegister.ECX, -1).get(0xB, 0, CpuRegister.ECX));
    CpuPolicy timing = with(EXTENDED + 7, NONE, CpuRegister.EDX, -1);
    assertEquals(0, timing.get(EXTENDED + 7, CpuRegister.EDX));
  }

  @Test
  void cachesEndAtTheFirstThatIsNone() {
    CpuPolicy wanted = policy();
    wanted.set(4, 1, 0xFFFFFFE0, -1, -1, -1);
    CpuPolicy got = MachineCpu.cutDown(wanted, true);
    assertTrue(got.get(4, 0, CpuRegister.EAX) != 0);
    assertEquals(0, got.get(4, 1, CpuRegister.EAX));
    assertEquals(0, got.get(4, 2, CpuRegister.EAX));
    wanted = policy();
    wanted.set(4, 0, ~0x1E, -1, -1, -1);
    got = MachineCpu.cutDown(wanted, true);
    assertEquals(0xFFFFC3E1, got.get(4, 0, CpuRegister.EAX));
    assertEquals(7, got.get(4, 0, CpuRegister.EDX));
  }

  @Test
  void anIntelHasOneQueryOfLeaf2AndLittleBeyond() {
    assertEquals(0x01020301, with(2, NONE, CpuRegister.EAX, 0x01020304).get(2, CpuRegister.EAX));
    CpuPolicy wanted = policy();
    wanted.set(EXTENDED + 5, NONE, -1, -1, -1, -1);
    wanted.set(EXTENDED + 6, NONE, -1, -1, -1, -1);
    CpuPolicy got = MachineCpu.cutDown(wanted, true);
    assertEquals(0, got.get(EXTENDED + 5, CpuRegister.ECX));
    assertEquals(0, got.get(EXTENDED + 6, CpuRegister.EAX));
    assertEquals(-1, got.get(EXTENDED + 6, CpuRegister.ECX));
  }

  @Test
  void anAmdRepeatsLeaf1InLeaf80000001() {
    CpuPolicy wanted = policy();
    wanted.set(0, NONE, 0xD, 0x68747541, 0x444D4163, 0x69746E65);
    CpuPolicy got = MachineCpu.cutDown(wanted, true);
    assertEquals(0x444D4163, got.get(EXTENDED, CpuRegister.ECX));
    assertEquals(got.get(1, CpuRegister.EAX), got.get(EXTENDED + 1, CpuRegister.EAX));
    assertTrue((got.get(EXTENDED + 1, CpuRegister.EDX) & 1) != 0, "FPU");
    assertEquals(0, got.get(4, 0, CpuRegister.EAX));
  }

  @Test
  void addressesAreNeitherWiderThanTheMachineNorNarrowerThanPae() {
    int narrow =
        with(EXTENDED + 8, NONE, CpuRegister.EAX, 0x2010).get(EXTENDED + 8, CpuRegister.EAX);
    assertEquals(48 << 8 | 36, narrow);
    int wide = with(EXTENDED + 8, NONE, CpuRegister.EAX, -1).get(EXTENDED + 8, CpuRegister.EAX);
    assertEquals(48 << 8 | 36, wide);
    int of32 = MachineCpu.forDomain(false).get(EXTENDED + 8, CpuRegister.EAX);
    assertEquals(32 << 8 | 36, of32);
  }

  @Test
  void leavesAreToldInTheOrderOfXen() {
    List<String> told = new ArrayList<>();
    policy().forEach((leaf, subleaf, r) -> told.add("%x.%d".formatted(leaf, subleaf)));
    assertEquals(
        List.of(
            "0.-1",
            "1.-1",
            "2.-1",
            "3.-1",
            "4.0",
            "4.1",
            "4.2",
            "4.3",
            "5.-1",
            "6.-1",
            "7.0",
            "8.-1",
            "9.-1",
            "a.-1",
            "b.0",
            "c.-1",
            "d.0",
            "d.1",
            "40000000.-1",
            "40000100.-1",
            "80000000.-1",
            "80000001.-1",
            "80000002.-1",
            "80000003.-1",
            "80000004.-1",
            "80000005.-1",
            "80000006.-1",
            "80000007.-1",
            "80000008.-1"),
        told);
    assertEquals(120, CpuPolicy.MOST_LEAVES);
  }
}
