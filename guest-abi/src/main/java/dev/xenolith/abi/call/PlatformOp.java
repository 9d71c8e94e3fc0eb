package dev.xenolith.abi.call;

/** Commands of platform_op (platform.h: XENPF_*). */
public enum PlatformOp implements SubOp {
  SETTIME32(17, "XENPF_settime32"),
  ADD_MEMTYPE(31, "XENPF_add_memtype"),
  DEL_MEMTYPE(32, "XENPF_del_memtype"),
  READ_MEMTYPE(33, "XENPF_read_memtype"),
  MICROCODE_UPDATE(35, "XENPF_microcode_update"),
  PLATFORM_QUIRK(39, "XENPF_platform_quirk"),
  GET_CPU_VERSION(48, "XENPF_get_cpu_version"),
  EFI_RUNTIME_CALL(49, "XENPF_efi_runtime_call"),
  FIRMWARE_INFO(50, "XENPF_firmware_info"),
  ENTER_ACPI_SLEEP(51, "XENPF_enter_acpi_sleep"),
  CHANGE_FREQ(52, "XENPF_change_freq"),
  GETIDLETIME(53, "XENPF_getidletime"),
  SET_PROCESSOR_PMINFO(54, "XENPF_set_processor_pminfo"),
  GET_CPUINFO(55, "XENPF_get_cpuinfo"),
  CPU_ONLINE(56, "XENPF_cpu_online"),
  CPU_OFFLINE(57, "XENPF_cpu_offline"),
  CPU_HOTADD(58, "XENPF_cpu_hotadd"),
  MEM_HOTADD(59, "XENPF_mem_hotadd"),
  CORE_PARKING(60, "XENPF_core_parking"),
  RESOURCE_OP(61, "XENPF_resource_op"),
  SETTIME64(62, "XENPF_settime64"),
  GET_SYMBOL(63, "XENPF_get_symbol");

  private static final SubOpTable<PlatformOp> TABLE = new SubOpTable<>(values());

  /** The number in the header. */
  public final int number;

  private final String cName;

  PlatformOp(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static PlatformOp of(long number) {
    return TABLE.of(number);
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String cName() {
    return cName;
  }

  @Override
  public String header() {
    return "platform.h";
  }

  @Override
  public Hypercall hypercall() {
    return Hypercall.PLATFORM_OP;
  }
}
