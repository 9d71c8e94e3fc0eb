package dev.xenolith.dom0.xenstore;

import static dev.xenolith.abi.io.XsWireType.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import org.junit.jupiter.api.Test;

/** What a transaction keeps until it ends. */
class TransactionTest {
  private static final DomId GUEST = new DomId(3);

  private final Transaction transaction = new Transaction(new Tree(), 10);
  private final StoreView view =
      new StoreView(transaction, Caller.DOM0, Quotas.STANDARD, transaction::remember);

  @Test
  void aNodeThatChangesOftenIsOneChange() throws StoreException {
    for (int i = 0; i < 100; i++) {
      view.write("/a", WireMessage.bytes(Integer.toString(i)));
    }
    assertEquals(1, transaction.commit().size());
  }

  @Test
  void theRightsBeforeTheFirstChangeAreKept() throws StoreException {
    view.setPermissions("/tool", Permissions.ownedBy(DomId.DOM0, Access.READ));
    view.setPermissions("/tool", Permissions.ownedBy(DomId.DOM0, Access.WRITE));
    view.write("/tool", WireMessage.bytes("y"));
    Change change = transaction.commit().iterator().next();
    assertEquals(Permissions.ownedBy(DomId.DOM0, Access.NONE), change.before());
  }

  @Test
  void resetWatchesEndsTransactionsToo() throws StoreException {
    RingPeer.Domains domains = new RingPeer.Domains();
    Xenstored store = new Xenstored(domains, Quotas.STANDARD, sentence -> {});
    store.client().introduce(GUEST, 99, 1);
    RingPeer guest = domains.peers.get(GUEST);
    assertEquals("TRANSACTION_START 1|", guest.ask(TRANSACTION_START, "|"));
    assertEquals("RESET_WATCHES OK|", guest.ask(RESET_WATCHES, "|"));
    assertEquals("ERROR ENOENT|", guest.ask(TRANSACTION_END, 1, "F|"));
  }
}
