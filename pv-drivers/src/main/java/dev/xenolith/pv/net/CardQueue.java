package dev.xenolith.pv.net;

import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;

/** One pair of rings of a card, with one event channel or two. */
final class CardQueue {
  private final VirtualCard card;
  private final GuestServices services;
  private final TxQueue tx;
  private final RxQueue rx;
  private EvtchnPort txPort;
  private EvtchnPort rxPort;

  CardQueue(VirtualCard card, GuestServices services, TxQueue tx, RxQueue rx) {
    this.card = card;
    this.services = services;
    this.tx = tx;
    this.rx = rx;
  }

  void bind(EvtchnPort sends, EvtchnPort receives) throws ServiceException {
    if (sends.equals(receives)) {
      txPort = services.events().bind(card.front(), sends, card.guarded(this::work));
      rxPort = txPort;
    } else {
      txPort = services.events().bind(card.front(), sends, card.guarded(this::workTx));
      rxPort = services.events().bind(card.front(), receives, card.guarded(this::workRx));
    }
  }

  void work() {
    workTx();
    workRx();
  }

  private void workTx() {
    if (card.isConnected() && tx.work()) {
      services.events().signal(txPort);
    }
  }

  private void workRx() {
    if (card.isConnected() && rx.work()) {
      services.events().signal(rxPort);
    }
  }

  void receive(Packet packet, Object sender) {
    rx.add(packet, sender);
    workRx();
  }

  /** After a bug: what has an answer is not to be done again. */
  void publish() {
    if (tx.publish()) {
      services.events().signal(txPort);
    }
    if (rx.publish()) {
      services.events().signal(rxPort);
    }
  }

  void close() {
    if (txPort != null) {
      services.events().close(txPort);
    }
    if (rxPort != null && !rxPort.equals(txPort)) {
      services.events().close(rxPort);
    }
    tx.close();
    rx.close();
  }
}
