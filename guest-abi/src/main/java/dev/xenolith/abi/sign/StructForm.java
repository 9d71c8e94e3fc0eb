package dev.xenolith.abi.sign;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.layout.StructLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the fields of one structure are to be read: their kinds, who writes them, which arm of a
 * union counts.
 */
public final class StructForm {
  private final StructLayout layout;
  private final Map<Field, Kind> kinds = new LinkedHashMap<>();
  private final List<Field> written = new ArrayList<>();
  private final List<Field> updated = new ArrayList<>();
  private Field.Number selector;
  private final Map<Long, List<Field>> arms = new LinkedHashMap<>();
  private List<Field> shown;

  StructForm(StructLayout layout) {
    this.layout = layout;
  }

  public StructLayout layout() {
    return layout;
  }

  /** What this field is. */
  public Kind kind(Field f) {
    Kind k = kinds.get(f);
    return k != null ? k : Kinds.byType(f);
  }

  /** Whether the hypervisor writes some field. */
  public boolean hasResults() {
    return !written.isEmpty() || !updated.isEmpty();
  }

  /**
   * The fields that mean something, before the call or after it, in the structure at {@code base}.
   */
  public List<Field> fields(GuestBytes m, long base, Abi abi, boolean after) {
    List<Field> found = new ArrayList<>();
    List<Field> arm = selector == null ? null : arms.get(selector.getLong(m, base, abi));
    for (Field f : shown != null ? shown : layout.fields()) {
      boolean meaningful = updated.contains(f) || written.contains(f) == after;
      boolean selected = selector == null || !isInSomeArm(f) || (arm != null && arm.contains(f));
      if (f.in(abi) && meaningful && selected && !isPadding(f)) {
        found.add(f);
      }
    }
    return found;
  }

  private boolean isInSomeArm(Field f) {
    return arms.values().stream().anyMatch(a -> a.contains(f));
  }

  private static boolean isPadding(Field f) {
    return f.member().startsWith("_pad") || f.member().matches("pad\\d*|padding|_?rsvd\\d*");
  }

  StructForm kind(Field f, Kind kind) {
    kinds.put(f, kind);
    return this;
  }

  StructForm out(Field... fields) {
    written.addAll(List.of(fields));
    return this;
  }

  StructForm inout(Field... fields) {
    updated.addAll(List.of(fields));
    return this;
  }

  StructForm select(Field.Number by) {
    selector = by;
    return this;
  }

  StructForm arm(long value, Field... fields) {
    arms.put(value, List.of(fields));
    return this;
  }

  StructForm show(Field... fields) {
    shown = List.of(fields);
    return this;
  }
}
