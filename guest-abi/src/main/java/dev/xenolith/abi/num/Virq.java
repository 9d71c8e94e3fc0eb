package dev.xenolith.abi.num;

/** Virtual interrupt line, 0 to 23 (xen.h: VIRQ_*). */
public record Virq(int raw) {
  @Override
  public String toString() {
    return "virq " + raw;
  }
}
