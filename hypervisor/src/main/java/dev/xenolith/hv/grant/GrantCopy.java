package dev.xenolith.hv.grant;

import static dev.xenolith.abi.xen.GrantStatus.BAD_COPY_ARG;
import static dev.xenolith.abi.xen.GrantStatus.BAD_PAGE;
import static dev.xenolith.abi.xen.GrantStatus.GENERAL_ERROR;
import static dev.xenolith.abi.xen.GrantStatus.OKAY;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GrantStatus;
import java.util.function.Function;

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
  private final Function<DomId, GrantTable> tables;
  private String refusal = "";

  /**
   * @param tables finds the table of a domain that a transitive grant leads to; null if there is no
   *     such domain
   */
  public GrantCopy(GuestBytes memory, GrantFrames frames, Function<DomId, GrantTable> tables) {
    this.memory = memory;
    this.frames = frames;
    this.tables = tables;
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
        return move(from, to, length);
      } finally {
        to.giveUp();
      }
    } finally {
      from.giveUp();
    }
  }

  private GrantStatus move(Claim from, Claim to, int length) {
    int fromOffset = from.end.offset();
    int toOffset = to.end.offset();
    if (fromOffset + length > Mfn.PAGE_SIZE || toOffset + length > Mfn.PAGE_SIZE) {
      return refuse(BAD_COPY_ARG, "the copy leaves its page");
    }
    if (!from.covers(length) || !to.covers(length)) {
      return refuse(GENERAL_ERROR, "the copy leaves the part of a page that is granted");
    }
    byte[] bytes = memory.copy(from.frame().toMaddr().raw() + fromOffset, length);
    memory.put(to.frame().toMaddr().raw() + toOffset, bytes, 0, length);
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
    private Entries.Part part;

    Claim(GrantTable caller, End end, boolean readonly) {
      this.caller = caller;
      this.end = end;
      this.readonly = readonly;
    }

    Mfn frame() {
      return part.frame();
    }

    boolean covers(int length) {
      int offset = end.offset();
      return offset >= part.start() && offset + length <= part.start() + part.length();
    }

    GrantStatus take() {
      DomId owner = end.table().id();
      if (end.ref() != null) {
        Pins pins = end.table().pins();
        GrantStatus status = pins.pinForCopy(end.ref().raw(), caller.id(), readonly, tables);
        if (status != OKAY) {
          return refuse(status, pins.refusal());
        }
        part = pins.entry(end.ref().raw()).part;
        owner = pins.entry(end.ref().raw()).owner;
      } else {
        part = Entries.Part.whole(end.frame());
      }
      Mfn frame = frame();
      if (!frames.get(frame, owner)) {
        unpin();
        return refuse(BAD_PAGE, frame + " is not a frame of " + owner);
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
        frames.putWritable(frame());
      }
      frames.put(frame());
      unpin();
    }

    private void unpin() {
      if (end.ref() != null) {
        end.table().pins().unpinCopy(end.ref().raw(), readonly);
      }
    }
  }
}
