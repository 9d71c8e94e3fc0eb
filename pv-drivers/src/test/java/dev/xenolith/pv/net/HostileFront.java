package dev.xenolith.pv.net;

import dev.xenolith.abi.io.BlkifSring;
import dev.xenolith.abi.io.NetifExtraInfo;
import dev.xenolith.abi.io.NetifExtraType;
import dev.xenolith.abi.io.NetifRxRequest;
import dev.xenolith.abi.io.NetifTxRequest;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ring.FrontRing;
import dev.xenolith.pv.testkit.FakeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A front end that is nearly honest: the more seldom it lies, the deeper its lies get. */
final class HostileFront {
  private static final Abi ABI = Abi.PV64;
  private static final DomId BACK = new DomId(0);
  private static final int PAGES = 40;
  private static final String[] ABILITIES = {
    "feature-sg",
    "feature-gso-tcpv4",
    "feature-gso-tcpv6",
    "feature-no-csum-offload",
    "feature-ipv6-csum-offload",
    "request-multicast-control"
  };
  private static final String[] NUMBERS = {
    "tx-ring-ref",
    "rx-ring-ref",
    "event-channel",
    "multi-queue-num-queues",
    "request-rx-copy",
    "ctrl-ring-ref",
    "event-channel-ctrl"
  };
  private static final String[] NONSENSE = {"-1", "5", "4294967297", "999999", "x", "", "\u0007"};

  /** One pair of rings. */
  private static final class Queue {
    final OwnMemory.Shared txPage;
    final OwnMemory.Shared rxPage;
    FrontRing tx;
    FrontRing rx;
    EvtchnPort port;
    int unanswered;

    Queue(FakeDomain domain) {
      txPage = domain.share(BACK, false);
      rxPage = domain.share(BACK, false);
    }
  }

  private final TestNet net;
  private final int domid;
  private final FakeDomain domain;
  private final SplittableRandom random;
  private final ByteArrayBytes slot = new ByteArrayBytes(12);
  private final List<OwnMemory.Shared> pages = new ArrayList<>();
  private final List<Queue> queues = new ArrayList<>();
  private final HostileControl control;
  private int open;
  private int oneIn;
  private int descriptors;

  HostileFront(TestNet net, int domid, SplittableRandom random) {
    this.net = net;
    this.domid = domid;
    this.random = random;
    domain = new FakeDomain(net.world, domid);
    for (int i = 0; i < PAGES; i++) {
      pages.add(domain.share(BACK, i % 8 == 7));
    }
    for (int i = 0; i < 4; i++) {
      queues.add(new Queue(domain));
    }
    control = new HostileControl(domain, pages, random);
  }

  /** How many descriptors it has put into rings for sending. */
  int descriptors() {
    return descriptors;
  }

  /** How many it has put into its control ring. */
  int controls() {
    return control.descriptors();
  }

  String state() {
    return net.find(TestNet.back(domid) + "/state");
  }

  /** Why the back end ended the connection. */
  String error() {
    return net.find(error(domid));
  }

  private static String error(int domid) {
    return "/local/domain/" + domid + "/error/device/vif/0/error";
  }

  /** How many of its grants are mapped. */
  int mapped() {
    return net.world.mappings(new DomId(domid));
  }

  private void write(String name, String value) {
    net.write(TestNet.front(domid) + "/" + name, value);
  }

  private boolean lies() {
    return random.nextInt(oneIn) == 0;
  }

  /** Connects with any number of queues and any abilities. */
  void connect() {
    oneIn = random.nextBoolean() ? 30 : 3000;
    open = 1 + random.nextInt(queues.size());
    net.write(error(domid), "");
    write("request-rx-copy", "1");
    write("multi-queue-num-queues", Integer.toString(open));
    for (String ability : ABILITIES) {
      write(ability, random.nextBoolean() ? "1" : "0");
    }
    for (int i = 0; i < open; i++) {
      Queue q = queues.get(i);
      q.tx = new FrontRing(q.txPage.bytes(), 12);
      q.rx = new FrontRing(q.rxPage.bytes(), 8);
      q.port = domain.offer(BACK, () -> {});
      q.unanswered = 0;
      String prefix = open == 1 ? "" : "queue-" + i + "/";
      write(prefix + "tx-ring-ref", Integer.toString(q.txPage.ref().raw()));
      write(prefix + "rx-ring-ref", Integer.toString(q.rxPage.ref().raw()));
      write(prefix + "event-channel", Integer.toString(q.port.raw()));
    }
    control.connect(this::write);
  }

  /** Writes one thing into its nodes that cannot be. */
  void spoilANode() {
    String name = NUMBERS[random.nextInt(NUMBERS.length)];
    boolean ofQueue = open > 1 && (name.endsWith("x-ring-ref") || name.equals("event-channel"));
    String nonsense = NONSENSE[random.nextInt(NONSENSE.length)];
    write(ofQueue ? "queue-0/" + name : name, nonsense);
  }

  void say(String state) {
    write("state", state);
    net.world.second();
  }

