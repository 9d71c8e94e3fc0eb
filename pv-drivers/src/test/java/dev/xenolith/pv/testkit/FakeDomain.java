package dev.xenolith.pv.testkit;

import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.DeviceFrames;
import dev.xenolith.pv.EventPorts;
import dev.xenolith.pv.GrantCopies;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A domain of the fake world. */
public final class FakeDomain implements GuestServices, GrantedPages, EventPorts, OwnMemory {
  private final FakeWorld world;
  private final DomId self;

  /** In so many signals from now on a bug shows. */
  public int bugs;

  private int nextRef = 8;
  private int nextPort = 1;

  public FakeDomain(FakeWorld world, int domid) {
    this.world = world;
    self = new DomId(domid);
  }

  @Override
  public DomId self() {
    return self;
  }

  @Override
  public GrantedPages grants() {
    return this;
  }

  @Override
  public EventPorts events() {
    return this;
  }

  @Override
  public NodeStore store() {
    return world.store();
  }

  @Override
  public void askUntil(BooleanSupplier over) {
    world.asked.add(over);
  }

  /** Grants a frame to everybody. */
  public GrantRef grant(Mfn frame, boolean readOnly) {
    GrantRef ref = new GrantRef(nextRef++);
    world.grants.put(
        new FakeWorld.Key(self, ref.raw()), new FakeWorld.Grant(frame.raw(), readOnly));
    return ref;
  }

  /** Frames one behind the other, as their owner sees them. */
  public GuestBytes view(List<Mfn> frames) {
    return new FramesBytes(world.memory, frames.stream().map(Mfn::raw).toList());
  }

  private FakeWorld.Grant grant(DomId granter, int ref) {
    world.work++;
    return world.grants.get(new FakeWorld.Key(granter, ref));
  }

  @Override
  public Mapping map(DomId granter, List<GrantRef> refs) throws ServiceException {
    List<FakeWorld.Grant> grants = new ArrayList<>();
    for (GrantRef ref : refs) {
      FakeWorld.Grant grant = grant(granter, ref.raw());
      if (grant == null || grant.readOnly) {
        throw new ServiceException("mapping " + ref + " of " + granter);
      }
      grants.add(grant);
    }
    grants.forEach(g -> g.mapped++);
    GuestBytes bytes = new FramesBytes(world.memory, grants.stream().map(g -> g.mfnRaw).toList());
    return new Mapping() {
      @Override
      public GuestBytes bytes() {
        return bytes;
      }

      @Override
      public void close() {
        grants.forEach(g -> g.mapped--);
      }
    };
  }

  @Override
  public void copyFrom(DomId granter, GrantRef ref, byte[] to, int length) throws ServiceException {
    FakeWorld.Grant grant = grant(granter, ref.raw());
    if (grant == null) {
      throw new ServiceException("copying from " + ref + " of " + granter);
    }
    world.memory.get(grant.mfnRaw << Mfn.PAGE_SHIFT, to, 0, length);
  }

  @Override
  public void copyFrom(DomId granter, GrantCopies pieces) {
    for (int i = 0; i < pieces.count(); i++) {
      FakeWorld.Grant grant = grant(granter, pieces.refRaw(i));
      if (grant == null) {
        pieces.fail(i);
      } else {
        world.memory.get(at(grant, pieces, i), pieces.bytes(), pieces.place(i), pieces.length(i));
      }
    }
  }

  @Override
  public void copyTo(DomId granter, GrantCopies pieces) {
    for (int i = 0; i < pieces.count(); i++) {
      FakeWorld.Grant grant = grant(granter, pieces.refRaw(i));
      if (grant == null || grant.readOnly) {
        pieces.fail(i);
      } else {
        world.memory.put(at(grant, pieces, i), pieces.bytes(), pieces.place(i), pieces.length(i));
      }
    }
  }

  private static long at(FakeWorld.Grant grant, GrantCopies pieces, int i) {
    if (pieces.offset(i) + pieces.length(i) > Mfn.PAGE_SIZE || pieces.length(i) <= 0) {
      throw new AssertionError("a piece beyond its page: nobody checked it");
    }
    return (grant.mfnRaw << Mfn.PAGE_SHIFT) + pieces.offset(i);
  }

