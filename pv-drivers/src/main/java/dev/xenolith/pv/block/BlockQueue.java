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
import dev.xenolith.pv.xenbus.Patience;
import java.util.List;

/** One ring of a virtual disk: takes requests, checks them, has them carried out, answers. */
final class BlockQueue {
  /** Requests that make no sense and are looked at in a second, all the same. */
  private static final int MOST_REFUSALS = 512;

  private final VirtualDisk owner;
  private final GuestServices services;
  private final GrantedPages.Mapping mapping;
  private final BackRing ring;
  private final Abi abi;
  private final PersistentFrames persistent;
  private final JobTable jobs;
  private final Patience patience;
  private final ByteArrayBytes response;
  private final byte[] indirectPage = new byte[SegmentReader.PAGE_BYTES];
  private EvtchnPort port;
  private BlockJob barrier;
  private Runnable whenStopped;
  private Runnable whenSalvaged;
  private boolean refusing;
  private boolean broken;
  private boolean released;

  /**
   * A ring that takes nothing before {@link #bind}.
   *
   * @param persistent whether grants that were used once may be used again
   * @param unanswered requests that were taken from it before this back end began anew
   */
  BlockQueue(
      VirtualDisk owner,
      GuestServices services,
      GrantedPages.Mapping mapping,
      Abi abi,
      boolean persistent,
      List<byte[]> unanswered) {
    this.owner = owner;
    this.services = services;
    this.mapping = mapping;
    this.abi = abi;
    this.persistent = new PersistentFrames(persistent);
    int slotBytes = BlkifSringEntry.LAYOUT.size(abi);
    jobs = new JobTable(this, slotBytes, unanswered);
    patience = new Patience(services::askUntil, MOST_REFUSALS, owner.node().guarded(this::work));
    response = new ByteArrayBytes(BlkifResponse.LAYOUT.size(abi));
    ring = new BackRing(mapping.bytes(), slotBytes, unanswered.size());
  }

  void bind(EvtchnPort remote) throws ServiceException {
    Runnable handler = owner.node().guarded(this::work);
    port = services.events().bind(owner.node().frontDomain(), remote, handler);
  }

  /** Takes what is in the ring, as far as there is room for it. */
  void work() {
    while (isTaking()) {
      int waiting = ring.available();
      if (waiting == BackRing.BROKEN) {
        breakOff();
        return;
      }
      if (waiting == 0 && !jobs.hasUnanswered()) {
        ring.askForEvent();
        if (ring.available() == 0) {
          break;
        }
        continue;
      }
      if (!jobs.hasRoom()) {
        owner.counters().outOfRequest();
        break;
      }
      BlockJob job = jobs.begin();
      if (!jobs.giveUnanswered(job)) {
        ring.take(job.slot().array(), job.slot().array().length);
      }
      begin(job);
    }
    publish();
  }

  private boolean isTaking() {
    boolean over = whenStopped != null || whenSalvaged != null || released;
    return !over && barrier == null && !patience.isGone();
  }

  private void breakOff() {
    broken = true;
    if (refusing) {
      release(); // nobody is left to be told
    } else {
      owner.node().fail("the front end's ring makes no sense: " + ring);
    }
  }

  private void begin(BlockJob job) {
    BlkifStatus refusal = job.read(abi, refusing ? 0 : owner.maxSegments(), owner.sectorBytes());
    if (refusing) {
      refusal = BlkifStatus.ERROR;
    }
    if (refusal == null && job.isIndirect()) {
      refusal = readIndirect(job);
    }
    if (refusal == null) {
      refusal = job.check(owner);
    }
    if (refusal != null) {
      patience.wear();
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
                new GrantRef(job.slot().getU32(at)),
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
    if (barrier != null && jobs.underWay() == 1) {
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
    submit(job);
  }

  private void submit(BlockJob job) {
    owner.counters().count(job);
    owner.disk().submit(job);
    jobs.entersHardware(job);
  }

  /** The hardware has done one step of a request. */
  void stepDone(BlockJob job, int error) {
    jobs.leavesHardware(job);
    if (whenSalvaged != null) {
      salvageIfIdle();
      return;
    }
    try {
      goOn(job, error);
    } catch (RuntimeException e) {
      owner.node().crashed(e);
    }
  }

  private void goOn(BlockJob job, int error) {
    if (error == 0 && job.nextStep()) {
      if (refusing) {
        finish(job, BlkifStatus.ERROR);
      } else {
        submit(job);
      }
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
    end(job);
    startBarrierIfAlone();
    letGoIfStopped();
  }

  private void end(BlockJob job) {
    jobs.end(job);
    if (barrier == job) {
      barrier = null;
    }
  }

  private void publish() {
    if (!broken && !released && ring.publish()) {
      services.events().signal(port);
    }
  }

  /**
   * From now on everything is answered with an error: the disk is being taken away and the front
   * end, which is not asked, may wait for answers before it lets go.
   */
  void refuse() {
    refusing = true;
    if (barrier != null && jobs.underWay() > 1) {
      finish(barrier, BlkifStatus.ERROR);
    }
    work();
  }

  /**
   * Takes nothing any more; what is under way is answered, as somebody may wait for it for ever.
   *
   * @param then called when the hardware has let go of the front end's frames, and this too
   */
  void stop(Runnable then) {
    if (whenStopped == null) {
      whenStopped = then;
      if (barrier != null && jobs.underWay() > 1) {
        end(barrier); // it has no frames yet, and is never to start
      }
      letGoIfStopped();
    }
  }

  private void letGoIfStopped() {
    if (whenStopped == null || jobs.underWay() > 0) {
      return;
    }
    publish();
    Runnable then = whenStopped;
    if (refusing && !released && services.events().isConnected(port)) {
      whenStopped = null; // goes on refusing without a disk
      services.askUntil(this::isOver);
      work();
    } else if (!released) {
      release();
    }
    then.run();
  }

  /** Whether the front end has let go of a ring that is refused; then this does too. */
  private boolean isOver() {
    if (!released && !services.events().isConnected(port)) {
      release();
    }
    return released;
  }

  private void release() {
    released = true;
    services.events().close(port);
    services.grants().release(persistent.giveUp());
    mapping.close();
  }

  /**
   * After a bug: does nothing any more, and lets go when the hardware has.
   *
   * @param then called after that; {@link #unanswered} is then what the next one has to do
   */
  void salvage(Runnable then) {
    whenSalvaged = then;
    salvageIfIdle();
  }

  private void salvageIfIdle() {
    if (jobs.inHardware() == 0 && !released) {
      publish();
      jobs.forEachUnderWay(job -> services.grants().release(job.frames()));
      release();
      whenSalvaged.run();
    }
  }

  /** Requests that were taken and not answered, in the order in which they were taken. */
  List<byte[]> unanswered() {
    return jobs.unanswered();
  }
}
