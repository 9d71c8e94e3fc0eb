package dev.xenolith.abi.num;

/** Index of a vCPU within its domain. */
public record VcpuId(int raw) {
  @Override
  public String toString() {
    return "v" + raw;
  }
}
