package dev.xenolith.pv.block;

import dev.xenolith.abi.io.BlkifRequestIndirect;
import dev.xenolith.abi.io.BlkifResponse;
import dev.xenolith.abi.io.BlkifSringEntry;
import dev.xenolith.abi.io.BlkifStatus;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.ring.BackRing;
import java.util.ArrayDeque;

/** One ring of a virtual disk: takes requests, checks them, has them carried out, answers. */
final class BlockQueue {
  /** How many requests may be under way; others wait in the ring. */
  private static final int MAX_JOBS = 64;

  private final VirtualDisk owner;
  private final GuestServices services;
  private final GrantedPages.Mapping mapping;
  private final BackRing ring;
  private final Abi abi;
  private final PersistentFrames persistent;
  private final ArrayDeque<BlockJob> free = new ArrayDeque<>();
  private final ByteArrayBytes slot;
  private final ByteArrayBytes response;
  private final byte[] indirectPage = new byte[SegmentReader.PAGE_BYTES];
  private EvtchnPort port;
  private int jobs;
  private int underWay;
  private BlockJob barrier;
  private Runnable whenStopped;
  private boolean broken;
  private boolean released;

  /**
   * A ring that takes nothing before {@link #bind}.
   *
   * @param persistent whether grants that were used once may be used again
   */
  BlockQueue(
      VirtualDisk owner,
      GuestServices services,
      GrantedPages.Mapping mapping,
      Abi abi,
      boolean persistent) {
    this.owner = owner;
    this.services = services;
    this.mapping = mapping;
    this.abi = abi;
    this.persistent = new PersistentFrames(persistent);
    slot = new ByteArrayBytes(BlkifSringEntry.LAYOUT.size(abi));
    response = new ByteArrayBytes(BlkifResponse.LAYOUT.size(abi));
    ring = new BackRing(mapping.bytes(), BlkifSringEntry.LAYOUT.size(abi));
  }

  void bind(EvtchnPort remote) throws ServiceException {
    port = services.events().bind(owner.node().frontDomain(), remote, this::work);
  }

  /** Takes what is in the ring, as far as there is room for it. */
  void work() {
    while (whenStopped == null && barrier == null) {
      int waiting = ring.available();
      if (waiting == BackRing.BROKEN) {
        broken = true;
        owner.node().fail("the front end's ring makes no sense: " + ring);
        return;
      }
      if (waiting == 0) {
        ring.askForEvent();
        if (ring.available() == 0) {
          break;
        }
        continue;
      }
      if (free.isEmpty() && jobs == MAX_JOBS) {
        owner.counters().outOfRequest();
        break;
      }
      ring.take(slot.array(), slot.array().length);
      begin(job());
    }
    publish();
  }

  private BlockJob job() {
    BlockJob job = free.poll();
    if (job == null) {
      jobs++;
      job = new BlockJob(this);
    }
    return job;
  }

  private void begin(BlockJob job) {
    underWay++;
    BlkifStatus refusal = job.read(slot, abi, owner);
    if (refusal == null && job.isIndirect()) {
      refusal = readIndirect(job);
    }
    if (refusal == null) {
      refusal = job.check(owner);
    }
    if (refusal != null) {
      finish(job, refusal);
    } else if (job.isBarrier()) {
      barrier = job;
      startBarrierIfAlone();
    } else {
      start(job);
    }
  }

  private BlkifStatus readIndirect(BlockJob job) {
    int left = job.indirectSegments();
    for (int page = 0; left > 0; page++) {
      int now = Math.min(left, SegmentReader.PER_PAGE);
      int at = BlkifRequestIndirect.INDIRECT_GREFS.at(abi, page);
      try {
        services
            .grants()
            .copyFrom(
                owner.node().frontDomain(),
                new GrantRef(slot.getU32(at)),
                indirectPage,
                now * SegmentReader.BYTES);
      } catch (ServiceException e) {
        return BlkifStatus.ERROR;
      }
      if (!job.readSegments(new ByteArrayBytes(indirectPage), 0, now)) {
        return BlkifStatus.ERROR;
      }
      left -= now;
    }
    return null;
  }

  private void startBarrierIfAlone() {
    if (barrier != null && underWay == 1) {
      start(barrier);
    }
  }

  private void start(BlockJob job) {
    persistent.recall(job.frames(), job.refs());
    boolean readOnly = job.onlyReadsMemory() && !persistent.isOn();
    if (!services.grants().hold(owner.node().frontDomain(), job.frames(), readOnly)) {
      finish(job, BlkifStatus.ERROR);
      return;
    }
    persistent.remember(job.frames());
    owner.counters().count(job);
    owner.disk().submit(job);
  }

  /** The hardware has done one step of a request. */
  void stepDone(BlockJob job, int error) {
    if (error == 0 && job.nextStep()) {
      owner.counters().count(job);
      owner.disk().submit(job);
      return;
    }
    finish(job, BlockJob.status(error));
    if (whenStopped == null) {
      work();
    }
  }

  private void finish(BlockJob job, BlkifStatus status) {
    services.grants().release(job.frames());
    if (!broken) {
      BlkifResponse.ID.put(response, 0, abi, job.id());
      BlkifResponse.OPERATION.put(response, 0, abi, job.operation());
      BlkifResponse.STATUS.put(response, 0, abi, status.number);
      ring.respond(response.array(), response.array().length);
    }
    job.clear();
    free.push(job);
    underWay--;
    if (barrier == job) {
      barrier = null;
    }
    startBarrierIfAlone();
    letGoIfStopped();
  }

  private void publish() {
    if (!broken && !released && ring.publish()) {
      services.events().signal(port);
    }
  }

  /**
   * Takes nothing any more; what is under way is answered, as somebody may wait for it for ever.
   *
   * @param then called when the hardware has let go of the front end's frames, and this too
   */
  void stop(Runnable then) {
    if (whenStopped == null) {
      whenStopped = then;
      forgetWaitingBarrier();
      letGoIfStopped();
    }
  }

  /** A barrier that others under way keep waiting has no frames yet, and is never to start. */
  private void forgetWaitingBarrier() {
    if (barrier != null && underWay > 1) {
      barrier.clear();
      free.push(barrier);
      barrier = null;
      underWay--;
    }
  }

  private void letGoIfStopped() {
    if (whenStopped != null && underWay == 0 && !released) {
      publish();
      released = true;
      services.events().close(port);
      services.grants().release(persistent.giveUp());
      mapping.close();
      whenStopped.run();
    }
  }
}
