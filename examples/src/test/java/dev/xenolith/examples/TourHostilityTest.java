package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.toolstack.Toolstack;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The porting kit's front ends at back ends that are not there, or not to be trusted. */
class TourHostilityTest {
  private static final String DISK = "device/vbd/51712";
  private static final String CARD = "device/vif/0";
  private static final Map<String, String> SECTORS = Map.of("sectors", "2048");

  /** Runs a tour, which must come to its end whatever happens; answers what it wrote. */
  private static String run(String kernel, Consumer<Toolstack> back) throws Exception {
    DomainSpec spec = DomainSpec.of("tour", 16, RunningGuest.image(Path.of("tour", kernel)), "");
    try (RunningGuests guests = new RunningGuests(List.of(spec), _ -> {}, back)) {
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guests.end(0), () -> guests.written(0));
      return guests.written(0);
    }
  }

  private static String disk(String kernel, Map<String, String> values, Consumer<GuestBytes> answer)
      throws Exception {
    return run(kernel, t -> BrokenBackend.serve(t, DISK, "ring-ref", values, answer));
  }

  private static String card(String kernel, String ring, Consumer<GuestBytes> answer)
      throws Exception {
    return run(kernel, t -> BrokenBackend.serve(t, CARD, ring, Map.of(), answer));
  }

  private static void assertSays(String sentence, String written) {
    assertTrue(written.contains(sentence), () -> "no \"" + sentence + "\" in:\n" + written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void aBackEndThatIsNotThereIsNotWaitedForForEver(String kernel) throws Exception {
    assertSays(
        "the back end /local/domain/0/backend/nobody/1/0 stays Initialising",
        run(kernel, t -> BrokenBackend.serveByNobody(t, DISK)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void neitherIsAnAnswer(String kernel) throws Exception {
    assertSays("the back end does not answer", disk(kernel, SECTORS, _ -> {}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void moreAnswersThanQuestionsEndTheConnection(String kernel) throws Exception {
    assertSays(
        "the back end's index makes no sense",
        disk(kernel, SECTORS, ring -> ring.putU32(BrokenBackend.RSP_PROD, 2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void anAnswerToWhatNobodyAskedEndsTheConnection(String kernel) throws Exception {
    assertSays(
        "the back end answers request 12345678, which nobody made",
        disk(
            kernel,
            SECTORS,
            ring -> {
              ring.putU64(BrokenBackend.FIRST_SLOT, 12345678);
              ring.putU32(BrokenBackend.RSP_PROD, 1);
            }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void aDiskOfNonsenseIsNotConnected(String kernel) throws Exception {
    assertSays(
        "the back end says sectors = \"many?\"",
        disk(kernel, Map.of("sectors", "many\u0007"), _ -> {}));
    assertSays(
        "the back end says sector-size = 1000",
        disk(kernel, Map.of("sectors", "9", "sector-size", "1000"), _ -> {}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void anAnswerToAFrameThatNobodySentEndsTheConnection(String kernel) throws Exception {
    assertSays(
        "the back end answers frame 9, which nobody sent",
        card(
            kernel,
            "tx-ring-ref",
            ring -> {
              ring.putU32(BrokenBackend.FIRST_SLOT, 9);
              ring.putU32(BrokenBackend.RSP_PROD, 1);
            }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void aPageThatNobodyOfferedEndsTheConnection(String kernel) throws Exception {
    assertSays("the back end fills page 99, which nobody offered", received(kernel, 99, 0, 60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void bytesBeyondThePageEndTheConnection(String kernel) throws Exception {
    assertSays("the back end says 60 bytes at 4090 of a page", received(kernel, 0, 4090, 60));
  }

  private static String received(String kernel, int page, int offset, int bytes) throws Exception {
    return card(
        kernel,
        "rx-ring-ref",
        ring -> {
          ring.putU32(BrokenBackend.FIRST_SLOT, page | offset << 16);
          ring.putU32(BrokenBackend.FIRST_SLOT + 4, bytes << 16);
          ring.putU32(BrokenBackend.RSP_PROD, 1);
        });
  }
}
