// Decodes byte strings with the npm package iced-x86 and writes what it makes of each as one line:
//   length|mnemonic|flags read,written,cleared,set,undefined|operands
// Input: lines of hexadecimal bytes. Argument: 16, 32 or 64. An invalid instruction is written as "0".
// Operands are written so that another decoder can say the same without knowing this one's words.
"use strict";
const { Decoder, DecoderOptions, OpKind, Register, Mnemonic, Code } = require("iced-x86");
const { readFileSync, writeSync } = require("fs");

const bits = Number(process.argv[2]);
const ADDRESS = 0x1000n;
const name = (r) => (r === Register.None ? "-" : Register[r].toLowerCase().replace(/^(r\d+)l$/, "$1b"));
// 64-bit code has two segments; the names of the others mean nothing.
const segment = (r) => (bits === 64 && r !== Register.FS && r !== Register.GS ? "-" : name(r));
const hex = (v, n) => BigInt.asUintN(n, v).toString(16);

const immediates = new Map([
  [OpKind.Immediate8, 8], [OpKind.Immediate8_2nd, 8], [OpKind.Immediate16, 16], [OpKind.Immediate32, 32],
  [OpKind.Immediate64, 64], [OpKind.Immediate8to16, 16], [OpKind.Immediate8to32, 32], [OpKind.Immediate8to64, 64],
  [OpKind.Immediate32to64, 64],
]);
const sources = new Map([[OpKind.MemorySegSI, 16], [OpKind.MemorySegESI, 32], [OpKind.MemorySegRSI, 64]]);
const destinations = new Map([[OpKind.MemoryESDI, 16], [OpKind.MemoryESEDI, 32], [OpKind.MemoryESRDI, 64]]);

function operand(i, n) {
  const kind = i.opKind(n);
  if (kind === OpKind.Register) return name(i.opRegister(n));
  if (immediates.has(kind)) return "$" + hex(BigInt(i.immediate(n)), immediates.get(kind));
  if (kind === OpKind.NearBranch16 || kind === OpKind.NearBranch32 || kind === OpKind.NearBranch64)
    return "@" + i.nearBranchTarget.toString(16);
  if (kind === OpKind.FarBranch16) return "f" + i.farBranchSelector.toString(16) + ":" + i.farBranch16.toString(16);
  if (kind === OpKind.FarBranch32) return "f" + i.farBranchSelector.toString(16) + ":" + i.farBranch32.toString(16);
  if (sources.has(kind)) return "s" + sources.get(kind) + segment(i.memorySegment);
  if (destinations.has(kind)) return "d" + destinations.get(kind);
  if (kind === OpKind.Memory) {
    const index = i.memoryIndex === Register.AL ? Register.None : i.memoryIndex;
    return "[" + segment(i.memorySegment) + "," + name(i.memoryBase) + "," + name(index) + ","
      + (index === Register.None ? 1 : i.memoryIndexScale) + "," + hex(BigInt(i.memoryDisplacement), 64);
  }
  return "?" + OpKind[kind];
}

const lines = readFileSync(0, "latin1").split("\n");
let out = [];
for (const line of lines) {
  if (line === "") continue;
  const bytes = Buffer.from(line, "hex");
  const decoder = new Decoder(bits, bytes, DecoderOptions.None);
  decoder.ip = ADDRESS;
  const i = decoder.decode();
  if (i.code === Code.INVALID) {
    out.push("0");
  } else {
    const ops = [];
    for (let n = 0; n < i.opCount; n++) ops.push(operand(i, n));
    const flags = [i.rflagsRead, i.rflagsWritten, i.rflagsCleared, i.rflagsSet, i.rflagsUndefined];
    out.push(i.length + "|" + Mnemonic[i.mnemonic].toLowerCase() + "|" + flags.join(",") + "|" + ops.join(" "));
  }
  i.free();
  decoder.free();
  if (out.length === 20000) {
    writeSync(1, out.join("\n") + "\n");
    out = [];
  }
}
if (out.length) writeSync(1, out.join("\n") + "\n");
