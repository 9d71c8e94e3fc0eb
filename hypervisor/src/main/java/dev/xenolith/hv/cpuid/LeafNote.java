package dev.xenolith.hv.cpuid;

/** A leaf that answers, what it says, and where the answer comes from; for the page. */
enum LeafNote {
  BASIC("0", "last leaf, vendor", "policy"),
  FEATURES(
      "1", "signature, features", "policy; the APIC number of every vCPU is 0; OSXSAVE with XSAVE"),
  DESCRIPTORS("2", "caches, in the old way", "policy"),
  CACHES("4", "caches", "policy: 32 KiB twice, 256 KiB; one core of one thread"),
  MORE_FEATURES("7", "features", "policy"),
  TOPOLOGY("B", "levels of the APIC number", "empty, as PV domains have no X2APIC"),
  STATES("D", "XSAVE", "from XSAVE and its instructions; sizes for XCR0"),
  XEN("40000000", "last leaf of Xen, its signature", "fixed; maxhvleaf hides the last ones"),
  XEN_VERSION("40000001", "version", "fixed"),
  XEN_PAGES("40000002", "hypercall pages, their MSR, features", "fixed"),
  XEN_TIME("40000003", "TSC: mode, kHz, incarnation; scale", "the domain's TSC"),
  XEN_PV("40000005", "bits of a machine address", "the machine's memory"),
  EXTENDED("80000000", "last leaf", "policy"),
  EXTENDED_FEATURES("80000001", "features", "policy"),
  BRAND("80000002 to 80000004", "name", "policy"),
  CACHE_2("80000006", "second cache", "policy"),
  ADDRESSES("80000008", "bits of addresses", "policy; 48 linear with LM, 32 without");

  final String number;
  final String what;
  final String source;

  LeafNote(String number, String what, String source) {
    this.number = number;
    this.what = what;
    this.source = source;
  }
}
