#!/usr/bin/env python3
"""Writes the benchmark's inputs. Standard library only; the same bytes on every machine.

usage: make_inputs.py [FOLDER]      (default build/bench/inputs; files that stand already are kept)

  dense-5.pkl, dense-20.pkl   opcode-dense pickles: lists of small dicts, protocol 4
  torch-200.pt                PyTorch's zip layout: 200 stored tensors of 1 MiB, 64-byte aligned
  weights-200.safetensors     200 tensors of 1 MiB
  blobs-200.pkl               one list of 200 bytes objects of 1 MiB, protocol 4
  tree/                       2,000 small files as they lie in model repositories
"""

import array
import io
import json
import os
import pickle
import random
import shutil
import struct
import sys
import types
import zipfile
import zlib
from collections import OrderedDict

MIB = 1 << 20
TENSORS = 200
TREE_FOLDERS = 200  # of ten files each


class Weights:
    """Blocks of normally distributed floats, all different, made from one by rotation."""

    def __init__(self):
        draw = random.Random(7)
        numbers = array.array("f", (draw.gauss(0.0, 0.02) for _ in range(MIB // 4)))
        if sys.byteorder == "big":
            numbers.byteswap()
        self._block = numbers.tobytes()

    def block(self, number, size=MIB):
        start = number * 5003 * 4 % MIB
        return (self._block[start:] + self._block[:start])[:size]


WEIGHTS = Weights()


def dense_pickle(path, dicts):
    """About 50 bytes, 27 opcodes and 5 memo entries a dict."""
    keys = ("id", "name", "box", "low", "high")
    rows = [
        dict(zip(keys, (i & 0xFFFF, "%05x" % (i & 0xFFFFF), *(
            (i + j & 0xFF, i >> 8 & 0xFF, j) for j in range(3)))))
        for i in range(dicts)
    ]
    with open(path, "wb") as out:
        pickle.Pickler(out, protocol=4).dump(rows)


def blob_pickle(path):
    with open(path, "wb") as out:
        pickle.Pickler(out, protocol=4).dump([WEIGHTS.block(i) for i in range(TENSORS)])


def stand_in(module, name, made):
    """Makes `made` pickle as module.name: only the name reaches the file."""
    made.__module__, made.__name__, made.__qualname__ = module, name, name
    setattr(sys.modules.setdefault(module, types.ModuleType(module)), name, made)
    return made


def state_dict_pickle(shapes):
    """The data.pkl that torch.save writes for {name: float tensor of shape}."""
    storage = stand_in("torch", "FloatStorage", type("FloatStorage", (), {}))
    rebuild = stand_in("torch._utils", "_rebuild_tensor_v2", lambda: None)

    class Storage:
        def __init__(self, key, count):
            self.id = ("storage", storage, key, "cpu", count)

    class Tensor:
        def __init__(self, key, shape):
            self.key, self.shape = key, shape

        def __reduce__(self):
            rows, columns = self.shape
            stored = Storage(self.key, rows * columns)
            return rebuild, (stored, 0, self.shape, (columns, 1), False, OrderedDict())

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            return value.id if isinstance(value, Storage) else None

    out = io.BytesIO()
    Pickler(out, protocol=2).dump(
        OrderedDict((name, Tensor(str(i), shape)) for i, (name, shape) in enumerate(shapes)))
    return out.getvalue()


class TorchZip:
    """PyTorch's archive: stored members behind data descriptors (flags 0x0808, sizes only there and
    in the directory), payloads aligned to 64 bytes by an FB extra field, zip64 end records."""

    def __init__(self, path, root):
        self._out = open(path, "wb")
        self._root = root
        self._directory = []

    def add(self, name, data):
        at = self._out.tell()
        full = f"{self._root}/{name}".encode()
        pad = -(at + 30 + len(full) + 4) % 64
        head = struct.pack("<4s5H3I2H", b"PK\3\4", 0, 0x0808, 0, 0, 0, 0, 0, 0, len(full), 4 + pad)
        crc = zlib.crc32(data)
        self._out.write(head + full + b"FB" + struct.pack("<H", pad) + b"Z" * pad)
        self._out.write(data)
        self._out.write(struct.pack("<4s3I", b"PK\7\x08", crc, len(data), len(data)))
        self._directory.append(
            struct.pack("<4s6H3I5H2I", b"PK\1\2", 0, 0, 0x0808, 0, 0, 0, crc, len(data), len(data),
                        len(full), 0, 0, 0, 0, 0, at) + full)

    def close(self):
        at, count = self._out.tell(), len(self._directory)
        directory = b"".join(self._directory)
        end = at + len(directory)
        self._out.write(directory)
        self._out.write(struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 0x031E, 45, 0, 0, count, count,
                                    len(directory), at))
        self._out.write(struct.pack("<4sIQI", b"PK\6\7", 0, end, 1))
        self._out.write(struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), at, 0))
        self._out.close()


