package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Code.a;
import static dev.xenolith.hv.machine.cpu.interpret.Code.b;
import static dev.xenolith.hv.machine.cpu.interpret.Code.n;
import static dev.xenolith.hv.machine.cpu.interpret.Code.x;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;

/** Runs packed code of flat 32-bit segments. */
final class HotLoop extends PackedLoop {
  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final int RAX = CpuState.RAX;
  private static final int RCX = CpuState.RCX;
  private static final int RDX = CpuState.RDX;
  private static final int RSP = CpuState.RSP;
  private static final int RBP = CpuState.RBP;

  HotLoop(Core core, CodeCache cache, Executor executor) {
    super(core, cache, executor);
  }

  @Override
  int loop(int entry, int budget) {
    final long[] gpr = this.gpr;
    final long[] code = cache.code;
    final long[] tags = cache.jumpTags;
    final int[] positions = cache.jumpPositions;
    final long epoch = cache.epoch;
    final Alu alu = this.alu;
    int ip = entry;
    int left = budget;
    try {
      while (true) {
        final long w = code[ip];
        final int a = a(w);
        final int b = b(w);
        boolean taken;
        long target;
        int from;
        branch:
        {
          switch ((int) w & Code.OPERATION) {
            case Code.MOV_RR -> {
              gpr[a] = gpr[b] & LOW_32;
              ip++;
              continue;
            }
            case Code.LOAD32 -> {
              gpr[a] = load32(offset(b, w));
              ip++;
              continue;
            }
            case Code.STORE32 -> {
              store32(offset(b, w), gpr[a]);
              ip++;
              continue;
            }
            case Code.MOV_RI -> {
              gpr[a] = w >>> 32;
              ip++;
              continue;
            }
            case Code.LEA -> {
              gpr[a] = offset(b, w);
              ip++;
              continue;
            }
            case Code.PUSH_R -> {
              push32(gpr[a]);
              ip++;
              continue;
            }
            case Code.POP_R -> {
              long value = load32(gpr[RSP]);
              gpr[RSP] = gpr[RSP] + 4 & LOW_32;
              gpr[a] = value;
              ip++;
              continue;
            }
            case Code.RR + Code.ADD -> {
              gpr[a] = alu.add(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.RR + Code.OR -> {
              gpr[a] = alu.or(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.RR + Code.ADC -> {
              gpr[a] = alu.adc(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.RR + Code.SBB -> {
              gpr[a] = alu.sbb(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.RR + Code.AND -> {
              gpr[a] = alu.and(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.RR + Code.SUB -> {
              gpr[a] = alu.sub(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.RR + Code.XOR -> {
              gpr[a] = alu.xor(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.RR + Code.CMP -> {
              alu.sub(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.RR + Code.TEST -> {
              alu.and(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.RI + Code.ADD -> {
              gpr[a] = alu.add(gpr[a], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.RI + Code.OR -> {
              gpr[a] = alu.or(gpr[a], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.RI + Code.ADC -> {
              gpr[a] = alu.adc(gpr[a], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.RI + Code.SBB -> {
              gpr[a] = alu.sbb(gpr[a], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.RI + Code.AND -> {
              gpr[a] = alu.and(gpr[a], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.RI + Code.SUB -> {
              gpr[a] = alu.sub(gpr[a], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.RI + Code.XOR -> {
              gpr[a] = alu.xor(gpr[a], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.RI + Code.CMP -> {
              alu.sub(gpr[a], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.RI + Code.TEST -> {
              alu.and(gpr[a], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.RM + Code.ADD -> {
              gpr[a] = alu.add(gpr[a], load32(offset(b, w)), 32);
              ip++;
              continue;
            }
            case Code.RM + Code.OR -> {
              gpr[a] = alu.or(gpr[a], load32(offset(b, w)), 32);
              ip++;
              continue;
            }
            case Code.RM + Code.AND -> {
              gpr[a] = alu.and(gpr[a], load32(offset(b, w)), 32);
              ip++;
              continue;
            }
            case Code.RM + Code.SUB -> {
              gpr[a] = alu.sub(gpr[a], load32(offset(b, w)), 32);
              ip++;
              continue;
            }
            case Code.RM + Code.XOR -> {
              gpr[a] = alu.xor(gpr[a], load32(offset(b, w)), 32);
              ip++;
              continue;
            }
            case Code.RM + Code.CMP -> {
              alu.sub(gpr[a], load32(offset(b, w)), 32);
              ip++;
              continue;
            }
            case Code.RM + Code.TEST -> {
              alu.and(gpr[a], load32(offset(b, w)), 32);
              ip++;
              continue;
            }
            case Code.RR_QUIET + Code.ADD -> {
              gpr[a] = gpr[a] + gpr[b] & LOW_32;
              ip++;
              continue;
            }
            case Code.RR_QUIET + Code.SUB -> {
              gpr[a] = gpr[a] - gpr[b] & LOW_32;
              ip++;
              continue;
            }
            case Code.RR_QUIET + Code.AND -> {
              gpr[a] = gpr[a] & gpr[b] & LOW_32;
              ip++;
              continue;
            }
            case Code.RR_QUIET + Code.OR -> {
              gpr[a] = (gpr[a] | gpr[b]) & LOW_32;
              ip++;
              continue;
            }
            case Code.RR_QUIET + Code.XOR -> {
              gpr[a] = (gpr[a] ^ gpr[b]) & LOW_32;
              ip++;
              continue;
            }
            case Code.RI_QUIET + Code.ADD -> {
              gpr[a] = gpr[a] + (w >>> 32) & LOW_32;
              ip++;
              continue;
            }
            case Code.RI_QUIET + Code.SUB -> {
              gpr[a] = gpr[a] - (w >>> 32) & LOW_32;
              ip++;
              continue;
            }
            case Code.RI_QUIET + Code.AND -> {
              gpr[a] = gpr[a] & (w >>> 32) & LOW_32;
              ip++;
              continue;
            }
            case Code.RI_QUIET + Code.OR -> {
              gpr[a] = (gpr[a] | (w >>> 32)) & LOW_32;
              ip++;
              continue;
            }
            case Code.RI_QUIET + Code.XOR -> {
              gpr[a] = (gpr[a] ^ (w >>> 32)) & LOW_32;
              ip++;
              continue;
            }
            case Code.CMP_MR -> {
              alu.sub(load32(offset(b, w)), gpr[a], 32);
              ip++;
              continue;
            }
            case Code.CMP_MI -> {
              alu.sub(load32(offset(b, w)), code[ip + 1], 32);
              ip += 2;
              continue;
            }
            case Code.TEST_MI -> {
              alu.and(load32(offset(b, w)), code[ip + 1], 32);
              ip += 2;
              continue;
            }
            case Code.MR -> {
              modify32(n(w), offset(b, w), gpr[a]);
              ip++;
              continue;
            }
            case Code.MI -> {
              modify32(n(w), offset(b, w), code[ip + 1]);
              ip += 2;
              continue;
            }
            case Code.STORE32_I -> {
              store32(offset(b, w), code[ip + 1]);
              ip += 2;
              continue;
            }
            case Code.LOAD8_Z -> {
              gpr[a] = load8(offset(b, w));
              ip++;
              continue;
            }
            case Code.LOAD16_Z -> {
              gpr[a] = load16(offset(b, w));
              ip++;
              continue;
            }
            case Code.LOAD8_S -> {
              gpr[a] = (byte) load8(offset(b, w)) & LOW_32;
              ip++;
              continue;
            }
            case Code.LOAD16_S -> {
              gpr[a] = (short) load16(offset(b, w)) & LOW_32;
              ip++;
              continue;
            }
            case Code.LOAD8 -> {
              setByteRegister(a, load8(offset(b, w)));
              ip++;
              continue;
            }
            case Code.STORE8 -> {
              store8(offset(b, w), byteRegister(a));
              ip++;
              continue;
            }
            case Code.STORE16 -> {
              store16(offset(b, w), gpr[a]);
              ip++;
              continue;
            }
            case Code.STORE8_I -> {
              store8(offset(b, w), code[ip + 1]);
              ip += 2;
              continue;
            }
            case Code.MOV8_RR -> {
              setByteRegister(a, byteRegister(b));
              ip++;
              continue;
            }
            case Code.MOV8_RI -> {
              setByteRegister(a, w >>> 32);
              ip++;
              continue;
            }
            case Code.MOVZX8 -> {
              gpr[a] = byteRegister(b);
              ip++;
              continue;
            }
            case Code.MOVZX16 -> {
              gpr[a] = gpr[b] & 0xFFFF;
              ip++;
              continue;
            }
            case Code.MOVSX8 -> {
              gpr[a] = (byte) byteRegister(b) & LOW_32;
              ip++;
              continue;
            }
            case Code.MOVSX16 -> {
              gpr[a] = (short) gpr[b] & LOW_32;
              ip++;
              continue;
            }
            case Code.XCHG_RR -> {
              long value = gpr[a];
              gpr[a] = gpr[b];
              gpr[b] = value;
              ip++;
              continue;
            }
            case Code.BYTE_RR -> {
              modifyRegister8(n(w), a, byteRegister(b));
              ip++;
              continue;
            }
            case Code.BYTE_RI -> {
              modifyRegister8(n(w), a, w >>> 32);
              ip++;
              continue;
            }
            case Code.BYTE_RM -> {
              modifyRegister8(n(w), a, load8(offset(b, w)));
              ip++;
              continue;
            }
            case Code.BYTE_MR -> {
              modify8(n(w), offset(b, w), byteRegister(a));
              ip++;
              continue;
            }
            case Code.BYTE_MI -> {
              modify8(n(w), offset(b, w), code[ip + 1]);
              ip += 2;
              continue;
            }
            case Code.INC -> {
              gpr[a] = alu.inc(gpr[a], 32);
              ip++;
              continue;
            }
            case Code.DEC -> {
              gpr[a] = alu.dec(gpr[a], 32);
              ip++;
              continue;
            }
            case Code.INC_QUIET -> {
              gpr[a] = gpr[a] + 1 & LOW_32;
              ip++;
              continue;
            }
            case Code.DEC_QUIET -> {
              gpr[a] = gpr[a] - 1 & LOW_32;
              ip++;
              continue;
            }
            case Code.NEG -> {
              gpr[a] = alu.neg(gpr[a], 32);
              ip++;
              continue;
            }
            case Code.NOT -> {
              gpr[a] = ~gpr[a] & LOW_32;
              ip++;
              continue;
            }
            case Code.INC_M -> {
              step32(offset(b, w), true);
              ip++;
              continue;
            }
            case Code.DEC_M -> {
              step32(offset(b, w), false);
              ip++;
              continue;
            }
            case Code.SHL_I -> {
              gpr[a] = alu.shl(gpr[a], (int) (w >> 32), 32);
              ip++;
              continue;
            }
            case Code.SHR_I -> {
              gpr[a] = alu.shr(gpr[a], (int) (w >> 32), 32);
              ip++;
              continue;
            }
            case Code.SAR_I -> {
              gpr[a] = alu.sar(gpr[a], (int) (w >> 32), 32);
              ip++;
              continue;
            }
            case Code.SHL_QUIET -> {
              gpr[a] = gpr[a] << (int) (w >> 32) & LOW_32;
              ip++;
              continue;
            }
            case Code.SHR_QUIET -> {
              gpr[a] = gpr[a] >>> (int) (w >> 32);
              ip++;
              continue;
            }
            case Code.SAR_QUIET -> {
              gpr[a] = (int) gpr[a] >> (int) (w >> 32) & LOW_32;
              ip++;
              continue;
            }
            case Code.SHL_CL -> {
              gpr[a] = alu.shl(gpr[a], (int) gpr[RCX], 32);
              ip++;
              continue;
            }
            case Code.SHR_CL -> {
              gpr[a] = alu.shr(gpr[a], (int) gpr[RCX], 32);
              ip++;
              continue;
            }
            case Code.SAR_CL -> {
              gpr[a] = alu.sar(gpr[a], (int) gpr[RCX], 32);
              ip++;
              continue;
            }
            case Code.ROL_I -> {
              gpr[a] = alu.rol(gpr[a], (int) (w >> 32), 32);
              ip++;
              continue;
            }
            case Code.ROR_I -> {
              gpr[a] = alu.ror(gpr[a], (int) (w >> 32), 32);
              ip++;
              continue;
            }
            case Code.SHLD_I -> {
              gpr[a] = alu.shld(gpr[a], gpr[b], (int) (w >> 32), 32);
              ip++;
              continue;
            }
            case Code.SHRD_I -> {
              gpr[a] = alu.shrd(gpr[a], gpr[b], (int) (w >> 32), 32);
              ip++;
              continue;
            }
            case Code.IMUL_RR -> {
              gpr[a] = alu.imul(gpr[a], gpr[b], 32);
              ip++;
              continue;
            }
            case Code.IMUL_RRI -> {
              gpr[a] = alu.imul(gpr[b], w >>> 32, 32);
              ip++;
              continue;
            }
            case Code.IMUL_RM -> {
              gpr[a] = alu.imul(gpr[a], load32(offset(b, w)), 32);
              ip++;
              continue;
            }
            case Code.MUL_R -> {
              long high = Alu.mulHigh(gpr[RAX], gpr[a], 32);
              gpr[RAX] = alu.mul(gpr[RAX], gpr[a], 32);
              gpr[RDX] = high;
              ip++;
              continue;
            }
            case Code.CDQ -> {
              gpr[RDX] = (int) gpr[RAX] >> 31 & LOW_32;
              ip++;
              continue;
            }
            case Code.BT_RI -> {
              alu.setCarry((gpr[a] >>> (int) (w >> 32) & 1) != 0);
              ip++;
              continue;
            }
            case Code.PUSH_I -> {
              push32(w >>> 32);
              ip++;
              continue;
            }
            case Code.PUSH_M -> {
              push32(load32(offset(b, w)));
              ip++;
              continue;
            }
            case Code.LEAVE -> {
              long frame = gpr[RBP];
              long value = load32(frame);
              gpr[RSP] = frame + 4 & LOW_32;
              gpr[RBP] = value;
              ip++;
              continue;
            }
            case Code.SETCC -> {
              setByteRegister(a, alu.condition(b) ? 1 : 0);
              ip++;
              continue;
            }
            case Code.CMOV_RR -> {
              gpr[a] = alu.condition(x(w)) ? gpr[b] : gpr[a];
              ip++;
              continue;
            }
            case Code.LOAD32_SEG -> {
              gpr[a] = core.data.read(n(w), offset(b, w), 4);
              ip++;
              continue;
            }
            case Code.STORE32_SEG -> {
              core.data.write(n(w), offset(b, w), 4, gpr[a]);
              ip++;
              continue;
            }
            case Code.JMP -> {
              taken = true;
            }
            case Code.CALL -> {
              push32(code[ip + 3]);
              taken = true;
            }
            case Code.RET -> {
              target = load32(gpr[RSP]);
              gpr[RSP] = gpr[RSP] + 4 + (w >>> 32) & LOW_32;
              left -= n(w);
              from = 0;
              break branch;
            }
            case Code.JMP_R -> {
              target = gpr[a];
              left -= n(w);
              from = 0;
              break branch;
            }
            case Code.JMP_M -> {
              target = load32(offset(b, w));
              left -= n(w);
              from = 0;
              break branch;
            }
            case Code.CALL_R -> {
              target = gpr[a];
              push32(code[ip + 3]);
              left -= n(w);
              from = 0;
              break branch;
            }
            case Code.CALL_M -> {
              target = load32(offset(b, w));
              push32(code[ip + 3]);
              left -= n(w);
              from = 0;
              break branch;
            }
            case Code.JZ -> {
              taken = alu.zero();
            }
            case Code.JNZ -> {
              taken = !alu.zero();
            }
            case Code.JCC -> {
              taken = alu.condition(a);
            }
            case Code.DEC_JNZ -> {
              gpr[a] = alu.dec(gpr[a], 32);
              taken = gpr[a] != 0;
            }
            case Code.CMP_RR_JCC + 2 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = first < second;
            }
            case Code.CMP_RR_JCC + 3 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = first >= second;
            }
            case Code.CMP_RR_JCC + 4 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = first == second;
            }
            case Code.CMP_RR_JCC + 5 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = first != second;
            }
            case Code.CMP_RR_JCC + 6 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = first <= second;
            }
            case Code.CMP_RR_JCC + 7 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = first > second;
            }
            case Code.CMP_RR_JCC + 12 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = (int) first < (int) second;
            }
            case Code.CMP_RR_JCC + 13 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = (int) first >= (int) second;
            }
            case Code.CMP_RR_JCC + 14 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = (int) first <= (int) second;
            }
            case Code.CMP_RR_JCC + 15 -> {
              long first = gpr[a];
              long second = gpr[b];
              alu.sub(first, second, 32);
              taken = (int) first > (int) second;
            }
            case Code.CMP_RI_JCC + 2 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = first < second;
            }
            case Code.CMP_RI_JCC + 3 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = first >= second;
            }
            case Code.CMP_RI_JCC + 4 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = first == second;
            }
            case Code.CMP_RI_JCC + 5 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = first != second;
            }
            case Code.CMP_RI_JCC + 6 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = first <= second;
            }
            case Code.CMP_RI_JCC + 7 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = first > second;
            }
            case Code.CMP_RI_JCC + 12 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = (int) first < (int) second;
            }
            case Code.CMP_RI_JCC + 13 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = (int) first >= (int) second;
            }
            case Code.CMP_RI_JCC + 14 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = (int) first <= (int) second;
            }
            case Code.CMP_RI_JCC + 15 -> {
              long first = gpr[a];
              long second = w >>> 32;
              alu.sub(first, second, 32);
              taken = (int) first > (int) second;
            }
            case Code.TEST_RR_JCC + 4 -> {
              long both = alu.and(gpr[a], gpr[b], 32);
              taken = both == 0;
            }
            case Code.TEST_RR_JCC + 5 -> {
              long both = alu.and(gpr[a], gpr[b], 32);
              taken = both != 0;
            }
            case Code.TEST_RR_JCC + 8 -> {
              long both = alu.and(gpr[a], gpr[b], 32);
              taken = (int) both < 0;
            }
            case Code.TEST_RR_JCC + 9 -> {
              long both = alu.and(gpr[a], gpr[b], 32);
              taken = (int) both >= 0;
            }
            case Code.TEST_RR_JCC + 14 -> {
              long both = alu.and(gpr[a], gpr[b], 32);
              taken = (int) both <= 0;
            }
            case Code.TEST_RR_JCC + 15 -> {
              long both = alu.and(gpr[a], gpr[b], 32);
              taken = (int) both > 0;
            }
            case Code.NOP -> {
              ip++;
              continue;
            }
            case Code.FORWARD -> {
              ip = (int) (w >> 32);
              continue;
            }
            case Code.STALE -> {
              return stale(ip, left);
            }
            case Code.COLD -> {
              int outcome = cold(ip, w, left);
              if (outcome == Outcome.EXIT) {
                why = EXIT;
                return left - cache.indexAt[ip];
              }
              ip++;
              continue;
            }
            case Code.COLD_END -> {
              return coldEnd(ip, w, left);
            }
            default -> throw new IllegalStateException("no operation " + (w & Code.OPERATION));
          }
          left -= n(w);
          long next = code[ip + 1];
          int to = taken ? (int) next : (int) (next >>> 32);
          if (to > 0 && left >= Code.BLOCK_LIMIT) {
            ip = to;
            continue;
          }
          from = to < 0 ? 0 : 2 * (ip + 1) + (taken ? 0 : 1);
          target = code[ip + (taken ? 2 : 3)];
        }
        int hash = CodeCache.jumpHash(target);
        if (tags[hash] == (target & CodeCache.TAG_ADDRESS | epoch) && left >= Code.BLOCK_LIMIT) {
          if (from != 0) {
            cache.link(from, target, positions[hash]);
          }
          ip = positions[hash];
          continue;
        }
        core.state.setRip(target);
        slot = from;
        why = UNKNOWN;
        return left;
      }
    } catch (GuestFault guestFault) {
      return faulted(guestFault, ip, left);
    }
  }
}
