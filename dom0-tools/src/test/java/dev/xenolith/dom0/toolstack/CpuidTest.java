package dev.xenolith.dom0.toolstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.cpuid.CpuidSyntax;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What a configuration says under {@code cpuid} is what the domain's code sees. */
class CpuidTest {
  private static final String FORCED = "0f0b78656e";
  private static final String CPUID = "0fa2";

  /** test ecx, SSE4.2; jz to ud2; xor ebx, ebx and shut down with reason 0. */
  private static final String SSE42_OR_DIE = "f7c1 00001000 7402 eb02 0f0b";

  private static final String POWEROFF = "6a00 89e1 b81d000000 bb02000000 cd82 ebfe";

  private static DomainSpec asks(String prefix) {
    byte[] code = TinyKernel.code("b801000000 31c9", prefix + CPUID, SSE42_OR_DIE, POWEROFF);
    return TinyKernel.spec("asks", code);
  }

  private static DomainSpec with(DomainSpec spec, String words) {
    CpuidSyntax syntax = new CpuidSyntax();
    syntax.readWords(words);
    return spec.withCpuid(syntax.masks());
  }

  private static Optional<ShutdownReason> run(DomainSpec spec) throws Exception {
    try (Machine machine = new Machine()) {
      var domid =
          machine.await(machine.toolstack.create(spec, Progress.SILENT, true, reason -> false));
      var exit = machine.toolstack.onExit(domid);
      machine.await(machine.toolstack.unpause(domid));
      return machine.await(exit).reason();
    }
  }

  @Test
  void unaskedAllFeaturesAreAnnounced() throws Exception {
    assertEquals(Optional.of(ShutdownReason.POWEROFF), run(asks("")));
    assertEquals(Optional.of(ShutdownReason.POWEROFF), run(asks(FORCED)));
  }

  @Test
  void aFeatureThatIsTakenAwayIsAnnouncedNeitherByTheInstructionNorByXen() throws Exception {
    String words = "host,sse4-2=0";
    assertEquals(Optional.of(ShutdownReason.CRASH), run(with(asks(""), words)));
    assertEquals(Optional.of(ShutdownReason.CRASH), run(with(asks(FORCED), words)));
  }

  @Test
  void whatStandsOnATakenFeatureFallsWithIt() throws Exception {
    assertEquals(Optional.of(ShutdownReason.CRASH), run(with(asks(""), "host,sse3=0")));
  }

  @Test
  void aLeafThatDoesNotExistCannotBePromised() {
    var e =
        assertThrows(
            ExecutionException.class, () -> run(with(TinyKernel.idle(), "host,maxleaf=99")));
    assertTrue(e.getCause().getMessage().contains("leaf 0x0"), e.getCause().getMessage());
  }

  @Test
  void aLeafThatThePolicyLacksIsNamed() {
    CpuidSyntax syntax = new CpuidSyntax();
    syntax.readEntry("0x77:eax=" + "0".repeat(32));
    var e =
        assertThrows(
            ExecutionException.class, () -> run(TinyKernel.idle().withCpuid(syntax.masks())));
    assertTrue(e.getCause().getMessage().contains("leaf 0x77"), e.getCause().getMessage());
  }

  @Test
  void aCharacterThatMeansNothingFailsTheDomainNotTheFile() {
    CpuidSyntax syntax = new CpuidSyntax();
    syntax.readEntry("1:ecx=" + "x".repeat(31) + "q");
    assertTrue(syntax.complaints().isEmpty());
    var e =
        assertThrows(
            ExecutionException.class, () -> run(TinyKernel.idle().withCpuid(syntax.masks())));
    assertTrue(e.getCause().getMessage().contains("'q'"), e.getCause().getMessage());
  }
}
