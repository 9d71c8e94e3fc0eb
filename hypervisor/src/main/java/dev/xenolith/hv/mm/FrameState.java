package dev.xenolith.hv.mm;

/** What the frame table said about a frame at one moment, for people. */
public record FrameState(
    long mfnRaw,
    boolean exists,
    int owner,
    FrameType type,
    long typeCount,
    long count,
    boolean pinned,
    boolean validated,
    long typeInfo,
    long countInfo,
    long m2p) {

  static FrameState of(FrameTable frames, MachineToPhys m2p, long mfnRaw) {
    if (!frames.isValid(mfnRaw)) {
      return new FrameState(
          mfnRaw, false, FrameTable.NO_OWNER, FrameType.NONE, 0, 0, false, false, 0, 0, -1);
    }
    return new FrameState(
        mfnRaw,
        true,
        frames.owner(mfnRaw),
        frames.type(mfnRaw),
        frames.typeCount(mfnRaw),
        frames.count(mfnRaw),
        frames.isPinned(mfnRaw),
        frames.isValidated(mfnRaw),
        frames.typeInfo(mfnRaw),
        frames.countInfo(mfnRaw),
        m2p.get(mfnRaw));
  }

  @Override
  public String toString() {
    if (!exists) {
      return "mfn %x (beyond the end of memory)".formatted(mfnRaw);
    }
    String pfn = m2p == MachineToPhys.INVALID ? "no pfn" : "pfn %x".formatted(m2p);
    String whose = owner == FrameTable.NO_OWNER ? "nobody's" : "d" + owner + "'s";
    return "mfn %x (%s) %s, type %s x%d%s%s, %d references, caf=%08x taf=%016x"
        .formatted(
            mfnRaw,
            pfn,
            whose,
            type.cName(),
            typeCount,
            pinned ? " pinned" : "",
            validated ? " validated" : "",
            count,
            countInfo,
            typeInfo);
  }
}
