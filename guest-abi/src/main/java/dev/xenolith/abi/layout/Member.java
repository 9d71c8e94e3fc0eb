package dev.xenolith.abi.layout;

/**
 * What a structure is made of: a field, or an inner struct or union whose members count as its own.
 */
public abstract sealed class Member permits Field, Group {
  private final String member;
  private final Abi only;
  private String path;

  Member(String member, Abi only) {
    this.member = member;
    this.only = only;
    path = member;
  }

  /** The C name of the member alone; empty for an anonymous one. */
  public final String member() {
    return member;
  }

  /** The C designator from the structure on, such as {@code arg1.mfn}. */
  public final String name() {
    return path;
  }

  /** Whether this width of guest has the member. */
  public final boolean in(Abi abi) {
    return only == null || only == abi;
  }

  abstract int sizeof(Abi abi);

  abstract int alignment(Abi abi);

  /** Told once per width where it lies. */
  void place(Abi abi, int offset, String prefix) {
    path = member.isEmpty() || prefix.isEmpty() ? prefix + member : prefix + "." + member;
  }
}