  /** Puts a few packets and pages into its rings and tells the back end. */
  void act() {
    for (int i = 0; i < open; i++) {
      Queue q = queues.get(i);
      int packets = random.nextInt(4);
      for (int p = 0; p < packets; p++) {
        packet(q);
      }
      int offers = random.nextInt(20);
      for (int o = 0; o < offers && q.rx.hasRoom(); o++) {
        NetifRxRequest.ID.put(slot, 0, ABI, random.nextInt(1 << 16));
        NetifRxRequest.GREF.put(slot, 0, ABI, ref());
        q.rx.request(slot.array(), 8);
      }
      q.tx.publish();
      q.rx.publish();
      scribble(q);
      domain.signal(q.port);
    }
    control.act(oneIn);
    net.world.run();
    net.world.second(); // what the back end had no patience for is taken now
    control.takeAnswers();
    for (int i = 0; i < open; i++) {
      takeAnswers(queues.get(i));
    }
  }

  private void takeAnswers(Queue q) {
    while (q.tx.available() > 0) {
      q.tx.take(slot.array(), 4);
      q.unanswered--;
    }
    while (q.rx.available() > 0) {
      q.rx.take(slot.array(), 8);
    }
  }

  /** How many descriptors have no answer. */
  int unanswered() {
    int ofQueues = queues.subList(0, open).stream().mapToInt(q -> q.unanswered).sum();
    return ofQueues + control.unanswered();
  }

  /** The back end's indices are of no interest to it, and the front end's are checked. */
  private void scribble(Queue q) {
    GuestBytes ring = random.nextBoolean() ? q.txPage.bytes() : q.rxPage.bytes();
    if (lies()) {
      int jump = q.tx.slots() + 1 + random.nextInt(Integer.MAX_VALUE - 1000);
      BlkifSring.REQ_PROD.put(ring, 0, ABI, BlkifSring.REQ_PROD.get(ring, 0, ABI) + jump);
    }
    if (lies()) {
      BlkifSring.RSP_EVENT.put(ring, 0, ABI, random.nextInt());
    }
  }

  private int ref() {
    return lies() ? random.nextInt() : pages.get(random.nextInt(PAGES)).ref().raw();
  }

  private void put(Queue q) {
    q.tx.request(slot.array(), 12);
    q.unanswered++;
    descriptors++;
  }

  private void noise(Queue q) {
    random.nextBytes(slot.array());
    put(q);
  }

  private void packet(Queue q) {
    if (lies()) {
      noise(q);
      return;
    }
    int pieces = 1 + random.nextInt(random.nextInt(6) == 0 ? 20 : 3);
    int[] offsets = new int[pieces];
    int[] sizes = new int[pieces];
    int total = 0;
    for (int i = 0; i < pieces; i++) {
      offsets[i] = i == 0 || random.nextBoolean() ? 0 : random.nextInt(4096);
      sizes[i] = i == 0 ? 14 + random.nextInt(1500) : random.nextInt(4097 - offsets[i]);
      total += sizes[i];
    }
    int first = random.nextInt(PAGES);
    HostileFrames.fill(pages.get(first).bytes(), random, sizes[0], total);
    int extras = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
    for (int i = 0; i < pieces; i++) {
      int flags = i < pieces - 1 ? NetifTxRequest.MORE_DATA : 0;
      if (i == 0) {
        flags |= random.nextInt(4) | (extras > 0 ? NetifTxRequest.EXTRA_INFO : 0);
      }
      int gref = i == 0 ? pages.get(first).ref().raw() : ref();
      NetifTxRequest.GREF.put(slot, 0, ABI, gref);
      NetifTxRequest.OFFSET.put(slot, 0, ABI, lies() ? random.nextInt(1 << 16) : offsets[i]);
      NetifTxRequest.FLAGS.put(slot, 0, ABI, lies() ? random.nextInt(1 << 16) : flags);
      NetifTxRequest.ID.put(slot, 0, ABI, random.nextInt(1 << 16));
      int size = i == 0 ? total : sizes[i];
      NetifTxRequest.SIZE.put(slot, 0, ABI, lies() ? random.nextInt(1 << 16) : size & 0xFFFF);
      put(q);
      for (int e = 1; i == 0 && e <= extras; e++) {
        extra(q, e < extras);
      }
    }
  }

  private void extra(Queue q, boolean more) {
    random.nextBytes(slot.array());
    if (!lies()) {
      NetifExtraType type = NetifExtraType.of(1 + random.nextInt(4));
      NetifExtraInfo.TYPE.put(slot, 0, ABI, type.number);
      if (type == NetifExtraType.GSO) {
        NetifExtraInfo.GSO_SIZE.put(slot, 0, ABI, 1 + random.nextInt(2000));
        NetifExtraInfo.GSO_TYPE.put(slot, 0, ABI, 1 + random.nextInt(2));
      }
    }
    NetifExtraInfo.FLAGS.put(slot, 0, ABI, more ? NetifExtraInfo.MORE : 0);
    put(q);
  }
}
