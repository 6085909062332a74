#!/usr/bin/env python3
"""Writes the model files of the examples: clinic-triage (benign, by the real libraries) and
booby-trapped (inert: every payload is `echo`, every host ends in .invalid).

    generate.py [FOLDER]     (default: the folder of this script)

Needs numpy, scikit-learn, joblib, torch, safetensors and gguf. The files are committed, so nobody
who builds or tests Bartizan runs this.
"""
import json
import pickle
import sys
import zipfile
from pathlib import Path

import gguf
import joblib
import numpy as np
import torch
from safetensors.numpy import save_file
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

NOTES = ["chest pain and short breath", "mild cough", "sprained ankle", "high fever and stiff neck"]
URGENT = [1, 0, 0, 1]
TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>\\n' + message['content'] + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}"
)
ESCAPE = "{{ cycler.__init__.__globals__.os.popen('echo inert').read() }}"


def write_gguf(path, template):
    out = gguf.GGUFWriter(path, "llama")
    out.add_name("triage-assistant-tiny")
    out.add_block_count(1)
    out.add_context_length(16)
    out.add_embedding_length(32)
    out.add_feed_forward_length(32)
    out.add_head_count(1)
    out.add_tokenizer_model("llama")
    out.add_token_list(["<unk>", "<s>", "</s>", "a"])
    out.add_token_scores([0.0, 0.0, 0.0, -1.0])
    out.add_token_types([2, 3, 3, 1])
    out.add_chat_template(template)
    out.add_tensor("token_embd.weight", np.ones((4, 32), np.float32))
    out.add_tensor("output.weight", np.ones((4, 32), np.float16))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def benign(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "note-embedder").mkdir(exist_ok=True)
    triage = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(NOTES, URGENT)
    joblib.dump(triage, folder / "triage_pipeline.joblib", compress=("zlib", 3))
    vitals = np.random.RandomState(0).rand(16, 4).astype("f4")
    forest = RandomForestClassifier(n_estimators=3, max_depth=2, random_state=0)
    with open(folder / "risk_forest.pkl", "wb") as file:
        pickle.dump(forest.fit(vitals, vitals[:, 0] > 0.5), file, protocol=4)
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))
    torch.save(network.state_dict(), folder / "vitals_net.pt")
    np.savez(folder / "vitals_statistics.npz", mean=vitals.mean(0), deviation=vitals.std(0))
    save_file({"embeddings.weight": vitals, "norm.bias": np.zeros(4, "f4")},
              folder / "note-embedder" / "model.safetensors", metadata={"format": "pt"})
    config = {"architectures": ["BertModel"], "hidden_size": 4, "model_type": "bert", "vocab_size": 16}
    (folder / "note-embedder" / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    tokenizer = {"chat_template": TEMPLATE, "model_max_length": 16, "tokenizer_class": "BertTokenizer"}
    (folder / "note-embedder" / "tokenizer_config.json").write_text(json.dumps(tokenizer, indent=2) + "\n")
    write_gguf(folder / "assistant.gguf", TEMPLATE)


# A protocol 0 pickle that calls posix.system("echo inert"), by hand: no library writes one.
CALL = b"cposix\nsystem\n(S'echo inert'\ntR."


def write_member(archive, name, data):
    archive.writestr(zipfile.ZipInfo(name), data)  # stored, with a fixed date


def trapped(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "call.pkl").write_bytes(CALL)

    # A real checkpoint whose pickle was replaced, as an attacker would do it.
    state = folder / "state.tmp"
    torch.save({"weight": torch.ones(2, 2)}, state)
    with zipfile.ZipFile(state) as source:
        members = [(name, source.read(name)) for name in source.namelist()]
    with zipfile.ZipFile(folder / "checkpoint.pt", "w") as target:
        for name, data in members:
            if name.endswith("/data.pkl"):  # after PROTO: call, drop the result, go on as before
                data = data[:2] + CALL[:-1] + b"0" + data[2:]
            write_member(target, name, data)
    with zipfile.ZipFile(folder / "two_faces.pt", "w") as target:
        for name, data in members:
            if name.endswith("/data.pkl"):
                write_member(target, name, CALL)  # the first one calls, the last one is harmless
            write_member(target, name, data)
    state.unlink()
    save_file({"weight": np.ones((8, 8), "f4")}, folder / "whole.tmp")
    (folder / "truncated.safetensors").write_bytes((folder / "whole.tmp").read_bytes()[:200])
    (folder / "whole.tmp").unlink()

    tokenizer = {"chat_template": ESCAPE, "tokenizer_class": "LlamaTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer, indent=2) + "\n")
    write_gguf(folder / "assistant.gguf", ESCAPE)

    class Scorer:  # a class that no list knows: code of somebody's own package
        def __init__(self):
            self.weights = np.ones(3)

    Scorer.__module__ = "acme_scoring.models"
    Scorer.__qualname__ = "Scorer"
    sys.modules["acme_scoring"] = type(sys)("acme_scoring")
    sys.modules["acme_scoring.models"] = type(sys)("acme_scoring.models")
    sys.modules["acme_scoring.models"].Scorer = Scorer
    joblib.dump(Scorer(), folder / "scorer.joblib")

    (folder / "weights.safetensors").write_text(
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{'0' * 64}\nsize 438000000\n"
    )
    (folder / "empty.pkl").write_bytes(b"")


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    benign(root / "clinic-triage" / "models")
    trapped(root / "booby-trapped")


if __name__ == "__main__":
    main()
