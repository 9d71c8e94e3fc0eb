package dev.xenolith.pv.net;

import dev.xenolith.abi.io.NetifCtrlStatus;
import dev.xenolith.abi.io.NetifCtrlType;
import dev.xenolith.abi.io.XenNetifCtrlRequest;
import dev.xenolith.abi.io.XenNetifCtrlResponse;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.ring.BackRing;
import java.util.List;

/** The ring on which a front end says how its packets are to be spread over its queues. */
final class ControlRing {
  private static final Abi ABI = Abi.PV64; // both widths have the same layouts
  private static final int SLOT = XenNetifCtrlRequest.LAYOUT.size(ABI);
  private static final int ANSWER = XenNetifCtrlResponse.LAYOUT.size(ABI);

  private final VirtualCard card;
  private final GuestServices services;
  private final GrantedPages.Mapping mapping;
  private final FlowSpread spread;
  private final BackRing ring;
  private final ByteArrayBytes slot = new ByteArrayBytes(SLOT);
  private final ByteArrayBytes answer = new ByteArrayBytes(ANSWER);
  private final EvtchnPort port;
  private int data;

  private ControlRing(
      VirtualCard card, GuestServices services, GrantedPages.Mapping mapping, EvtchnPort front)
      throws ServiceException {
    this.card = card;
    this.services = services;
    this.mapping = mapping;
    spread = card.spread();
    ring = new BackRing(mapping.bytes(), SLOT);
    port = services.events().bind(card.front(), front, card.guarded(this::work));
  }

  /** Connects to a front end's. */
  static ControlRing open(VirtualCard card, GuestServices services, GrantRef ref, EvtchnPort front)
      throws ServiceException {
    GrantedPages.Mapping mapping = services.grants().map(card.front(), List.of(ref));
    try {
      return new ControlRing(card, services, mapping, front);
    } catch (ServiceException e) {
      mapping.close();
      throw e;
    }
  }

  void close() {
    services.events().close(port);
    mapping.close();
  }

  void work() {
    while (card.isConnected()) {
      int waiting = ring.available();
      if (waiting == BackRing.BROKEN) {
        card.fail("Impossible number of control requests: " + ring);
        return;
      }
      if (waiting == 0) {
        ring.askForEvent();
        if (ring.available() == 0) {
          break;
        }
        continue;
      }
      if (card.patience().isGone()) {
        break;
      }
      card.patience().wear(); // by sense as by nonsense: each may have a page read
      ring.take(slot.array(), SLOT);
      respond(carryOut());
    }
    if (card.isConnected() && ring.publish()) {
      services.events().signal(port);
    }
  }

  private void respond(NetifCtrlStatus status) {
    XenNetifCtrlResponse.ID.put(answer, 0, ABI, XenNetifCtrlRequest.ID.get(slot, 0, ABI));
    XenNetifCtrlResponse.TYPE.put(answer, 0, ABI, XenNetifCtrlRequest.TYPE.get(slot, 0, ABI));
    XenNetifCtrlResponse.STATUS.put(answer, 0, ABI, status.number);
    XenNetifCtrlResponse.DATA.put(answer, 0, ABI, status == NetifCtrlStatus.SUCCESS ? data : 0);
    ring.respond(answer.array(), ANSWER);
  }

  private int data(int index) {
    return slot.getU32(XenNetifCtrlRequest.DATA.at(ABI, index));
  }

  private NetifCtrlStatus carryOut() {
    data = 0;
    NetifCtrlType type = NetifCtrlType.of(XenNetifCtrlRequest.TYPE.get(slot, 0, ABI));
    return switch (type) {
      case GET_HASH_FLAGS -> told(FlowSpread.ALL_FLAGS);
      case SET_HASH_FLAGS -> spread.setFlags(data(0));
      case SET_HASH_KEY -> setKey(data(0), data(1));
      case GET_HASH_MAPPING_SIZE -> told(FlowSpread.MOST_VALUES);
      case SET_HASH_MAPPING_SIZE -> spread.setMappingSize(data(0));
      case SET_HASH_MAPPING -> setMapping(data(0), data(1), data(2));
      case SET_HASH_ALGORITHM -> spread.setAlgorithm(data(0));
      case GET_GREF_MAPPING_SIZE, ADD_GREF_MAPPING, DEL_GREF_MAPPING, INVALID ->
          NetifCtrlStatus.NOT_SUPPORTED;
      case null -> NetifCtrlStatus.NOT_SUPPORTED;
    };
  }

  private NetifCtrlStatus told(int value) {
    data = value;
    return NetifCtrlStatus.SUCCESS;
  }

  private NetifCtrlStatus setKey(int ref, int length) {
    if (Integer.compareUnsigned(length, FlowSpread.KEY_BYTES) > 0) {
      return NetifCtrlStatus.INVALID_PARAMETER;
    }
    byte[] key = new byte[length];
    return read(ref, key) ? spread.setKey(key) : NetifCtrlStatus.INVALID_PARAMETER;
  }

  private NetifCtrlStatus setMapping(int ref, int count, int from) {
    if (!spread.hasValues(from, count) || count > Mfn.PAGE_SIZE / Integer.BYTES) {
      return NetifCtrlStatus.INVALID_PARAMETER;
    }
    ByteArrayBytes bytes = new ByteArrayBytes(count * Integer.BYTES);
    if (!read(ref, bytes.array())) {
      return NetifCtrlStatus.INVALID_PARAMETER;
    }
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = bytes.getU32(i * Integer.BYTES);
    }
    return spread.setMapping(from, values);
  }

  private boolean read(int ref, byte[] to) {
    if (to.length == 0) {
      return true;
    }
    try {
      services.grants().copyFrom(card.front(), new GrantRef(ref), to, to.length);
      return true;
    } catch (ServiceException e) {
      return false; // the page is not granted: the front end's mistake, and it is told
    }
  }
}
