package dev.xenolith.hv.machine.cpu.decode;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DecodeSampleTest {
  private static final Path LIST = Path.of("src", "vectors", "decode", "differences.md");
  private static final int ENOUGH = 20_000;

  private static List<Specimen> sample;

  @BeforeAll
  static void readTheSample() throws IOException {
    sample = DecodeSample.read();
  }

  @Test
  void everyRecordedStringIsWrittenAsByObjdumpOrDiffersForAListedReason() {
    for (Specimen specimen : sample) {
      if (!specimen.agreesWithObjdump() && ObjdumpDifference.explaining(specimen).isEmpty()) {
        fail(specimen.toString());
      }
    }
  }

  @Test
  void everyRecordedStringHasTheOperandsOfIcedOrDiffersForAListedReason() {
    for (Specimen specimen : sample) {
      if (!IcedDifference.agrees(specimen) && IcedDifference.explaining(specimen).isEmpty()) {
        fail(specimen.toString());
      }
    }
  }

  @Test
  void everyRecordedStringHasTheFlagsOfIced() {
    for (Specimen specimen : sample) {
      if (!IcedFlags.agree(specimen)) {
        fail(IcedFlags.describe(specimen) + "\n" + specimen);
      }
    }
  }

  @Test
  void theSampleIsLargeAndMostlyAgrees() {
    long agreeing = sample.stream().filter(Specimen::agreesWithObjdump).count();
    assertTrue(sample.size() >= ENOUGH, () -> sample.size() + " strings");
    assertTrue(agreeing > sample.size() * 95L / 100, () -> agreeing + " agree");
  }

  @Test
  void everyReasonIsInTheList() throws IOException {
    String list = Files.readString(LIST);
    for (ObjdumpDifference difference : ObjdumpDifference.values()) {
      assertTrue(list.contains(difference.reason()), difference::name);
    }
    for (IcedDifference difference : IcedDifference.values()) {
      assertTrue(list.contains(difference.reason()), difference::name);
    }
  }
}
