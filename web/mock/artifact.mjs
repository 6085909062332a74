// One artifact from near: spans, members, opcodes and bytes that fit together.
import { at, full, hash_of, random } from './estate.mjs';

const kPickle = [[0, 2, 'PROTO 4', 'header', 1], [2, 1282, 'state dictionary', 'code', 1], [1284, 96, 'REDUCE posix.system', 'code', 1], [1380, 2020, 'state dictionary', 'code', 1]];

export function detail(estate, id) {
  const artifact = estate.artifacts.find((one) => one.id === id || one.sha256 === id);
  if (!artifact) return null;
  const zip = artifact.format === 'PyTorch zip';
  const size = artifact.size;
  const spans = zip
    ? [[0, 64, 'local header archive/data.pkl', 'header', null], [64, 3400, 'archive/data.pkl', 'member', null], [3464, 88, 'local header archive/data/0', 'header', null],
       [3552, Math.floor(size * 0.62), 'archive/data/0', 'payload', null], [3552 + Math.floor(size * 0.62), Math.floor(size * 0.3), 'archive/data/1', 'payload', null]]
    : artifact.format === 'safetensors' ? [[0, 8, 'length of the header', 'header', null], [8, 41_288, 'header (JSON)', 'metadata', null], [41_296, Math.floor(size * 0.9), 'tensors', 'payload', null]]
    : artifact.format === 'GGUF' ? [[0, 24, 'header', 'header', null], [24, 812_004, 'metadata', 'metadata', null], [812_028, 9_310, 'tokenizer.chat_template', 'text', null], [821_338, Math.floor(size * 0.95), 'tensor data', 'payload', null]]
    : [[0, 2, 'PROTO 4', 'header', null], [2, Math.floor(size * 0.1), 'opcodes', 'code', null], [2 + Math.floor(size * 0.1), Math.floor(size * 0.85), 'arrays', 'payload', null]];
  const end = spans[spans.length - 1][0] + spans[spans.length - 1][1];
  spans.push([end, Math.max(0, size - end - (zip ? 22 : 0)), zip ? 'central directory' : 'padding', zip ? 'directory' : 'padding', null]);
  if (zip) spans.push([size - 22, 22, 'end of central directory', 'directory', null]);
  return {
    ...artifact, as_of: at(0), stale: { not_reread: 0, of: 1, oldest: artifact.seen }, readable: true,
    spans: [...spans, ...(zip ? kPickle : [])].map(([offset, length, label, kind, member]) => ({ offset, length, label: kind, read: true, member: member ?? 0 })),
    members: zip ? [{ index: 0, parent: 0, name: '', offset: 0, size, format: 'torch-zip' }, { index: 1, parent: 0, name: 'archive/data.pkl', offset: 64, size: 3400, format: 'pickle' }, { index: 2, parent: 0, name: 'archive/data/0', offset: 3552, size: Math.floor(size * 0.62), format: 'tensor' }, { index: 3, parent: 0, name: 'archive/data/1', offset: 3552 + Math.floor(size * 0.62), size: Math.floor(size * 0.3), format: 'tensor' }, { index: 4, parent: 0, name: 'archive/version', offset: size - 320, size: 2, format: 'text' }] : [],
    findings: estate.findings.filter((one) => one.artifact === artifact.id).map((one) => ({ ...one, member: zip ? 1 : 0, file_offset: zip ? 64 + one.offset : one.offset })),
    gaps: artifact.verdict === 'incomplete' ? [{ reason: 'truncated', meaning: 'fewer bytes are present than the structure declares', remedy: "fetch the file again and compare its SHA-256 with the publisher's", places: [`bytes ${size - 320} to ${size - 1}`], count: 1 }] : [],
    facts: [...(zip ? [{ kind: 'torch', key: 'byteorder', value: 'little' }, { kind: 'global', key: 'posix.system', value: 'stdlib' }, { kind: 'global', key: 'torch._utils._rebuild_tensor_v2', value: 'torch' }] : []), { kind: 'model', key: 'parameters', value: '102,400,512' }, { kind: 'metadata', key: 'license', value: 'apache-2.0' }, { kind: 'metadata', key: 'base model', value: 'example/encoder-base' }],
    tensors: ['safetensors', 'PyTorch zip', 'GGUF'].includes(artifact.format) ? Array.from({ length: 12 }, (_, i) => ({ name: `encoder.layer.${i}.weight`, dtype: i % 3 ? 'F16' : 'F32', shape: [768, i % 2 ? 768 : 3072], offset: 3552 + i * 4_718_592, length: 4_718_592 })) : [],
    elsewhere: full.artifacts.filter((one) => one !== artifact).slice(3, 5).map((one) => ({ path: one.path.replace('/models/', '/backup/'), seen: one.seen })),
    history: [{ seen: artifact.seen, verdict: artifact.verdict, sha256: artifact.sha256, changes: ['verdict was clean', 'bytes changed'] }, { seen: at(-21), verdict: 'clean', sha256: hash_of(artifact.path + 'old'), changes: [] }],
  };
}

export function bytes(offset, length) {
  const dice = random(offset + 1);
  const text = Buffer.from('\x80\x04cposix\nsystem\nX\x0a\x00\x00\x00echo owned\x85R.', 'latin1');
  const out = Buffer.alloc(length);
  for (let i = 0; i < length; i++) out[i] = i < text.length ? text[i] : dice.below(256);
  return out.toString('hex');
}

export function opcodes(from, limit) {
  const head = [
    [0, 2, 'PROTO', '4', '', ''], [2, 9, 'FRAME', '3382', '', ''], [11, 14, 'GLOBAL', 'posix system', '[posix.system]', ''], [25, 15, 'BINUNICODE', '"echo owned"', '[posix.system, "echo owned"]', ''],
    [40, 1, 'TUPLE1', '', '[posix.system, ("echo owned",)]', ''], [41, 1, 'REDUCE', '', '[posix.system("echo owned")]', 'posix.system("echo owned")'], [42, 1, 'POP', '', '[]', ''],
    [43, 36, 'GLOBAL', 'collections OrderedDict', '[collections.OrderedDict]', ''], [79, 1, 'EMPTY_TUPLE', '', '', ''], [80, 1, 'REDUCE', '', '', 'collections.OrderedDict()'],
  ];
  const all = [...head, ...Array.from({ length: 700 }, (_, i) => [81 + i * 4, 4, i % 2 ? 'BINGET' : 'BININT', String(i), '', ''])];
  // What an instruction calls is a line of its own, at the same place.
  const lines = all.flatMap(([offset, length, opcode, argument, , call]) => [[offset, length, `${offset}: ${opcode} ${argument}`.trim()], ...(call ? [[offset, length, `    = ${call}`]] : [])]);
  const items = lines.slice(from, from + limit).map(([offset, length, text]) => ({ member: 1, offset, length, text }));
  return { items, total: lines.length, next: from + limit < lines.length ? String(from + limit) : null, as_of: at(0) };
}