def torch_zip(path, tensors, shape):
    root = os.path.splitext(os.path.basename(path))[0]
    archive = TorchZip(path, root)
    archive.add("data.pkl",
                state_dict_pickle([(f"encoder.layer.{i}.weight", shape) for i in range(tensors)]))
    archive.add(".format_version", b"1")
    archive.add(".storage_alignment", b"64")
    archive.add("byteorder", b"little")
    for i in range(tensors):
        archive.add(f"data/{i}", WEIGHTS.block(i, shape[0] * shape[1] * 4))
    archive.add("version", b"3\n")
    archive.add(".data/serialization_id", b"%040d" % tensors)
    archive.close()


def safetensors(path, tensors, shape):
    size = shape[0] * shape[1] * 4
    header = {"__metadata__": {"format": "pt"}}
    for i in range(tensors):
        header[f"encoder.layer.{i}.weight"] = {
            "dtype": "F32", "shape": list(shape), "data_offsets": [i * size, (i + 1) * size]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for i in range(tensors):
            out.write(WEIGHTS.block(i, size))


def npy(number, rows, columns):
    head = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }" % (rows, columns)
    head += " " * (-(10 + len(head) + 1) % 64) + "\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head.encode() + WEIGHTS.block(
        number, rows * columns * 4)


def npz(path, arrays):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in arrays:
            archive.writestr(zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0)), data,
                             zipfile.ZIP_DEFLATED)


TEMPLATE = ("{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}"
            "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")


def repository(folder, number):
    """Ten files of one small model repository."""

    def write(name, data):
        with open(os.path.join(folder, name), "wb") as out:
            out.write(data if isinstance(data, bytes) else data.encode())

    os.makedirs(folder)
    torch_zip(os.path.join(folder, "pytorch_model.bin"), 4, (8, 8 + number % 8))
    safetensors(os.path.join(folder, "model.safetensors"), 6, (8, 8 + number % 8))
    state = {"step": number, "lr": [1e-3 / (i + 1) for i in range(16)], "betas": (0.9, 0.999)}
    write("scheduler.pkl", pickle.dumps(state, protocol=4))
    write("vocabulary.pickle", pickle.dumps({f"word{i}": i for i in range(64)}, protocol=2))
    write("embeddings.npy", npy(number, 16, 16))
    npz(os.path.join(folder, "features.npz"), [("a", npy(number, 4, 8)), ("b", npy(number, 8, 2))])
    write("config.json", json.dumps({
        "architectures": ["BertModel"], "hidden_size": 64 + number, "model_type": "bert",
        "vocab_size": 64, "num_hidden_layers": 6}, indent=2))
    write("tokenizer_config.json", json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512,
        "chat_template": TEMPLATE}, indent=2))
    write("README.md", f"# Encoder {number}\n\nA small encoder.\n\n" + "It has six layers. " * 40)
    write("train.py", f'"""Trains encoder {number}."""\n\nSTEPS = {number}\n\n\ndef main():\n'
          + "    print(STEPS)\n" * 20)


def tree(path):
    for i in range(TREE_FOLDERS):
        repository(os.path.join(path, f"encoder-{i:03}"), i)


INPUTS = {
    "dense-5.pkl": lambda path: dense_pickle(path, 100_000),
    "dense-20.pkl": lambda path: dense_pickle(path, 400_000),
    "torch-200.pt": lambda path: torch_zip(path, TENSORS, (512, 512)),
    "weights-200.safetensors": lambda path: safetensors(path, TENSORS, (512, 512)),
    "blobs-200.pkl": blob_pickle,
    "tree": tree,
}


def main(arguments):
    project = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folder = arguments[0] if arguments else os.path.join(project, "build/bench/inputs")
    os.makedirs(folder, exist_ok=True)
    for name, make in INPUTS.items():
        path = os.path.join(folder, name)
        if os.path.exists(path):
            continue
        half = os.path.join(folder, ".part")  # so that an interrupted run leaves no half input
        shutil.rmtree(half, ignore_errors=True)
        os.makedirs(half)
        make(os.path.join(half, name))
        os.rename(os.path.join(half, name), path)
        os.rmdir(half)
        print("made", path, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
