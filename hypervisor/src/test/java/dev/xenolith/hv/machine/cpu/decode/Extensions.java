package dev.xenolith.hv.machine.cpu.decode;

import java.util.Set;

/** Names of instructions that other disassemblers know and the machine does not have. */
final class Extensions {
  private static final Set<String> PREFIXES =
      Set.of(
          "lock",
          "rep",
          "repz",
          "repnz",
          "data16",
          "data32",
          "addr16",
          "addr32",
          "cs",
          "ds",
          "es",
          "fs",
          "gs",
          "ss",
          "bnd",
          "notrack",
          "xacquire",
          "xrelease");

  private static final Set<String> NAMES =
      Set.of(
          // SVM and other AMD system instructions
          "vmrun",
          "vmmcall",
          "vmload",
          "vmsave",
          "stgi",
          "clgi",
          "skinit",
          "invlpga",
          "monitorx",
          "mwaitx",
          "clzero",
          "rdpru",
          "mcommit",
          "invlpgb",
          "tlbsync",
          "psmash",
          "pvalidate",
          "rmpadjust",
          "rmpupdate",
          "rmpquery",
          "vmgexit",
          // 3DNow!, SSE4a, Cyrix
          "femms",
          "pfadd",
          "pfsub",
          "pfsubr",
          "pfmul",
          "pfmax",
          "pfmin",
          "pfacc",
          "pfnacc",
          "pfpnacc",
          "pfcmpeq",
          "pfcmpge",
          "pfcmpgt",
          "pfrcp",
          "pfrcpit1",
          "pfrcpit2",
          "pfrsqrt",
          "pfrsqit1",
          "pi2fd",
          "pi2fw",
          "pf2id",
          "pf2iw",
          "pswapd",
          "pavgusb",
          "pmulhrw",
          "extrq",
          "insertq",
          "movntss",
          "movntsd",
          "xstore-rng",
          "xcrypt-ecb",
          "xcrypt-cbc",
          "xcrypt-ctr",
          "xcrypt-cfb",
          "xcrypt-ofb",
          "montmul",
          "xsha1",
          "xsha256",
          // the 80287's return from protected mode
          "frstpm(287",
          // later extensions
          "tpause",
          "umonitor",
          "umwait",
          "senduipi",
          "uiret",
          "testui",
          "clui",
          "stui",
          "xresldtrk",
          "xsusldtrk",
          "movdiri",
          "movdir64b",
          "enqcmd",
          "enqcmds",
          "gf2p8mulb",
          "gf2p8affineqb",
          "gf2p8affineinvqb",
          "aesenc128kl",
          "aesenc256kl",
          "aesdec128kl",
          "aesdec256kl",
          "aesencwide128kl",
          "aesencwide256kl",
          "aesdecwide128kl",
          "aesdecwide256kl",
          "encodekey128",
          "encodekey256",
          "loadiwkey",
          "pconfig",
          "seamcall",
          "seamret",
          "seamops",
          "tdcall",
          "hreset",
          "wrmsrns",
          "rdmsrlist",
          "wrmsrlist",
          "xbegin",
          "xabort",
          "prefetchit0",
          "prefetchit1",
          "aadd",
          "pbndkb",
          "erets",
          "lkgs",
          "xstore",
          "xcryptecb",
          "xcryptcbc",
          "xcryptctr",
          "xcryptcfb",
          "xcryptofb",
          "xsha512",
          "xsha512_alt",
          "xstore_alt",
          "eretu",
          "aand",
          "aor",
          "axor",
          "cmpoxadd",
          "getsec",
          "rdpkru",
          "wrpkru");

  private static final Set<String> ONLY_64 =
      Set.of("swapgs", "sysret", "syscall", "rdfsbase", "rdgsbase", "wrfsbase", "wrgsbase");

  private Extensions() {}

  /** Whether it is one of those that only 64-bit code has. */
  static boolean only64(String text) {
    return ONLY_64.contains(ObjdumpDifference.word(text));
  }

  /** Whether a mnemonic of iced-x86 is one of them; its vector instructions begin with V or K. */
  static boolean inIced(String mnemonic) {
    return NAMES.contains(mnemonic) || mnemonic.startsWith("v") || mnemonic.startsWith("k");
  }

  static boolean isPrefix(String word) {
    return PREFIXES.contains(word) || word.startsWith("rex");
  }

  static boolean contains(String text) {
    return NAMES.contains(ObjdumpDifference.word(text));
  }
}
