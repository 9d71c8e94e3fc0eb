package dev.xenolith.abi.sign;

import static dev.xenolith.abi.sign.Kinds.flags;
import static dev.xenolith.abi.sign.Kinds.named;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.call.TbufOp;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.sign.Kind.Access;
import dev.xenolith.abi.sign.Kind.Count;
import dev.xenolith.abi.sign.Kind.Plain;
import dev.xenolith.abi.sign.Kind.Pointee;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.XenCpuidLeaf;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlCpuPolicy;
import dev.xenolith.abi.xen.XenDomctlCreatedomain;
import dev.xenolith.abi.xen.XenDomctlGetdomaininfo;
import dev.xenolith.abi.xen.XenDomctlGetpageframeinfo3;
import dev.xenolith.abi.xen.XenDomctlHypercallInit;
import dev.xenolith.abi.xen.XenDomctlMaxMem;
import dev.xenolith.abi.xen.XenDomctlVcpucontext;
import dev.xenolith.abi.xen.XenMsrEntry;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlCpuFeatureset;
import dev.xenolith.abi.xen.XenSysctlCpuPolicy;
import dev.xenolith.abi.xen.XenSysctlGetdomaininfolist;
import dev.xenolith.abi.xen.XenSysctlReadconsole;
import dev.xenolith.abi.xen.XenSysctlTbufOp;
import java.util.List;

/** The forms of domctl and sysctl. */
final class ControlForms {
  private ControlForms() {}

  static void add(StructForms.Table t) {
    domctl(t);
    domctlParts(t);
    policies(t);
    sysctl(t);
  }

  private static void domctl(StructForms.Table t) {
    t.form(XenDomctl.LAYOUT)
        .kind(XenDomctl.CMD, named(Domctl.values()))
        .kind(XenDomctl.INTERFACE_VERSION, Plain.HEX)
        .show(shown(XenDomctl.LAYOUT.fields(), XenDomctl.INTERFACE_VERSION))
        .inout(XenDomctl.DOMAIN)
        .out(XenDomctl.GETDOMAININFO, XenDomctl.GETVCPUINFO)
        .inout(XenDomctl.VCPUCONTEXT, XenDomctl.GETPAGEFRAMEINFO3, XenDomctl.ADDRESS_SIZE)
        .inout(XenDomctl.CPU_POLICY)
        .select(XenDomctl.CMD)
        .arm(Domctl.CREATEDOMAIN.number, XenDomctl.CREATEDOMAIN)
        .arm(Domctl.GETDOMAININFO.number, XenDomctl.GETDOMAININFO)
        .arm(Domctl.GETPAGEFRAMEINFO3.number, XenDomctl.GETPAGEFRAMEINFO3)
        .arm(Domctl.SETNODEAFFINITY.number, XenDomctl.NODEAFFINITY)
        .arm(Domctl.SETVCPUAFFINITY.number, XenDomctl.VCPUAFFINITY)
        .arm(Domctl.GETVCPUAFFINITY.number, XenDomctl.VCPUAFFINITY)
        .arm(Domctl.MAX_MEM.number, XenDomctl.MAX_MEM)
        .arm(Domctl.SETVCPUCONTEXT.number, XenDomctl.VCPUCONTEXT)
        .arm(Domctl.GETVCPUCONTEXT.number, XenDomctl.VCPUCONTEXT)
        .arm(Domctl.GETVCPUINFO.number, XenDomctl.GETVCPUINFO)
        .arm(Domctl.MAX_VCPUS.number, XenDomctl.MAX_VCPUS)
        .arm(Domctl.SCHEDULER_OP.number, XenDomctl.SCHEDULER_OP)
        .arm(Domctl.SETDOMAINHANDLE.number, XenDomctl.SETDOMAINHANDLE)
        .arm(Domctl.SETDEBUGGING.number, XenDomctl.SETDEBUGGING)
        .arm(Domctl.IRQ_PERMISSION.number, XenDomctl.IRQ_PERMISSION)
        .arm(Domctl.IOMEM_PERMISSION.number, XenDomctl.IOMEM_PERMISSION)
        .arm(Domctl.IOPORT_PERMISSION.number, XenDomctl.IOPORT_PERMISSION)
        .arm(Domctl.HYPERCALL_INIT.number, XenDomctl.HYPERCALL_INIT)
        .arm(Domctl.SETTIMEOFFSET.number, XenDomctl.SETTIMEOFFSET)
        .arm(Domctl.SETTSCINFO.number, XenDomctl.TSC_INFO)
        .arm(Domctl.SET_ADDRESS_SIZE.number, XenDomctl.ADDRESS_SIZE)
        .arm(Domctl.GET_ADDRESS_SIZE.number, XenDomctl.ADDRESS_SIZE)
        .arm(Domctl.SENDTRIGGER.number, XenDomctl.SENDTRIGGER)
        .arm(Domctl.SUBSCRIBE.number, XenDomctl.SUBSCRIBE)
        .arm(Domctl.GET_CPU_POLICY.number, XenDomctl.CPU_POLICY)
        .arm(Domctl.SET_CPU_POLICY.number, XenDomctl.CPU_POLICY)
        .arm(Domctl.SET_VIRQ_HANDLER.number, XenDomctl.SET_VIRQ_HANDLER);
  }

