package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.text.Printable;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A domain at one moment, as the columns have it.
 *
 * @param domain as the host tells of it
 * @param cpuPercent what it used since the moment before
 * @param machineKib all memory there is
 */
record TopRow(Tree domain, double cpuPercent, long machineKib) {
  /** How the host tells "no limit": Xen's pages, of 4 KiB, are a number of 32 bits. */
  private static final long NO_LIMIT = 4 * 0xFFFF_FFFFL;

  String name() {
    return Printable.of(domain.text("name"));
  }

  /** The letters in the order xentop has them, with a crash not being an ordinary shutdown. */
  String state() {
    String letters = domain.text("state");
    StringBuilder state = new StringBuilder();
    for (char letter : "dsbcpr".toCharArray()) {
      boolean other = letter == 's' && letters.indexOf('c') >= 0;
      state.append(letters.indexOf(letter) >= 0 && !other ? letter : '-');
    }
    return state.toString();
  }

  long number(String member) {
    return domain.number(member);
  }

  double share(String member) {
    return 100.0 * number(member) / machineKib;
  }

  boolean isLimited() {
    return number("max_memory_kib") < NO_LIMIT;
  }

  List<Tree> disks() {
    return domain.list("disks");
  }

  List<Tree> cards() {
    return domain.list("networks");
  }

  long ofDisks(String member) {
    return sum(disks(), d -> d.number(member));
  }

  long kibOfCards(String direction) {
    return sum(cards(), c -> c.at(direction).number("bytes")) / 1024;
  }

  private static long sum(List<Tree> items, ToLongFunction<Tree> of) {
    return items.stream().mapToLong(of).sum();
  }
}
