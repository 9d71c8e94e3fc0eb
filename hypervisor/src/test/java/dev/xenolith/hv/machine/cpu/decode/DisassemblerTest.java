package dev.xenolith.hv.machine.cpu.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DisassemblerTest {
  private static String write(Disassembler disassembler, CodeMode mode, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return disassembler.disassemble(
        mode, i -> i < bytes.length ? bytes[i] & 0xff : ByteSource.UNAVAILABLE, 0x1000);
  }

  private static String att(String hex) {
    return write(new Disassembler(Syntax.ATT), CodeMode.BITS32, hex);
  }

  private static String intel(String hex) {
    return write(new Disassembler(Syntax.INTEL), CodeMode.BITS32, hex);
  }

  @Test
  void attWritesTheSourceFirst() {
    assertEquals("mov    0x8(%ebp),%eax", att("8b 45 08"));
    assertEquals("imul   $0x10,(%ebx),%eax", att("6b 03 10"));
  }

  @Test
  void intelWritesTheDestinationFirstAndTheSizeOfMemory() {
    assertEquals("mov    eax,DWORD PTR [ebp+0x8]", intel("8b 45 08"));
    assertEquals("movzx  eax,BYTE PTR [ecx+edx*4-0x1]", intel("0f b6 44 91 ff"));
  }

  @Test
  void attNamesTheSizeWhereNoRegisterTellsIt() {
    assertEquals("movb   $0x1,(%eax)", att("c6 00 01"));
    assertEquals("movzwl (%ecx),%eax", att("0f b7 01"));
    assertEquals("fldl   (%eax)", att("dd 00"));
  }

  @Test
  void absoluteMemoryShowsItsSegmentInIntelSyntaxOnly() {
    assertEquals("mov    0x12345678,%eax", att("a1 78 56 34 12"));
    assertEquals("mov    eax,ds:0x12345678", intel("a1 78 56 34 12"));
  }

  @Test
  void prefixesThatChangeNothingAreWrittenOut() {
    assertEquals("repz ret", att("f3 c3"));
    assertEquals("ds nop", att("3e 90"));
    assertEquals("addr16 add %eax,%ebx", att("67 01 c3"));
  }

  @Test
  void prefixesThatTheTextShowsAreNotWrittenAgain() {
    assertEquals("mov    %gs:0x0,%ax", att("65 66 a1 00 00 00 00"));
    assertEquals("rep stos %eax,%es:(%edi)", att("f3 ab"));
    assertEquals("lock cmpxchg %ecx,(%edx)", att("f0 0f b1 0a"));
  }

  @Test
  void branchTargetsAreAddresses() {
    assertEquals("jmp    0x1000", att("eb fe"));
    assertEquals("call   0x1105", intel("e8 00 01 00 00"));
  }

  @Test
  void aResolverNamesBranchTargets() {
    Disassembler named = new Disassembler(Syntax.ATT, a -> a == 0x1000 ? "hypercall_page" : null);
    assertEquals("jmp    1000 <hypercall_page>", write(named, CodeMode.BITS32, "eb fe"));
    assertEquals("jmp    0x1001", write(named, CodeMode.BITS32, "eb ff"));
  }

  @Test
  void ripRelativeMemoryIsCommentedWithItsAddress() {
    assertEquals(
        "mov    0x10(%rip),%rax        # 0x1017",
        write(new Disassembler(Syntax.ATT), CodeMode.BITS64, "48 8b 05 10 00 00 00"));
  }

  @Test
  void whatIsNoInstructionIsBad() {
    assertEquals("(bad)", att("0f 04"));
    assertEquals("repz (bad)", att("f3 0f 04"));
  }

  @Test
  void sixteenBitCodeHasItsOwnRegistersAndPrefixNames() {
    Disassembler disassembler = new Disassembler(Syntax.INTEL);
    assertEquals(
        "mov    ax,WORD PTR [bx+si+0x10]", write(disassembler, CodeMode.BITS16, "8b 40 10"));
    assertEquals("pushfd", write(disassembler, CodeMode.BITS16, "66 9c"));
  }
}