  private static void domctlParts(StructForms.Table t) {
    t.form(XenDomctlCreatedomain.LAYOUT)
        .kind(
            XenDomctlCreatedomain.FLAGS,
            flags("hvm", 1, "hap", 2, "s3_integrity", 4, "oos_off", 8, "xs_domain", 16));
    t.form(XenDomctlGetdomaininfo.LAYOUT)
        .kind(XenDomctlGetdomaininfo.FLAGS, Plain.HEX)
        .kind(XenDomctlGetdomaininfo.SHARED_INFO_FRAME, Plain.MFN)
        .kind(XenDomctlGetdomaininfo.TOT_PAGES, Plain.DECIMAL)
        .kind(XenDomctlGetdomaininfo.MAX_PAGES, Plain.DECIMAL)
        .kind(XenDomctlGetdomaininfo.CPU_TIME, Plain.NANOS);
    t.form(XenDomctlMaxMem.LAYOUT).kind(XenDomctlMaxMem.MAX_MEMKB, Plain.DECIMAL);
    t.form(XenDomctlHypercallInit.LAYOUT).kind(XenDomctlHypercallInit.GMFN, Plain.MFN);
    t.form(XenDomctlGetpageframeinfo3.LAYOUT)
        .kind(XenDomctlGetpageframeinfo3.NUM, Plain.DECIMAL)
        .kind(
            XenDomctlGetpageframeinfo3.ARRAY,
            Kinds.numbers(Scalar.PFN, Plain.HEX, new Count.Member("num"), Access.INOUT))
        .inout(XenDomctlGetpageframeinfo3.ARRAY);
    t.form(XenDomctlVcpucontext.LAYOUT)
        .kind(
            XenDomctlVcpucontext.CTXT,
            new Kind.Pointer(
                new Pointee.Structures(VcpuGuestContext.LAYOUT), new Count.Fixed(1), Access.INOUT))
        .inout(XenDomctlVcpucontext.CTXT);
  }

  private static void policies(StructForms.Table t) {
    leaves(t, XenDomctlCpuPolicy.LAYOUT, XenDomctlCpuPolicy.LEAVES, XenDomctlCpuPolicy.MSRS);
    t.form(XenDomctlCpuPolicy.LAYOUT)
        .inout(XenDomctlCpuPolicy.NR_LEAVES, XenDomctlCpuPolicy.NR_MSRS)
        .out(XenDomctlCpuPolicy.ERR_LEAF, XenDomctlCpuPolicy.ERR_SUBLEAF)
        .out(XenDomctlCpuPolicy.ERR_MSR);
    leaves(t, XenSysctlCpuPolicy.LAYOUT, XenSysctlCpuPolicy.LEAVES, XenSysctlCpuPolicy.MSRS);
    t.form(XenSysctlCpuPolicy.LAYOUT)
        .inout(XenSysctlCpuPolicy.NR_LEAVES, XenSysctlCpuPolicy.NR_MSRS);
    t.form(XenSysctlCpuFeatureset.LAYOUT)
        .inout(XenSysctlCpuFeatureset.NR_FEATURES)
        .kind(
            XenSysctlCpuFeatureset.FEATURES,
            Kinds.numbers(Scalar.U32, Plain.HEX, new Count.Member("nr_features"), Access.INOUT))
        .inout(XenSysctlCpuFeatureset.FEATURES);
  }

