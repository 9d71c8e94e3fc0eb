package dev.xenolith.pv.xenbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
  private final List<String> log = new ArrayList<>();
  private final Complaints complaints = new Complaints("backend/vbd/7/51712", log::add);

  @Test
  void ofManyTheLogHasTheFirstAndThenFewerAndFewer() {
    for (int i = 1; i <= 1000; i++) {
      complaints.add("no " + i);
    }
    assertEquals("backend/vbd/7/51712: no 1", log.getFirst());
    assertEquals("backend/vbd/7/51712: no 2 (complaint 2 about it)", log.get(1));
    assertEquals("backend/vbd/7/51712: no 512 (complaint 512 about it)", log.getLast());
    assertEquals(10, log.size());
  }

  @Test
  void aBugIsToldWithItsStack() {
    complaints.addBug("the back end", new IllegalStateException("a bug"));
    String told = log.getFirst();
    assertTrue(told.contains("the back end failed: java.lang.IllegalStateException: a bug"), told);
    assertTrue(told.contains("at " + ComplaintsTest.class.getName()), told);
  }
}
