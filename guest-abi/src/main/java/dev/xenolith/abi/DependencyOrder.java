package dev.xenolith.abi;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Sorts structures as C wants them declared: an inner one before those that contain it. */
final class DependencyOrder {
  private DependencyOrder() {}

  @SafeVarargs
  static List<StructLayout> of(List<StructLayout>... lists) {
    Set<StructLayout> ordered = new LinkedHashSet<>();
    for (List<StructLayout> list : lists) {
      list.forEach(s -> visit(s, ordered));
    }
    return List.copyOf(ordered);
  }

  private static void visit(StructLayout s, Set<StructLayout> ordered) {
    for (Field f : s.fields()) {
      if (f instanceof Field.Struct inner) {
        visit(inner.layout(), ordered);
      } else if (f instanceof Field.Array array && array.element() != null) {
        visit(array.element(), ordered);
      }
    }
    ordered.add(s);
  }
}
