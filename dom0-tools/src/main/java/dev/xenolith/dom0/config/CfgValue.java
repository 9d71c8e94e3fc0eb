package dev.xenolith.dom0.config;

import java.util.List;

/** A value of an xl.cfg assignment. Numbers are atoms too, as in xl: who reads one decides. */
public sealed interface CfgValue {
  /** The line it begins on, counted from 1. */
  int line();

  /** A quoted string (escapes resolved) or a bare number. */
  record Atom(String text, boolean quoted, int line) implements CfgValue {}

  /** {@code [ a, b, … ]}. */
  record Items(List<CfgValue> values, int line) implements CfgValue {
    /** Keeps a copy of the list. */
    public Items {
      values = List.copyOf(values);
    }
  }
}
