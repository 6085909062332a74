"""Networks: PyTorch and what stands on it."""
from collections import OrderedDict

from writers.registry import dump, writer


def small_modules(nn):
    return nn.Sequential(
        OrderedDict(
            conv=nn.Conv2d(1, 2, 3),
            norm=nn.BatchNorm2d(2),
            act=nn.GELU(),
            pool=nn.AdaptiveAvgPool2d(1),
            flat=nn.Flatten(),
            drop=nn.Dropout(0.1),
            head=nn.Linear(2, 2),
        )
    )


@writer("torch")
def torch_files(folder, torch):
    nn = torch.nn
    files = {}

    def save(name, value, expected="clean", **options):
        torch.save(value, folder / name, **options)
        files[name] = expected

    torch.manual_seed(0)
    linear = nn.Linear(3, 2)
    save("state_dict.pt", linear.state_dict())
    save("state_dict.legacy.pt", linear.state_dict(), _use_new_zipfile_serialization=False)
    save("pytorch_model.bin", OrderedDict(linear.state_dict()))
    shared = torch.arange(12.0)
    save("tensors.pt", {
        "half": torch.ones(2, dtype=torch.float16), "brain": torch.ones(2, dtype=torch.bfloat16),
        "complex": torch.ones(2, dtype=torch.complex64), "bool": torch.tensor([True]),
        "view": shared[2:6], "transposed": shared.reshape(3, 4).t(), "scalar": torch.tensor(1.5),
        "empty": torch.zeros(0, 3), "sparse": torch.eye(2).to_sparse(), "long": torch.tensor([1 << 40]),
        "dtype": torch.float32, "device": torch.device("cpu"), "size": torch.Size([1, 2]),
        "parameter": nn.Parameter(torch.ones(1)), "layout": torch.strided,
        "quantised": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
    })
    whole = nn.Sequential(small_modules(nn), nn.LSTM(2, 2), nn.Embedding(3, 2),
                          nn.TransformerEncoderLayer(4, 2, 8), nn.ModuleList([nn.ReLU(), nn.Softmax(1)]),
                          nn.ParameterList([nn.Parameter(torch.ones(1))]), nn.MultiheadAttention(4, 2))
    save("whole_module.pt", whole)
    save("whole_module.legacy.pt", nn.Sequential(linear, nn.ReLU()), _use_new_zipfile_serialization=False)
    optimizer = torch.optim.AdamW(linear.parameters(), lr=0.1)
    linear(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    save("checkpoint.ckpt", {
        "epoch": 1, "state_dict": linear.state_dict(), "optimizer_states": [optimizer.state_dict()],
        "lr_schedulers": [schedule.state_dict()], "rng": torch.get_rng_state(),
        "hyper_parameters": {"rate": 0.1, "name": "tiny"},
    })
    save("optimizer.pt", optimizer)
    dump(folder / "tensor.pkl", {"weights": torch.ones(2)})
    files["tensor.pkl"] = "clean"
    script = torch.jit.script(nn.Sequential(linear, nn.ReLU()))
    script.save(str(folder / "script.pt"))
    torch.jit.trace(small_modules(nn).eval(), torch.ones(1, 1, 4, 4)).save(str(folder / "trace.pt"))
    script._save_for_lite_interpreter(str(folder / "mobile.ptl"))
    files.update({"script.pt": "clean", "trace.pt": "clean", "mobile.ptl": "clean"})
    with torch.package.PackageExporter(str(folder / "package.pt")) as exporter:
        exporter.extern("**")
        exporter.save_pickle("model", "model.pkl", linear)
        exporter.save_text("model", "note.txt", "a package")
    files["package.pt"] = "clean"
    return files


@writer("torchvision")
def torchvision_files(folder, torchvision):
    import torch
    from torchvision import transforms

    steps = transforms.Compose([transforms.Resize(8), transforms.ToTensor(),
                                transforms.Normalize([0.5], [0.5])])
    torch.save(steps, folder / "transforms.pt")
    return {"transforms.pt": "clean"}


@writer("transformers")
def transformers_files(folder, transformers):
    import torch

    config = transformers.BertConfig(vocab_size=8, hidden_size=4, num_hidden_layers=1,
                                     num_attention_heads=1, intermediate_size=4,
                                     max_position_embeddings=8)
    model = transformers.BertModel(config)
    model.save_pretrained(folder / "tiny-bert", safe_serialization=False)
    config.save_pretrained(folder / "tiny-bert")
    torch.save(model, folder / "bert_whole.pt")
    arguments = transformers.TrainingArguments(output_dir="out", report_to=[], use_cpu=True)
    torch.save(arguments, folder / "training_args.bin")
    return {"tiny-bert/pytorch_model.bin": "clean", "tiny-bert/config.json": "not-a-model",
            "bert_whole.pt": "clean", "training_args.bin": "clean"}
