package dev.xenolith.hv.grant;

import static dev.xenolith.abi.xen.GrantStatus.BAD_COPY_ARG;
import static dev.xenolith.abi.xen.GrantStatus.BAD_PAGE;
import static dev.xenolith.abi.xen.GrantStatus.GENERAL_ERROR;
import static dev.xenolith.abi.xen.GrantStatus.OKAY;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantStatus;

/** GNTTABOP_copy: the hypervisor copies between two frames, so that nobody needs to map them. */
public final class GrantCopy {
  /**
   * One end of a copy: a granted frame, or one of the caller's own.
   *
   * @param table the granter's table, or the caller's for a frame of its own
   * @param ref the grant, or null for {@code frame}
   */
  public record End(GrantTable table, GrantRef ref, Mfn frame, int offset) {}

  private final GuestBytes memory;
  private final GrantFrames frames;
  private String refusal = "";

  public GrantCopy(GuestBytes memory, GrantFrames frames) {
    this.memory = memory;
    this.frames = frames;
  }

  /** Why the last copy that failed did so. */
  public String refusal() {
    return refusal;
  }

  /** Copies this many bytes on behalf of the domain whose table {@code caller} is. */
  public GrantStatus copy(GrantTable caller, End source, End destination, int length) {
    Claim from = new Claim(caller, source, true);
    GrantStatus status = from.take();
    if (status != OKAY) {
      return status;
    }
    try {
      Claim to = new Claim(caller, destination, false);
      status = to.take();
      if (status != OKAY) {
        return status;
      }
      try {
        return move(from.frame, source.offset(), to.frame, destination.offset(), length);
      } finally {
        to.giveUp();
      }
    } finally {
      from.giveUp();
    }
  }

  private GrantStatus move(Mfn from, int fromOffset, Mfn to, int toOffset, int length) {
    if (fromOffset + length > Mfn.PAGE_SIZE || toOffset + length > Mfn.PAGE_SIZE) {
      return refuse(BAD_COPY_ARG, "the copy leaves its page");
    }
    byte[] bytes = memory.copy(from.toMaddr().raw() + fromOffset, length);
    memory.put(to.toMaddr().raw() + toOffset, bytes, 0, length);
    return OKAY;
  }

  private GrantStatus refuse(GrantStatus status, String why) {
    refusal = why;
    return status;
  }

  /** An end while the copy needs it. */
  private final class Claim {
    private final GrantTable caller;
    private final End end;
    private final boolean readonly;
    private Mfn frame;

    Claim(GrantTable caller, End end, boolean readonly) {
      this.caller = caller;
      this.end = end;
      this.readonly = readonly;
    }

    GrantStatus take() {
      if (end.ref() != null) {
        Pins pins = end.table().pins();
        GrantStatus status = pins.pinForCopy(end.ref().raw(), caller.id(), readonly);
        if (status != OKAY) {
          return refuse(status, pins.refusal());
        }
        frame = pins.frame(end.ref().raw());
      } else {
        frame = end.frame();
      }
      if (!frames.get(frame, end.table().id())) {
        unpin();
        return refuse(BAD_PAGE, frame + " is not a frame of " + end.table().id());
      }
      if (!readonly && !frames.getWritable(frame)) {
        frames.put(frame);
        unpin();
        return refuse(GENERAL_ERROR, frame + " cannot be written to");
      }
      return OKAY;
    }

    void giveUp() {
      if (!readonly) {
        frames.putWritable(frame);
      }
      frames.put(frame);
      unpin();
    }

    private void unpin() {
      if (end.ref() != null) {
        end.table().pins().unpinCopy(end.ref().raw(), readonly);
      }
    }
  }
}
