package dev.xenolith.abi.cheader;

/** The types that structures and calls use. */
final class TypesHeader {
  private TypesHeader() {}

  static String text() {
    return """
    #include <stddef.h>
    #include <stdint.h>

    typedef uint16_t domid_t;
    typedef uint32_t evtchn_port_t;
    typedef uint32_t grant_ref_t;
    typedef uint32_t grant_handle_t;
    typedef unsigned long xen_pfn_t;
    typedef unsigned long xen_ulong_t;

    /* Aligned to 8 bytes in 32-bit kernels too: the control interfaces look the same to both. */
    typedef uint64_t __attribute__((aligned(8))) uint64_aligned_t;
    typedef int64_t __attribute__((aligned(8))) int64_aligned_t;

    /* Order of what the compiler does to memory. */
    #define xen_barrier() __asm__ volatile("" : : : "memory")
    #ifdef __i386__
    #define xen_mb() __asm__ volatile("lock; addl $0,0(%%esp)" : : : "memory", "cc")
    #else
    #define xen_mb() __asm__ volatile("mfence" : : : "memory")
    #endif
    #define xen_rmb() xen_barrier()
    #define xen_wmb() xen_barrier()
    """;
  }
}
