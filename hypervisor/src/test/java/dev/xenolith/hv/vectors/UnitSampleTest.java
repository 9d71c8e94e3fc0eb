package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What this kind of processor answered, answered by the engine. */
class UnitSampleTest {
  @ParameterizedTest
  @EnumSource
  void theEngineDoesWhatTheProcessorDid(UnitSet set) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(set.file);
        UnitReplay replay = new UnitReplay()) {
      List<UnitFile.Entry> entries = UnitFile.read(in);
      assertEquals(set.sample, entries.size());
      UnitDifferences differences = new UnitDifferences(replay);
      entries.forEach(differences::check);
      assertEquals(0, differences.count(), differences::toString);
    }
  }
}
