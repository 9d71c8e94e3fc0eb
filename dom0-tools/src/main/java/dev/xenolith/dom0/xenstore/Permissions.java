package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.DomId;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may do what with a node. The first entry names the owner, who may do everything, and what
 * everybody not named may do; each further entry names one domain.
 */
public record Permissions(List<Entry> entries) {
  /** Rights other than ownership. */
  public enum Access {
    NONE('n'),
    READ('r'),
    WRITE('w'),
    BOTH('b');

    private final char letter;

    Access(char letter) {
      this.letter = letter;
    }

    boolean includes(Access wanted) {
      return wanted == NONE || this == BOTH || this == wanted;
    }
  }

  /** Rights of one domain. */
  public record Entry(DomId domid, Access access) {
    @Override
    public String toString() {
      return access.letter + Integer.toString(domid.raw());
    }
  }

  /** Checks that there is an owner. */
  public Permissions {
    entries = List.copyOf(entries);
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("permissions without an owner");
    }
  }

  /** Owner's alone, others having the given rights. */
  public static Permissions ownedBy(DomId owner, Access others) {
    return new Permissions(List.of(new Entry(owner, others)));
  }

  /** These permissions with one more domain named. */
  public Permissions and(DomId domid, Access access) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(domid, access));
    return new Permissions(more);
  }

  /** Reads the wire form, such as {@code n0}, {@code r5}. */
  static Permissions parse(List<String> texts) throws StoreException {
    List<Entry> entries = new ArrayList<>();
    for (String text : texts) {
      entries.add(parseEntry(text));
    }
    if (entries.isEmpty()) {
      throw new StoreException(XenErrno.EINVAL);
    }
    return new Permissions(entries);
  }

  private static Entry parseEntry(String text) throws StoreException {
    if (text.length() >= 2 && text.length() <= 6) {
      for (Access access : Access.values()) {
        if (text.charAt(0) == access.letter) {
          return new Entry(Arguments.domid(text.substring(1)), access);
        }
      }
    }
    throw new StoreException(XenErrno.EINVAL);
  }

  public DomId owner() {
    return entries.getFirst().domid();
  }

  Permissions withOwner(DomId owner) {
    List<Entry> changed = new ArrayList<>(entries);
    changed.set(0, new Entry(owner, entries.getFirst().access()));
    return new Permissions(changed);
  }

  /** Without the entries that name this domain; it must not be the owner. */
  Permissions without(DomId domid) {
    return new Permissions(
        entries.stream().filter(e -> e == entries.getFirst() || !e.domid().equals(domid)).toList());
  }

  boolean names(DomId domid) {
    return entries.stream().anyMatch(e -> e.domid().equals(domid));
  }

  boolean allows(Caller caller, Access wanted) {
    if (caller.isPrivileged() || caller.is(owner())) {
      return true;
    }
    for (Entry e : entries.subList(1, entries.size())) {
      if (caller.is(e.domid())) {
        return e.access().includes(wanted);
      }
    }
    return entries.getFirst().access().includes(wanted);
  }
}
