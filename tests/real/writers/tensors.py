"""Tensors without code: safetensors, GGUF."""
from writers.registry import writer


@writer("safetensors")
def safetensors_files(folder, _):
    import numpy as np
    from safetensors.numpy import save_file

    save_file({"weight": np.arange(6, dtype="f4").reshape(2, 3), "bias": np.zeros(2, "f2")},
              folder / "model.safetensors", metadata={"format": "np"})
    save_file({"empty": np.zeros((0, 2), "i8"), "flag": np.array([True]), "byte": np.ones(3, "u1")},
              folder / "types.safetensors")
    files = {"model.safetensors": "clean", "types.safetensors": "clean"}
    try:
        import torch
        from safetensors.torch import save_file as save_torch
    except ImportError:
        return files
    save_torch({"brain": torch.ones(2, 2, dtype=torch.bfloat16)}, folder / "bfloat16.safetensors",
               metadata={"format": "pt"})
    files["bfloat16.safetensors"] = "clean"
    return files


@writer("gguf")
def gguf_files(folder, gguf):
    import numpy as np

    def write(name, endian=gguf.GGUFEndian.LITTLE):
        out = gguf.GGUFWriter(folder / name, "llama", endianess=endian)
        out.add_name("tiny")
        out.add_block_count(1)
        out.add_context_length(8)
        out.add_embedding_length(32)
        out.add_feed_forward_length(32)
        out.add_head_count(1)
        out.add_file_type(gguf.LlamaFileType.ALL_F32)
        out.add_tokenizer_model("llama")
        out.add_token_list(["<unk>", "<s>", "</s>", "a"])
        out.add_token_scores([0.0, 0.0, 0.0, -1.0])
        out.add_token_types([2, 3, 3, 1])
        out.add_bos_token_id(1)
        out.add_chat_template("{% for message in messages %}{{ message['role'] + ': ' + "
                              "message['content'] }}{% endfor %}")
        out.add_tensor("token_embd.weight", np.ones((4, 32), np.float32))
        out.add_tensor("output_norm.weight", np.ones(32, np.float32))
        out.add_tensor("output.weight", np.ones((4, 32), np.float16))
        if endian == gguf.GGUFEndian.LITTLE:
            quantised = gguf.quants.quantize(np.ones((2, 32), np.float32), gguf.GGMLQuantizationType.Q8_0)
            out.add_tensor("blk.0.attn_q.weight", quantised, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        out.write_header_to_file()
        out.write_kv_data_to_file()
        out.write_tensors_to_file()
        out.close()
        return {name: "clean"}

    return {**write("tiny.gguf"), **write("tiny.be.gguf", gguf.GGUFEndian.BIG)}
