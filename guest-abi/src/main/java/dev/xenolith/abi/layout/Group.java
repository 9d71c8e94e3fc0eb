package dev.xenolith.abi.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Members laid out one after the other, or all at one place: a structure's body, or a part of it.
 */
public final class Group extends Member {
  private final boolean union;
  private final List<Member> members = new ArrayList<>();
  private final Map<Abi, List<String>> orders = new HashMap<>();

  Group(String member, Abi only, boolean union) {
    super(member, only);
    this.union = union;
  }

  /** Whether all members begin at the same place. */
  public boolean isUnion() {
    return union;
  }

  /** The members this width has, in its order of declaration. */
  public List<Member> members(Abi abi) {
    List<Member> in = new ArrayList<>(members.stream().filter(m -> m.in(abi)).toList());
    List<String> order = orders.get(abi);
    if (order != null) {
      in.sort((a, b) -> Integer.compare(order.indexOf(a.member()), order.indexOf(b.member())));
    }
    return List.copyOf(in);
  }

  void add(Member m) {
    members.add(m);
  }

  void order(Abi abi, String... names) {
    orders.put(abi, Arrays.asList(names));
  }

  void collectFields(List<Field> to) {
    for (Member m : members) {
      if (m instanceof Field f) {
        to.add(f);
      } else if (m instanceof Group g) {
        g.collectFields(to);
      }
    }
  }

  @Override
  int alignment(Abi abi) {
    return members(abi).stream().mapToInt(m -> m.alignment(abi)).max().orElse(1);
  }

  @Override
  int sizeof(Abi abi) {
    int end = 0;
    for (Member m : members(abi)) {
      int offset = union ? 0 : align(end, m.alignment(abi));
      end = Math.max(end, offset + m.sizeof(abi));
    }
    return align(end, alignment(abi));
  }

  @Override
  void place(Abi abi, int offset, String prefix) {
    super.place(abi, offset, prefix);
    int end = 0;
    for (Member m : members(abi)) {
      int at = union ? 0 : align(end, m.alignment(abi));
      m.place(abi, offset + at, name());
      end = at + m.sizeof(abi);
    }
  }

  private static int align(int value, int alignment) {
    return (value + alignment - 1) / alignment * alignment;
  }
}
