package dev.xenolith.pv.net;

import dev.xenolith.abi.io.BlkifSring;
import dev.xenolith.abi.io.NetifCtrlType;
import dev.xenolith.abi.io.XenNetifCtrlRequest;
import dev.xenolith.abi.io.XenNetifCtrlResponse;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ring.FrontRing;
import dev.xenolith.pv.testkit.FakeDomain;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** The control ring of a card whose front end is nearly honest. */
final class HostileControl {
  private static final Abi ABI = Abi.PV64;
  private static final DomId BACK = new DomId(0);
  private static final int SLOT = XenNetifCtrlRequest.LAYOUT.size(ABI);
  private static final int ANSWER = XenNetifCtrlResponse.LAYOUT.size(ABI);

  private final FakeDomain domain;
  private final List<OwnMemory.Shared> pages;
  private final SplittableRandom random;
  private final OwnMemory.Shared page;
  private final ByteArrayBytes slot = new ByteArrayBytes(SLOT);
  private FrontRing ring;
  private EvtchnPort port;
  private int unanswered;
  private int descriptors;

  HostileControl(FakeDomain domain, List<OwnMemory.Shared> pages, SplittableRandom random) {
    this.domain = domain;
    this.pages = pages;
    this.random = random;
    page = domain.share(BACK, false);
  }

  int descriptors() {
    return descriptors;
  }

  int unanswered() {
    return unanswered;
  }

  void connect(BiConsumer<String, String> write) {
    ring = new FrontRing(page.bytes(), SLOT);
    port = domain.offer(BACK, () -> {});
    unanswered = 0;
    write.accept("ctrl-ring-ref", Integer.toString(page.ref().raw()));
    write.accept("event-channel-ctrl", Integer.toString(port.raw()));
  }

  /** Asks a few questions; one act in so many is a lie about how many there are. */
  void act(int oneIn) {
    for (int i = random.nextInt(12); i > 0; i--) {
      random.nextBytes(slot.array());
      if (random.nextInt(20) > 0) {
        ask();
      }
      ring.request(slot.array(), SLOT);
      unanswered++;
      descriptors++;
    }
    ring.publish();
    if (random.nextInt(oneIn) == 0) {
      int jump = ring.slots() + 1 + random.nextInt(Integer.MAX_VALUE - 1000);
      int sane = BlkifSring.REQ_PROD.get(page.bytes(), 0, ABI);
      BlkifSring.REQ_PROD.put(page.bytes(), 0, ABI, sane + jump);
    }
    domain.signal(port);
  }

  /** Something there is, with arguments that nearly can be. */
  private void ask() {
    XenNetifCtrlRequest.TYPE.put(slot, 0, ABI, random.nextInt(NetifCtrlType.values().length + 1));
    OwnMemory.Shared argument = pages.get(random.nextInt(pages.size()));
    for (int i = 0; i < 3; i++) {
      int value =
          switch (random.nextInt(6)) {
            case 0 -> random.nextInt();
            case 1 -> argument.ref().raw();
            case 2 -> random.nextInt(1100);
            default -> random.nextInt(5);
          };
      slot.putU32(XenNetifCtrlRequest.DATA.at(ABI, i), value);
    }
    if (random.nextInt(3) > 0) {
      slot.putU32(XenNetifCtrlRequest.DATA.at(ABI, 0), argument.ref().raw());
      slot.putU32(XenNetifCtrlRequest.DATA.at(ABI, 1), random.nextInt(50));
      for (int i = 0; i < 32; i++) { // a mapping, if it is taken for one
        argument.bytes().putU32(4L * i, random.nextInt(6) - 1);
      }
    }
  }

  void takeAnswers() {
    while (ring.available() > 0) {
      ring.take(slot.array(), ANSWER);
      unanswered--;
    }
  }
}
