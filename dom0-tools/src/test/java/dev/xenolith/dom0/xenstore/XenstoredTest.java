package dev.xenolith.dom0.xenstore;

import static dev.xenolith.abi.io.XsWireType.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.io.XsWireType;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class XenstoredTest {
  private static final DomId GUEST = new DomId(3);
  private static final DomId OTHER = new DomId(4);

  private final RingPeer.Domains domains = new RingPeer.Domains();
  private final List<String> log = new ArrayList<>();
  private final Xenstored store = new Xenstored(domains, Quotas.STANDARD, log::add);
  private final StoreClient dom0 = store.client();
  private RingPeer guest;

  @BeforeEach
  void introduceTheGuest() throws StoreException {
    guest = introduce(GUEST);
  }

  private RingPeer introduce(DomId domid) throws StoreException {
    dom0.nodes()
        .mkdir(
            "/local/domain/" + domid.raw(),
            Permissions.ownedBy(DomId.DOM0, Access.NONE).and(domid, Access.READ));
    dom0.nodes()
        .mkdir("/local/domain/" + domid.raw() + "/data", Permissions.ownedBy(domid, Access.NONE));
    dom0.introduce(domid, 99, 1);
    return domains.peers.get(domid);
  }

  @Test
  void guestReadsItsOwnNodesByRelativePath() throws StoreException {
    dom0.nodes().write("/local/domain/3/name", "tour");
    assertEquals("READ tour", guest.ask(READ, "name|"));
    assertEquals("READ tour", guest.ask(READ, "/local/domain/3/name|"));
  }

  @Test
  void valuesHaveNoNulAtTheirEnd() throws StoreException {
    assertEquals("WRITE OK|", guest.ask(WRITE, "data/x|two words"));
    assertEquals("two words", dom0.nodes().read("/local/domain/3/data/x"));
  }

  @Test
  void absenceIsToldOnlyToThoseWhoMayReadTheParent() {
    assertEquals("ERROR ENOENT|", guest.ask(READ, "data/none|"));
    assertEquals("ERROR EACCES|", guest.ask(READ, "/tool/none|"));
  }

  @Test
  void guestMayNotWriteWhereItMayOnlyRead() {
    assertEquals("ERROR EACCES|", guest.ask(WRITE, "name|x"));
    assertEquals("ERROR EACCES|", guest.ask(MKDIR, "/local/domain/4/y|"));
    assertEquals("ERROR EACCES|", guest.ask(RM, "/|"));
  }

  @Test
  void nodesOfAGuestBelongToIt() {
    guest.ask(WRITE, "data/a/b|x");
    assertEquals("GET_PERMS n3|", guest.ask(GET_PERMS, "data/a|"));
    assertEquals("DIRECTORY b|", guest.ask(DIRECTORY, "data/a|"));
    assertEquals("READ ", guest.ask(READ, "data/a|"));
  }

  @Test
  void removalTakesTheWholeSubtree() {
    guest.ask(WRITE, "data/a/b|x");
    assertEquals("RM OK|", guest.ask(RM, "data/a|"));
    assertEquals("ERROR ENOENT|", guest.ask(READ, "data/a/b|"));
    assertEquals("DIRECTORY ", guest.ask(DIRECTORY, "data|"));
    assertEquals("RM OK|", guest.ask(RM, "data/a|"), "absent, but its parent is there");
    assertEquals("ERROR ENOENT|", guest.ask(RM, "data/q/r|"));
  }

  @Test
  void permissionsCanBeGivenToAnotherDomain() throws StoreException {
    RingPeer other = introduce(OTHER);
    guest.ask(WRITE, "data/a|x");
    assertEquals("ERROR EACCES|", other.ask(READ, "/local/domain/3/data/a|"));
    assertEquals("SET_PERMS OK|", guest.ask(SET_PERMS, "data/a|n3|r4|"));
    assertEquals("READ x", other.ask(READ, "/local/domain/3/data/a|"));
    assertEquals("ERROR EACCES|", other.ask(WRITE, "/local/domain/3/data/a|y"));
  }

  @Test
  void ownershipCannotBeGivenAway() {
    guest.ask(WRITE, "data/a|x");
    assertEquals("ERROR EPERM|", guest.ask(SET_PERMS, "data/a|n4|"));
    assertEquals("ERROR EINVAL|", guest.ask(SET_PERMS, "data/a|q3|"));
    assertEquals("ERROR ENOSPC|", guest.ask(SET_PERMS, "data/a|n3|r4|r5|r6|r7|r8|"));
  }

  @Test
  void watchFiresAtOnceAndForChangesBelow() {
    assertEquals("WATCH OK|; WATCH_EVENT data|tok|", guest.ask(WATCH, "data|tok|"));
    assertEquals("WATCH_EVENT data/a/b|tok|; WRITE OK|", guest.ask(WRITE, "data/a/b|1"));
    assertEquals("ERROR EEXIST|", guest.ask(WATCH, "data|tok|"));
    assertEquals("UNWATCH OK|", guest.ask(UNWATCH, "data|tok|"));
    assertEquals("WRITE OK|", guest.ask(WRITE, "data/a/b|2"));
    assertEquals("ERROR ENOENT|", guest.ask(UNWATCH, "data|tok|"));
  }

  @Test
  void removalFiresWatchesOfNodesBelow() {
    guest.ask(WRITE, "data/a/b|1");
    guest.ask(WATCH, "data/a/b|tok|");
    assertEquals("WATCH_EVENT data/a/b|tok|; RM OK|", guest.ask(RM, "data/a|"));
  }

  @Test
  void watchersLearnNothingOfWhatTheyMayNotRead() throws StoreException {
    guest.ask(WATCH, "/tool|tok|");
    dom0.nodes().write("/tool/secret", "1");
    assertEquals("", guest.receive());
  }

  @Test
  void domainsComingAndGoingAreSpecialWatches() throws StoreException {
    List<String> seen = new ArrayList<>();
    dom0.watch("@introduceDomain", seen::add);
    assertEquals("WATCH OK|; WATCH_EVENT @releaseDomain|r|", guest.ask(WATCH, "@releaseDomain|r|"));
    introduce(OTHER);
    dom0.release(OTHER);
    assertEquals(List.of("@introduceDomain", "@introduceDomain"), seen);
    assertEquals("WATCH_EVENT @releaseDomain|r|", guest.receive());
    assertTrue(domains.peers.get(OTHER).closed);
  }

  @Test
  void deadDomainLeavesNeitherNodesNorRights() throws StoreException {
    guest.ask(WRITE, "data/a|x");
    dom0.nodes()
        .mkdir("/shared", Permissions.ownedBy(DomId.DOM0, Access.NONE).and(GUEST, Access.BOTH));
    dom0.release(GUEST);
    assertTrue(dom0.nodes().find("/local/domain/3/data").isEmpty());
    assertEquals("[n0]", dom0.nodes().permissions("/shared").entries().toString());
    store.check();
  }

  @Test
  void transactionIsInvisibleUntilItEnds() throws StoreException {
    assertEquals("TRANSACTION_START 1|", guest.ask(TRANSACTION_START, "|"));
    assertEquals("WRITE OK|", guest.ask(WRITE, 1, "data/a|x"));
    assertEquals("READ x", guest.ask(READ, 1, "data/a|"));
    assertEquals("ERROR ENOENT|", guest.ask(READ, "data/a|"));
    assertEquals("TRANSACTION_END OK|", guest.ask(TRANSACTION_END, 1, "T|"));
    assertEquals("READ x", guest.ask(READ, "data/a|"));
    assertEquals("ERROR ENOENT|", guest.ask(READ, 1, "data/a|"), "the number is gone");
  }

  @Test
  void abandonedTransactionChangesNothing() {
    guest.ask(TRANSACTION_START, "|");
    guest.ask(WRITE, 1, "data/a|x");
    assertEquals("TRANSACTION_END OK|", guest.ask(TRANSACTION_END, 1, "F|"));
    assertEquals("ERROR ENOENT|", guest.ask(READ, "data/a|"));
  }

  @Test
  void transactionThatReadWhatChangedSinceEndsWithEagain() throws StoreException {
    guest.ask(WRITE, "data/a|x");
    guest.ask(TRANSACTION_START, "|");
    assertEquals("READ x", guest.ask(READ, 1, "data/a|"));
    guest.ask(WRITE, 1, "data/b|y");
    dom0.nodes().write("/local/domain/3/data/a", "z");
    assertEquals("ERROR EAGAIN|", guest.ask(TRANSACTION_END, 1, "T|"));
    assertEquals("ERROR ENOENT|", guest.ask(READ, "data/b|"));
  }

  @Test
  void transactionsOnDifferentNodesDoNotConflict() {
    guest.ask(WRITE, "data/a/x|1");
    guest.ask(WRITE, "data/b/x|1");
    guest.ask(TRANSACTION_START, "|");
    guest.ask(TRANSACTION_START, "|");
    guest.ask(WRITE, 1, "data/a/x|2");
    guest.ask(WRITE, 2, "data/b/x|2");
    assertEquals("TRANSACTION_END OK|", guest.ask(TRANSACTION_END, 1, "T|"));
    assertEquals("TRANSACTION_END OK|", guest.ask(TRANSACTION_END, 2, "T|"));
  }

  @Test
  void watchersAreToldWhenATransactionEnds() {
    guest.ask(WATCH, "data|t|");
    guest.ask(TRANSACTION_START, "|");
    assertEquals("WRITE OK|", guest.ask(WRITE, 1, "data/a|x"));
    assertEquals("WATCH_EVENT data/a|t|; TRANSACTION_END OK|", guest.ask(TRANSACTION_END, 1, "T|"));
  }

  @Test
  void transactionsDoNotNest() {
    guest.ask(TRANSACTION_START, "|");
    assertEquals("ERROR EBUSY|", guest.ask(TRANSACTION_START, 1, "|"));
    assertEquals("ERROR ENOENT|", guest.ask(TRANSACTION_START, 7, "|"));
    assertEquals("ERROR EINVAL|", guest.ask(TRANSACTION_END, 1, "X|"));
  }

  @Test
  void clientInDomain0RepeatsATransactionThatLost() throws StoreException {
    int[] attempts = {0};
    dom0.transaction(
        t -> {
          t.find("/local/domain/3/data/a");
          if (attempts[0]++ == 0) {
            guest.ask(WRITE, "data/a|from the guest");
          }
          t.write("/local/domain/3/data/a", "from domain 0");
        });
    assertEquals(2, attempts[0]);
    assertEquals("READ from domain 0", guest.ask(READ, "data/a|"));
  }

  @Test
  void quotasStopAGuestButNotDomain0() throws StoreException {
    String last = "";
    for (int i = 0; i < 1000; i++) {
      last = guest.ask(MKDIR, "data/d" + i / 100 + "/n" + i + "|");
    }
    assertEquals("ERROR ENOSPC|", last);
    dom0.nodes().write("/local/domain/3/data/more", "x");
    assertEquals("ERROR ENOSPC|", guest.ask(WRITE, "data/d1|" + "x".repeat(2048)));
    for (int i = 0; i < 129; i++) {
      last = guest.ask(WATCH, "data|t" + i + "|");
    }
    assertEquals("ERROR ENOSPC|", last);
    for (int i = 0; i < 11; i++) {
      last = guest.ask(TRANSACTION_START, "|");
    }
    assertEquals("ERROR ENOSPC|", last);
    store.check();
  }

  @Test
  void privilegedRequestsAreRefusedToGuests() {
    for (XsWireType type : new XsWireType[] {CONTROL, INTRODUCE, RELEASE, SET_TARGET, RESUME}) {
      assertEquals("ERROR EACCES|", guest.ask(type, "3|1|1|"), type.name());
    }
    assertEquals("GET_DOMAIN_PATH /local/domain/9|", guest.ask(GET_DOMAIN_PATH, "9|"));
    guest.send(20, 0, new byte[1]);
    assertEquals("ERROR ENOSYS|", guest.receive());
    assertEquals("ERROR ENOSYS|", guest.ask(WATCH_EVENT, "a|b|"));
  }

  @Test
  void badNamesAreInvalid() {
    for (String name :
        new String[] {"", "a//b", "a/", "/", "sp ace", "@x", "é", "a".repeat(2049)}) {
      String answer = guest.ask(MKDIR, name + "|");
      assertTrue(answer.equals("ERROR EINVAL|") || name.equals("/"), name + ": " + answer);
    }
    assertEquals("ERROR EINVAL|", guest.ask(READ, "no nul"));
    assertEquals("ERROR EINVAL|", guest.ask(READ, "two|strings|"));
  }

  @Test
  void longDirectoryComesInParts() throws StoreException {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 700; i++) {
      dom0.nodes().write("/local/domain/3/data/node" + i, "");
      all.append("node").append(i).append('|');
    }
    assertEquals("ERROR E2BIG|", guest.ask(DIRECTORY, "data|"));
    StringBuilder got = new StringBuilder();
    String generation = null;
    for (boolean done = false; !done; ) {
      String part = guest.ask(DIRECTORY_PART, "data|" + got.length() + "|");
      String payload = part.substring("DIRECTORY_PART ".length());
      String first = payload.substring(0, payload.indexOf('|'));
      assertEquals(generation == null ? first : generation, first);
      generation = first;
      String names = payload.substring(first.length() + 1);
      done = names.endsWith("||") || names.equals("|");
      got.append(done ? names.substring(0, names.length() - 1) : names);
    }
    assertEquals(all.toString(), got.toString());
  }

  @Test
  void messageLongerThanThePayloadLimitEndsTheConversation() {
    guest.sendRaw(new WireMessage(READ.number, 1, 0, new byte[4097]).encode());
    assertEquals("", guest.receive());
    assertEquals(3, guest.page.getU32(2072));
    assertEquals(1, log.size());
  }

  @Test
  void impossibleRingIndexEndsTheConversation() {
    guest.page.putU32(2052, 5000);
    guest.kick.run();
    assertEquals(2, guest.page.getU32(2072));
    assertTrue(log.getFirst().contains("d3"), log.toString());
  }

  @Test
  void reconnectingClientStartsAnew() {
    guest.ask(WATCH, "data|t|");
    guest.page.putU32(2052, 5000);
    guest.kick.run();
    guest.page.putU32(2068, 1);
    guest.kick.run();
    assertEquals(0, guest.page.getU32(2068));
    assertEquals("WRITE OK|", guest.ask(WRITE, "data/a|x"), "without the watch's event");
  }

  @Test
  void guestThatNeverReadsIsNotListenedToForLong() {
    byte[] request = WireMessage.text(READ, 1, 0, "data").encode();
    for (int i = 0; i < 10_000; i++) {
      int prod = guest.page.getU32(2052);
      if (prod - guest.page.getU32(2048) > 1024 - request.length) {
        break;
      }
      for (int k = 0; k < request.length; k++) {
        guest.page.putU8(prod + k & 1023, request[k]);
      }
      guest.page.putU32(2052, prod + request.length);
      guest.kick.run();
    }
    assertEquals(1024, guest.page.getU32(2060), "answers fill the ring");
    assertTrue(guest.page.getU32(2052) - guest.page.getU32(2048) > 900, "requests wait");
  }

  @Test
  void eventsOfAGuestThatNeverReadsAreBounded() throws StoreException {
    guest.ask(WATCH, "/local/domain/3|t|");
    for (int i = 0; i < 60_000; i++) {
      dom0.nodes()
          .write("/local/domain/3/data/" + i / 100 + "/long-name-of-a-node-number-" + i, "x");
    }
    assertTrue(log.size() <= 1);
    assertThrows(StoreException.class, () -> dom0.nodes().read("/nowhere"));
  }

  @Test
  void failedClientRequestNamesItsError() {
    StoreException e = assertThrows(StoreException.class, () -> dom0.nodes().read("/nowhere"));
    assertEquals(XenErrno.ENOENT, e.errno());
  }

  @Test
  void randomMessagesNeverDamageTheTree() throws StoreException {
    long seed = 0x5E17;
    System.out.println("XenstoredTest seed 0x" + Long.toHexString(seed));
    Random random = new Random(seed);
    String[] names = {
      "data", "data/a", "data/a/b", "/", "name", "/local/domain/3", "@releaseDomain"
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder payload = new StringBuilder(names[random.nextInt(names.length)]);
      for (int n = random.nextInt(4); n > 0; n--) {
        payload.append((char) (random.nextInt(3) == 0 ? random.nextInt(256) : '|'));
        payload.append(random.nextBoolean() ? "n3" : "T");
      }
      payload.append(random.nextInt(5) == 0 ? "" : "|");
      XsWireType type = XsWireType.values()[random.nextInt(XsWireType.values().length)];
      String answer = guest.ask(type, random.nextInt(4), payload.toString());
      assertTrue(answer.contains(" "), "an answer to every message: " + type + " " + payload);
    }
    store.check();
  }

  @Test
  void randomBytesNeverEscapeAsExceptions() throws StoreException {
    Random random = new Random(77);
    for (int round = 0; round < 2_000; round++) {
      for (int n = random.nextInt(64); n > 0; n--) {
        guest.page.putU8(random.nextInt(2100), random.nextInt(256));
      }
      if (random.nextInt(4) == 0) {
        guest.page.putU32(2068, 1);
      }
      guest.kick.run();
    }
    store.check();
    assertEquals("READ 1", writeAndReadByOther());
  }

  private String writeAndReadByOther() throws StoreException {
    RingPeer other = introduce(OTHER);
    other.ask(WRITE, "data/alive|1");
    return other.ask(READ, "data/alive|");
  }
}