  /** The two arrays of a policy, which go either way. */
  private static void leaves(
      StructForms.Table t, StructLayout policy, Field leaves, Field registers) {
    t.form(policy)
        .kind(leaves, array(XenCpuidLeaf.LAYOUT, "nr_leaves"))
        .kind(registers, array(XenMsrEntry.LAYOUT, "nr_msrs"))
        .inout(leaves, registers);
  }

  private static Kind array(StructLayout element, String count) {
    return new Kind.Pointer(new Pointee.Structures(element), new Count.Member(count), Access.INOUT);
  }

  private static void sysctl(StructForms.Table t) {
    t.form(XenSysctl.LAYOUT)
        .kind(XenSysctl.CMD, named(Sysctl.values()))
        .show(shown(XenSysctl.LAYOUT.fields(), XenSysctl.INTERFACE_VERSION))
        .out(XenSysctl.PHYSINFO, XenSysctl.SCHED_ID)
        .inout(XenSysctl.READCONSOLE, XenSysctl.GETDOMAININFOLIST, XenSysctl.AVAILHEAP)
        .inout(XenSysctl.TBUF_OP, XenSysctl.CPUTOPOINFO, XenSysctl.NUMAINFO)
        .inout(XenSysctl.CPU_FEATURESET, XenSysctl.CPU_POLICY)
        .select(XenSysctl.CMD)
        .arm(Sysctl.READCONSOLE.number, XenSysctl.READCONSOLE)
        .arm(Sysctl.TBUF_OP.number, XenSysctl.TBUF_OP)
        .arm(Sysctl.PHYSINFO.number, XenSysctl.PHYSINFO)
        .arm(Sysctl.SCHED_ID.number, XenSysctl.SCHED_ID)
        .arm(Sysctl.GETDOMAININFOLIST.number, XenSysctl.GETDOMAININFOLIST)
        .arm(Sysctl.DEBUG_KEYS.number, XenSysctl.DEBUG_KEYS)
        .arm(Sysctl.GETCPUINFO.number, XenSysctl.GETCPUINFO)
        .arm(Sysctl.AVAILHEAP.number, XenSysctl.AVAILHEAP)
        .arm(Sysctl.CPUTOPOINFO.number, XenSysctl.CPUTOPOINFO)
        .arm(Sysctl.NUMAINFO.number, XenSysctl.NUMAINFO)
        .arm(Sysctl.CPUPOOL_OP.number, XenSysctl.CPUPOOL_OP)
        .arm(Sysctl.SCHEDULER_OP.number, XenSysctl.SCHEDULER_OP)
        .arm(Sysctl.GET_CPU_FEATURESET.number, XenSysctl.CPU_FEATURESET)
        .arm(Sysctl.GET_CPU_POLICY.number, XenSysctl.CPU_POLICY);
    t.form(XenSysctlReadconsole.LAYOUT)
        .inout(XenSysctlReadconsole.INDEX, XenSysctlReadconsole.COUNT);
    t.form(XenSysctlTbufOp.LAYOUT)
        .kind(XenSysctlTbufOp.CMD, named(TbufOp.values()))
        .inout(XenSysctlTbufOp.BUFFER_MFN, XenSysctlTbufOp.SIZE);
    t.form(XenSysctlGetdomaininfolist.LAYOUT).out(XenSysctlGetdomaininfolist.NUM_DOMAINS);
  }

  private static Field[] shown(List<Field> all, Field except) {
    return all.stream().filter(f -> f != except).toArray(Field[]::new);
  }
}
