package dev.xenolith.pv.block;

import dev.xenolith.pv.DeviceFrames;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Grants that stay held because the front end said it would use them again (feature-persistent).
 */
final class PersistentFrames {
  /** As many as Linux keeps for a ring. */
  private static final int MOST = 1056;

  private record Frame(int handleRaw, long address) {}

  private final boolean on;
  private final Map<Integer, Frame> byRef = new LinkedHashMap<>();

  PersistentFrames(boolean on) {
    this.on = on;
  }

  boolean isOn() {
    return on;
  }

  /** Lists the frames of a request, those known already as held. */
  void recall(DeviceFrames frames, SegmentList segments) {
    frames.clear();
    for (int i = 0; i < segments.count(); i++) {
      Frame known = on ? byRef.get(segments.refRaw(i)) : null;
      if (known == null) {
        frames.add(segments.refRaw(i));
      } else {
        frames.addKept(segments.refRaw(i), known.handleRaw, known.address);
      }
    }
  }

  /** Keeps what was held newly, as long as there is room. */
  void remember(DeviceFrames frames) {
    for (int i = 0; on && i < frames.count() && byRef.size() < MOST; i++) {
      if (!frames.isKept(i) && !byRef.containsKey(frames.refRaw(i))) {
        byRef.put(frames.refRaw(i), new Frame(frames.handleRaw(i), frames.address(i)));
        frames.keep(i);
      }
    }
  }

  /** All of them, to be let go. */
  DeviceFrames giveUp() {
    DeviceFrames all = new DeviceFrames(Math.max(1, byRef.size()));
    byRef.forEach(
        (ref, frame) -> {
          all.add(ref);
          all.held(all.count() - 1, frame.handleRaw, frame.address);
        });
    byRef.clear();
    return all;
  }
}
