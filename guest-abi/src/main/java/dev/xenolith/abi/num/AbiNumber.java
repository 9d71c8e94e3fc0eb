package dev.xenolith.abi.num;

/** A number that a public header gives a name. */
public interface AbiNumber {
  /** The number in the header. */
  int number();

  /** The name as the header spells it, such as {@code SCHEDOP_yield}. */
  String cName();

  /** The public header that defines it, relative to {@code xen/}. */
  String header();
}
