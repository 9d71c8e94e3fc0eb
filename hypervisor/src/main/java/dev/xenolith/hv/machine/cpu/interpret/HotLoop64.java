package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Code.a;
import static dev.xenolith.hv.machine.cpu.interpret.Code.b;
import static dev.xenolith.hv.machine.cpu.interpret.Code.n;
import static dev.xenolith.hv.machine.cpu.interpret.Code.x;
import static dev.xenolith.hv.machine.cpu.interpret.Code64.shift;
import static dev.xenolith.hv.machine.cpu.interpret.Code64.shiftOfX;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;

/** Runs packed 64-bit code. */
final class HotLoop64 extends RareForms {
  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final int RSP = CpuState.RSP;

  HotLoop64(Core core, CodeCache cache, Executor executor) {
    super(core, cache, executor);
  }

  @Override
  int loop(int entry, int budget) {
    gpr[Code64.FS_BASE] = core.state.base(CpuState.FS);
    gpr[Code64.GS_BASE] = core.state.base(CpuState.GS);
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
        int from = 0;
        direct:
        {
          plain:
          {
            switch ((int) w & Code.OPERATION) {
              case Code64.MOV -> gpr[a] = gpr[b];
              case Code64.LOAD64 -> gpr[a] = load64(address(b, w));
              case Code64.LOAD32 -> gpr[a] = load32(address(b, w));
              case Code64.STORE64 -> store64(address(b, w), gpr[a]);
              case Code64.STORE32 -> store32(address(b, w), gpr[a]);
              case Code64.MOV32 -> gpr[a] = gpr[b] & LOW_32;
              case Code64.MOV_I -> gpr[a] = w >>> 32;
              case Code64.MOV_IS -> gpr[a] = w >> 32;
              case Code64.MOV_IW -> gpr[a] = code[++ip];
              case Code64.LEA -> gpr[a] = address(b, w);
              case Code64.LEA32 -> gpr[a] = address(b, w) & LOW_32;
              case Code64.PUSH -> push64(gpr[a]);
              case Code64.POP -> gpr[a] = pop64();
              case Code64.RR + Code.ADD -> gpr[a] = alu.add(gpr[a], gpr[b], 64 - shift(w));
              case Code64.RI + Code.ADD -> gpr[a] = alu.add(gpr[a], w >> 32, 64 - shift(w));
              case Code64.RM + Code.ADD -> gpr[a] = alu.add(gpr[a], load64(address(b, w)), 64);
              case Code64.RM32 + Code.ADD -> gpr[a] = alu.add(gpr[a], load32(address(b, w)), 32);
              case Code64.RR_QUIET + Code.ADD -> gpr[a] = gpr[a] + gpr[b] & -1L >>> shift(w);
              case Code64.RI_QUIET + Code.ADD -> gpr[a] = gpr[a] + (w >> 32) & -1L >>> shift(w);
              case Code64.RR + Code.OR ->
                  gpr[a] = alu.or(gpr[a], gpr[b], 64 - shift(w)) & -1L >>> shift(w);
              case Code64.RI + Code.OR ->
                  gpr[a] = alu.or(gpr[a], w >> 32, 64 - shift(w)) & -1L >>> shift(w);
              case Code64.RM + Code.OR -> gpr[a] = alu.or(gpr[a], load64(address(b, w)), 64);
              case Code64.RM32 + Code.OR ->
                  gpr[a] = alu.or(gpr[a], load32(address(b, w)), 32) & LOW_32;
              case Code64.RR_QUIET + Code.OR -> gpr[a] = (gpr[a] | gpr[b]) & -1L >>> shift(w);
              case Code64.RI_QUIET + Code.OR -> gpr[a] = (gpr[a] | (w >> 32)) & -1L >>> shift(w);
              case Code64.RR + Code.ADC -> gpr[a] = alu.adc(gpr[a], gpr[b], 64 - shift(w));
              case Code64.RI + Code.ADC -> gpr[a] = alu.adc(gpr[a], w >> 32, 64 - shift(w));
              case Code64.RR + Code.SBB -> gpr[a] = alu.sbb(gpr[a], gpr[b], 64 - shift(w));
              case Code64.RI + Code.SBB -> gpr[a] = alu.sbb(gpr[a], w >> 32, 64 - shift(w));
              case Code64.RR + Code.AND ->
                  gpr[a] = alu.and(gpr[a], gpr[b], 64 - shift(w)) & -1L >>> shift(w);
              case Code64.RI + Code.AND ->
                  gpr[a] = alu.and(gpr[a], w >> 32, 64 - shift(w)) & -1L >>> shift(w);
              case Code64.RM + Code.AND -> gpr[a] = alu.and(gpr[a], load64(address(b, w)), 64);
              case Code64.RM32 + Code.AND ->
                  gpr[a] = alu.and(gpr[a], load32(address(b, w)), 32) & LOW_32;
              case Code64.RR_QUIET + Code.AND -> gpr[a] = gpr[a] & gpr[b] & -1L >>> shift(w);
              case Code64.RI_QUIET + Code.AND -> gpr[a] = gpr[a] & (w >> 32) & -1L >>> shift(w);
              case Code64.RR + Code.SUB -> gpr[a] = alu.sub(gpr[a], gpr[b], 64 - shift(w));
              case Code64.RI + Code.SUB -> gpr[a] = alu.sub(gpr[a], w >> 32, 64 - shift(w));
              case Code64.RM + Code.SUB -> gpr[a] = alu.sub(gpr[a], load64(address(b, w)), 64);
              case Code64.RM32 + Code.SUB -> gpr[a] = alu.sub(gpr[a], load32(address(b, w)), 32);
              case Code64.RR_QUIET + Code.SUB -> gpr[a] = gpr[a] - gpr[b] & -1L >>> shift(w);
              case Code64.RI_QUIET + Code.SUB -> gpr[a] = gpr[a] - (w >> 32) & -1L >>> shift(w);
              case Code64.RR + Code.XOR ->
                  gpr[a] = alu.xor(gpr[a], gpr[b], 64 - shift(w)) & -1L >>> shift(w);
              case Code64.RI + Code.XOR ->
                  gpr[a] = alu.xor(gpr[a], w >> 32, 64 - shift(w)) & -1L >>> shift(w);
              case Code64.RM + Code.XOR -> gpr[a] = alu.xor(gpr[a], load64(address(b, w)), 64);
              case Code64.RM32 + Code.XOR ->
                  gpr[a] = alu.xor(gpr[a], load32(address(b, w)), 32) & LOW_32;
              case Code64.RR_QUIET + Code.XOR -> gpr[a] = (gpr[a] ^ gpr[b]) & -1L >>> shift(w);
              case Code64.RI_QUIET + Code.XOR -> gpr[a] = (gpr[a] ^ (w >> 32)) & -1L >>> shift(w);
              case Code64.RR + Code.CMP -> alu.sub(gpr[a], gpr[b], 64 - shift(w));
              case Code64.RI + Code.CMP -> alu.sub(gpr[a], w >> 32, 64 - shift(w));
              case Code64.RM + Code.CMP -> alu.sub(gpr[a], load64(address(b, w)), 64);
              case Code64.RM32 + Code.CMP -> alu.sub(gpr[a], load32(address(b, w)), 32);
              case Code64.RR + Code.TEST -> alu.and(gpr[a], gpr[b], 64 - shift(w));
              case Code64.RI + Code.TEST -> alu.and(gpr[a], w >> 32, 64 - shift(w));
              case Code64.RM + Code.TEST -> alu.and(gpr[a], load64(address(b, w)), 64);
              case Code64.RM32 + Code.TEST -> alu.and(gpr[a], load32(address(b, w)), 32);
              case Code64.CMP_MR -> alu.sub(load(address(b, w), shift(w)), gpr[a], 64 - shift(w));
              case Code64.CMP_MI -> {
                alu.sub(load(address(b, w), shift(w)), code[ip + 1], 64 - shift(w));
                ip++;
              }
              case Code64.TEST_MI -> {
                alu.and(load(address(b, w), shift(w)), code[ip + 1], 64 - shift(w));
                ip++;
              }
              case Code64.MR -> modify(w, address(b, w), gpr[a]);
              case Code64.MI -> {
                modify(w, address(b, w), code[ip + 1]);
                ip++;
              }
              case Code64.INC_M -> step(address(b, w), true, shift(w));
              case Code64.DEC_M -> step(address(b, w), false, shift(w));
              case Code64.STORE64_I -> {
                store64(address(b, w), code[ip + 1]);
                ip++;
              }
              case Code64.STORE32_I -> {
                store32(address(b, w), code[ip + 1]);
                ip++;
              }
              case Code64.STORE8_I -> {
                store8(address(b, w), code[ip + 1]);
                ip++;
              }
              case Code64.LOAD8_Z -> gpr[a] = load8(address(b, w));
              case Code64.LOAD16_Z -> gpr[a] = load16(address(b, w));
              case Code64.LOAD8_S -> gpr[a] = (byte) load8(address(b, w)) & -1L >>> shift(w);
              case Code64.LOAD16_S -> gpr[a] = (short) load16(address(b, w)) & -1L >>> shift(w);
              case Code64.LOAD32_S -> gpr[a] = (int) load32(address(b, w));
              case Code64.LOAD8 -> setByteRegister(a, load8(address(b, w)));
              case Code64.STORE8 -> store8(address(b, w), byteRegister(a));
              case Code64.STORE16 -> store16(address(b, w), gpr[a]);
              case Code64.MOV8 -> setByteRegister(a, byteRegister(b));
              case Code64.MOV8_I -> setByteRegister(a, w >>> 32);
              case Code64.MOVZX8 -> gpr[a] = byteRegister(b);
              case Code64.MOVZX16 -> gpr[a] = gpr[b] & 0xFFFF;
              case Code64.MOVSX8 -> gpr[a] = (byte) byteRegister(b) & -1L >>> shift(w);
              case Code64.MOVSX16 -> gpr[a] = (short) gpr[b] & -1L >>> shift(w);
              case Code64.MOVSXD -> gpr[a] = (int) gpr[b];
              case Code64.BYTE_RR -> modifyRegister8(Code64.operation(w), a, byteRegister(b));
              case Code64.BYTE_RI -> modifyRegister8(Code64.operation(w), a, w >>> 32);
              case Code64.BYTE_RM -> modifyRegister8(Code64.operation(w), a, load8(address(b, w)));
              case Code64.BYTE_MR -> modify8(Code64.operation(w), address(b, w), byteRegister(a));
              case Code64.BYTE_MI, Code64.TEST8_MI, Code64.CMP8_MI -> {
                modify8(Code64.operation(w), address(b, w), code[ip + 1]);
                ip++;
              }
              case Code64.TEST8_RR -> alu.and(byteRegister(a), byteRegister(b), 8);
              case Code64.TEST8_RI -> alu.and(byteRegister(a), w >>> 32, 8);
              case Code64.SHL_I ->
                  gpr[a] = alu.shl(gpr[a] & -1L >>> shift(w), (int) (w >> 32), 64 - shift(w));
              case Code64.SHR_I ->
                  gpr[a] = alu.shr(gpr[a] & -1L >>> shift(w), (int) (w >> 32), 64 - shift(w));
              case Code64.SAR_I ->
                  gpr[a] = alu.sar(gpr[a] & -1L >>> shift(w), (int) (w >> 32), 64 - shift(w));
              case Code64.SHL_QUIET -> gpr[a] = gpr[a] << (int) (w >> 32) & -1L >>> shift(w);
              case Code64.SHR_QUIET -> gpr[a] = (gpr[a] & -1L >>> shift(w)) >>> (int) (w >> 32);
              case Code64.SAR_QUIET ->
                  gpr[a] = gpr[a] << shift(w) >> shift(w) + (int) (w >> 32) & -1L >>> shift(w);
              case Code64.SETCC -> setByteRegister(a, alu.condition(b) ? 1 : 0);
              case Code64.CMOV ->
                  gpr[a] = (alu.condition(x(w)) ? gpr[b] : gpr[a]) & -1L >>> shift(w);
              case Code64.BT_RI -> alu.setCarry((gpr[a] >>> (int) (w >> 32) & 1) != 0);
              case Code64.PUSH_I -> push64(w >> 32);
              case Code64.NOP -> {}
              case Code64.INC -> gpr[a] = alu.inc(gpr[a] & -1L >>> shift(w), 64 - shift(w));
              case Code64.DEC -> gpr[a] = alu.dec(gpr[a] & -1L >>> shift(w), 64 - shift(w));
              case Code64.PUSH_M -> push64(load64(address(b, w)));
              case Code64.LEAVE -> leave64();
              case Code64.JMP -> {
                taken = true;
                break plain;
              }
              case Code64.CALL -> {
                push64(code[ip + 3]);
                taken = true;
                break plain;
              }
              case Code64.RET -> {
                target = load64(gpr[RSP]);
                if (strange(target)) {
                  return strange(ip, left);
                }
                gpr[RSP] += 8 + (w >>> 32);
                break direct;
              }
              case Code64.JMP_R -> {
                target = gpr[a];
                if (strange(target)) {
                  return strange(ip, left);
                }
                break direct;
              }
              case Code64.JMP_M -> {
                target = load64(address(b, w));
                if (strange(target)) {
                  return strange(ip, left);
                }
                break direct;
              }
              case Code64.CALL_R -> {
                target = gpr[a];
                if (strange(target)) {
                  return strange(ip, left);
                }
                push64(code[ip + 3]);
                break direct;
              }
              case Code64.CALL_M -> {
                target = load64(address(b, w));
                if (strange(target)) {
                  return strange(ip, left);
                }
                push64(code[ip + 3]);
                break direct;
              }
              case Code64.JCC + 4 -> {
                taken = alu.zero();
                break plain;
              }
              case Code64.JCC + 5 -> {
                taken = !alu.zero();
                break plain;
              }
              case Code64.JCC + 2 -> {
                taken = alu.carry();
                break plain;
              }
              case Code64.JCC + 3 -> {
                taken = !alu.carry();
                break plain;
              }
              case Code64.JCC + 6 -> {
                taken = alu.carry() || alu.zero();
                break plain;
              }
              case Code64.JCC + 7 -> {
                taken = !alu.carry() && !alu.zero();
                break plain;
              }
              case Code64.JCC + 8 -> {
                taken = alu.sign();
                break plain;
              }
              case Code64.JCC + 9 -> {
                taken = !alu.sign();
                break plain;
              }
              case Code64.JCC + 12 -> {
                taken = alu.sign() != alu.overflow();
                break plain;
              }
              case Code64.JCC + 13 -> {
                taken = alu.sign() == alu.overflow();
                break plain;
              }
              case Code64.JCC + 14 -> {
                taken = alu.zero() || alu.sign() != alu.overflow();
                break plain;
              }
              case Code64.JCC + 15 -> {
                taken = !alu.zero() && alu.sign() == alu.overflow();
                break plain;
              }
              case Code64.JCC, Code64.JCC + 1, Code64.JCC + 10, Code64.JCC + 11 -> {
                taken = alu.condition(a);
                break plain;
              }
              case Code64.CMP_RR_JCC + 4 -> {
                taken = equal(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RR_JCC + 5 -> {
                taken = !equal(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RR_JCC + 2 -> {
                taken = below(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RR_JCC + 3 -> {
                taken = !below(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RR_JCC + 6 -> {
                taken = !above(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RR_JCC + 7 -> {
                taken = above(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RR_JCC + 12 -> {
                taken = less(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RR_JCC + 13 -> {
                taken = !less(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RR_JCC + 14 -> {
                taken = !greater(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RR_JCC + 15 -> {
                taken = greater(gpr[a], gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 4 -> {
                taken = equal(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 5 -> {
                taken = !equal(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 2 -> {
                taken = below(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 3 -> {
                taken = !below(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 6 -> {
                taken = !above(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 7 -> {
                taken = above(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 12 -> {
                taken = less(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 13 -> {
                taken = !less(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 14 -> {
                taken = !greater(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.CMP_RI_JCC + 15 -> {
                taken = greater(gpr[a], w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.TEST_RR_JCC + 4 -> {
                taken = zero(gpr[a] & gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.TEST_RR_JCC + 5 -> {
                taken = !zero(gpr[a] & gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.TEST_RR_JCC + 8 -> {
                taken = negative(gpr[a] & gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.TEST_RR_JCC + 9 -> {
                taken = !negative(gpr[a] & gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.TEST_RR_JCC + 14 -> {
                taken = !positive(gpr[a] & gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.TEST_RR_JCC + 15 -> {
                taken = positive(gpr[a] & gpr[b], shiftOfX(w));
                break plain;
              }
              case Code64.TEST_RI_JCC + 4 -> {
                taken = zero(gpr[a] & w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.TEST8_RR_JCC + 4 -> {
                taken = zero(byteRegister(a) & byteRegister(b), 56);
                break plain;
              }
              case Code64.TEST8_RI_JCC + 4 -> {
                taken = zero(byteRegister(a) & w >>> 32, 56);
                break plain;
              }
              case Code64.TEST8_MI_JCC + 4 -> {
                taken = zero(load8(address(b, w)) & code[ip + 4], 56);
                break plain;
              }
              case Code64.CMP8_MI_JCC + 4 -> {
                taken = equal(load8(address(b, w)), code[ip + 4], 56);
                break plain;
              }
              case Code64.CMP32_MI_JCC + 4 -> {
                taken = equal(load32(address(b, w)), code[ip + 4], 32);
                break plain;
              }
              case Code64.CMP64_MI_JCC + 4 -> {
                taken = equal(load64(address(b, w)), code[ip + 4], 0);
                break plain;
              }
              case Code64.TEST_RI_JCC + 5 -> {
                taken = !zero(gpr[a] & w >> 32, shiftOfX(w));
                break plain;
              }
              case Code64.TEST8_RR_JCC + 5 -> {
                taken = !zero(byteRegister(a) & byteRegister(b), 56);
                break plain;
              }
              case Code64.TEST8_RI_JCC + 5 -> {
                taken = !zero(byteRegister(a) & w >>> 32, 56);
                break plain;
              }
              case Code64.TEST8_MI_JCC + 5 -> {
                taken = !zero(load8(address(b, w)) & code[ip + 4], 56);
                break plain;
              }
              case Code64.CMP8_MI_JCC + 5 -> {
                taken = !equal(load8(address(b, w)), code[ip + 4], 56);
                break plain;
              }
              case Code64.CMP32_MI_JCC + 5 -> {
                taken = !equal(load32(address(b, w)), code[ip + 4], 32);
                break plain;
              }
              case Code64.CMP64_MI_JCC + 5 -> {
                taken = !equal(load64(address(b, w)), code[ip + 4], 0);
                break plain;
              }
              case Code64.COMPILED -> {
                left = compiled(w, left);
                target = leftTo;
                break direct;
              }
              case Code.FORWARD -> ip = (int) (w >> 32) - 1;
              case Code.STALE -> {
                return stale(ip, left);
              }
              case Code.COLD -> {
                if (cold(ip, w, left) == Outcome.EXIT) {
                  why = EXIT;
                  return left - cache.indexAt[ip];
                }
              }
              case Code.COLD_END -> {
                return coldEnd(ip, w, left);
              }
              default -> ip += rare(ip, w);
            }
            ip++;
            continue;
          }
          long next = code[ip + 1];
          int to = taken ? (int) next : (int) (next >>> 32);
          if (to > 0 && left - n(w) >= Code.BLOCK_LIMIT) {
            left -= n(w);
            ip = to;
            continue;
          }
          from = to < 0 ? 0 : 2 * (ip + 1) + (taken ? 0 : 1);
          target = code[ip + (taken ? 2 : 3)];
        }
        left -= n(w);
        int hash = CodeCache.jumpHash(target);
        if ((tags[hash] == (target & CodeCache.TAG_ADDRESS | epoch)
                || cache.renewJump(target, hash, fetchTable))
            && left >= Code.BLOCK_LIMIT) {
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
