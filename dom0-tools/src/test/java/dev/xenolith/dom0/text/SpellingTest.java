package dev.xenolith.dom0.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private static final List<String> KNOWN = List.of("ip", "mac", "bridge");

  @Test
  void theNearestWordIsGuessedAndNotTheFirstThatIsNear() {
    assertEquals(Optional.of("mac"), Spelling.nearest("ma", KNOWN));
    assertEquals(Optional.of("bridge"), Spelling.nearest("brigde", KNOWN));
  }

  @Test
  void wordsThatAreEquallyNearGoByTheirOrder() {
    assertEquals(Optional.of("ab"), Spelling.nearest("a", List.of("ab", "ac")));
  }

  @Test
  void whatIsFarFromEverythingIsNotGuessedAt() {
    assertEquals(Optional.empty(), Spelling.nearest("colour", KNOWN));
    assertEquals(Optional.empty(), Spelling.nearest("brigde", KNOWN, 1));
  }

  @Test
  void lettersPutInLeftOutOrChangedCountOneEach() {
    assertEquals(1, Spelling.distance("mac", "mack"));
    assertEquals(1, Spelling.distance("mac", "ma"));
    assertEquals(1, Spelling.distance("mac", "mic"));
    assertEquals(2, Spelling.distance("mac", "mca"));
  }
}
