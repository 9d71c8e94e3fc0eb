package dev.xenolith.dom0.cpuid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.cpuid.FeatureWord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expected is what the real xl 4.17.7 said of the same lines, and what its domains then saw. */
class CpuidSyntaxTest {
  private static final int NONE = FeatureWord.NO_SUBLEAF;
  private final CpuidSyntax syntax = new CpuidSyntax();

  private static String bits(String pattern) {
    return pattern.replace(" ", "");
  }

  private Map<CpuRegister, String> at(int leaf, int subleaf) {
    return syntax.masks().stream()
        .filter(m -> m.leaf() == leaf && m.subleaf() == subleaf)
        .findFirst()
        .orElseThrow()
        .bits();
  }

  // ---- words

  @Test
  void aNamedBitIsSetOrClearedAndTheOthersAreLeft() {
    syntax.readWords("host,tm=0,sse4_2=0,popcnt=1");
    Map<CpuRegister, String> leaf = at(1, NONE);
    assertEquals(bits("xx0x xxxx xxxx xxxx xxxx xxxx xxxx xxxx"), leaf.get(CpuRegister.EDX));
    assertEquals(bits("xxxx xxxx 1xx0 xxxx xxxx xxxx xxxx xxxx"), leaf.get(CpuRegister.ECX));
    assertEquals(List.of(), syntax.complaints());
  }

  @Test
  void featuresGoByTheNamesOfXensHeader() {
    syntax.readWords("host,fsgsbase=0,sse4-1=0,lahf-lm=k,xsavec=0");
    assertEquals('0', at(7, 0).get(CpuRegister.EBX).charAt(31));
    assertEquals('0', at(1, NONE).get(CpuRegister.ECX).charAt(31 - 19));
    assertEquals('k', at(0x80000001, NONE).get(CpuRegister.ECX).charAt(31));
    assertEquals('0', at(0xD, 1).get(CpuRegister.EAX).charAt(30));
  }

  @Test
  void fieldsOfSeveralBitsTakeNumbers() {
    syntax.readWords("host,maxleaf=7,stepping=9,nc=3,proccount=0x10,maxhvleaf=2");
    assertEquals("0".repeat(29) + "111", at(0, NONE).get(CpuRegister.EAX));
    assertEquals("x".repeat(28) + "1001", at(1, NONE).get(CpuRegister.EAX));
    assertEquals("x".repeat(24) + "00000011", at(0x80000008, NONE).get(CpuRegister.ECX));
    assertEquals("xxxxxxxx00010000" + "x".repeat(16), at(1, NONE).get(CpuRegister.EBX));
    assertEquals("x".repeat(24) + "00000010", at(0x40000000, NONE).get(CpuRegister.EAX));
  }

  @Test
  void familyAndModelAreInTwoPieces() {
    syntax.readWords("host,family=6,model=92,stepping=9");
    assertEquals(bits("xxxx 0000 0000 0101 xxxx 0110 1100 1001"), at(1, NONE).get(CpuRegister.EAX));
  }

  @Test
  void familiesFrom16OnGoOnInTheExtendedField() {
    syntax.readWords("host,family=23");
    assertEquals(bits("xxxx 0000 1000 xxxx xxxx 1111 xxxx xxxx"), at(1, NONE).get(CpuRegister.EAX));
  }

  @Test
  void theFieldOfANameThatIsAFeatureTooWins() {
    syntax.readWords("host,clflush=0");
    assertEquals("x".repeat(16) + "00000000" + "x".repeat(8), at(1, NONE).get(CpuRegister.EBX));
  }

  @Test
  void wordsThatMakeNoSenseAreToldAndSkipped() {
    syntax.readWords("host,bogus=1,popcnt,movbe=q,sse3=0");
    assertEquals(
        List.of(
            "'bogus=1': unknown CPUID flag name",
            "'popcnt': missing \"=\" in key=value",
            "'movbe=q': illegal CPUID value (must be: [0|1|x|k|s])"),
        syntax.complaints());
    assertEquals("x".repeat(31) + "0", at(1, NONE).get(CpuRegister.ECX));
  }

  @Test
  void aNameWithATypingErrorGetsASuggestion() {
    syntax.readWords("host,moveb=0,popcnnt=0");
    assertEquals(
        List.of(
            "'moveb=0': unknown CPUID flag name",
            "'popcnnt=0': unknown CPUID flag name; did you mean 'popcnt'?"),
        syntax.complaints());
  }

  @Test
  void theFirstWordMustBeHost() {
    syntax.readWords("sse3=0");
    assertEquals(List.of("'sse3=0': the first word must be \"host\""), syntax.complaints());
    assertEquals(List.of(), syntax.masks());
  }

  // ---- lists

  private static final String ANY = "x".repeat(32);

  @Test
  void entriesNameLeafSubleafAndRegisters() {
    syntax.readEntry("1:ecx=" + "1".repeat(32) + ",edx=" + ANY);
    syntax.readEntry("0xd,1:eax=" + "0".repeat(32));
    assertEquals("1".repeat(32), at(1, NONE).get(CpuRegister.ECX));
    assertEquals(ANY, at(1, NONE).get(CpuRegister.EDX));
    assertEquals("0".repeat(32), at(0xD, 1).get(CpuRegister.EAX));
    assertEquals(List.of(), syntax.complaints());
  }

  private void complains(String entry, String what) {
    CpuidSyntax one = new CpuidSyntax();
    one.readEntry(entry);
    assertEquals(List.of("'" + entry + "': " + what), one.complaints());
  }

  @Test
  void entriesThatMakeNoSenseAreTold() {
    complains("1:ecx=xx", "policy string must be exactly 32 characters long");
    complains("foo:eax=1", "illegal leaf number");
    complains("1;eax=2", "missing colon");
    complains("1:fax=00", "invalid register name (must be e[abcd]x)");
    complains("1,x:eax=" + ANY, "illegal subleaf number");
  }

  // ---- what becomes of them

  @Test
  void bitsAreGivenTakenLeftOrTheMachines() {
    CpuidMask mask = new CpuidMask(1, NONE, Map.of(CpuRegister.ECX, "10xk" + "0".repeat(28)));
    assertEquals(0x80000000, mask.apply(CpuRegister.ECX, 0, 0));
    assertEquals(0xA0000000, mask.apply(CpuRegister.ECX, 0x60000000, 0));
    assertEquals(0x90000000, mask.apply(CpuRegister.ECX, 0, 0x70000000));
  }
}