  @Override
  public Shared share(DomId with, boolean readOnly) {
    Mfn frame = world.newFrame();
    return new Shared(grant(frame, readOnly), view(List.of(frame)));
  }

  @Override
  public boolean hold(DomId granter, DeviceFrames frames, boolean readOnly) {
    boolean all = true;
    for (int i = 0; i < frames.count(); i++) {
      if (!frames.isHeld(i)) {
        FakeWorld.Grant grant = grant(granter, frames.refRaw(i));
        if (grant == null || grant.readOnly && !readOnly) {
          all = false;
        } else {
          grant.mapped++;
          frames.held(i, granter.raw() << 20 | frames.refRaw(i), grant.mfnRaw << Mfn.PAGE_SHIFT);
        }
      }
    }
    return all;
  }

  @Override
  public void release(DeviceFrames frames) {
    for (int i = 0; i < frames.count(); i++) {
      if (frames.isHeld(i) && !frames.isKept(i)) {
        int handle = frames.handleRaw(i);
        grant(new DomId(handle >>> 20), handle & 0xFFFFF).mapped--;
        frames.released(i);
      }
    }
  }

  private EvtchnPort add(FakeWorld.Port port, Runnable handler) {
    port.handler = handler;
    world.ports.put(new FakeWorld.Key(self, nextPort), port);
    return new EvtchnPort(nextPort++);
  }

  @Override
  public EvtchnPort bind(DomId remote, EvtchnPort remotePort, Runnable handler)
      throws ServiceException {
    FakeWorld.Port far = world.ports.get(new FakeWorld.Key(remote, remotePort.raw()));
    if (far == null || far.peer != null) {
      throw new ServiceException(remotePort + " of " + remote + " waits for nobody");
    }
    FakeWorld.Port near = new FakeWorld.Port();
    near.peer = far;
    far.peer = near;
    return add(near, handler);
  }

  @Override
  public EvtchnPort offer(DomId remote, Runnable handler) {
    return add(new FakeWorld.Port(), handler);
  }

  @Override
  public void signal(EvtchnPort port) {
    if (bugs > 0) {
      bugs--;
      throw new IllegalStateException("a bug of the event channels");
    }
    FakeWorld.Port peer = world.ports.get(new FakeWorld.Key(self, port.raw())).peer;
    if (peer != null) {
      world.later(
          () -> {
            if (peer.handler != null) {
              peer.handler.run();
            }
          });
    }
  }

  @Override
  public boolean isConnected(EvtchnPort port) {
    return world.ports.get(new FakeWorld.Key(self, port.raw())).peer != null;
  }

  @Override
  public void close(EvtchnPort port) {
    FakeWorld.Port closed = world.ports.remove(new FakeWorld.Key(self, port.raw()));
    closed.handler = null;
    if (closed.peer != null) {
      closed.peer.peer = null;
    }
  }

  /** Frames one behind the other. */
  private record FramesBytes(ByteArrayBytes memory, List<Long> mfns) implements GuestBytes {
    private long at(long offset) {
      return (mfns.get((int) (offset >>> Mfn.PAGE_SHIFT)) << Mfn.PAGE_SHIFT)
          + (offset & Mfn.PAGE_SIZE - 1);
    }

    @Override
    public long size() {
      return (long) mfns.size() << Mfn.PAGE_SHIFT;
    }

    @Override
    public int getU8(long offset) {
      return memory.getU8(at(offset));
    }

    @Override
    public int getU16(long offset) {
      return memory.getU16(at(offset));
    }

    @Override
    public int getU32(long offset) {
      return memory.getU32(at(offset));
    }

    @Override
    public long getU64(long offset) {
      return memory.getU64(at(offset));
    }

    @Override
    public void putU8(long offset, int value) {
      memory.putU8(at(offset), value);
    }

    @Override
    public void putU16(long offset, int value) {
      memory.putU16(at(offset), value);
    }

    @Override
    public void putU32(long offset, int value) {
      memory.putU32(at(offset), value);
    }

    @Override
    public void putU64(long offset, long value) {
      memory.putU64(at(offset), value);
    }
  }
}
