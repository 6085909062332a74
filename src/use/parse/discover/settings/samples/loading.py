import gradio
import torch
from transformers import AutoModel
from vllm import LLM

YES = True
OFF = 0


def load(name, cfg, trust=False, sure=True):
    AutoModel.from_pretrained(name, trust_remote_code=True)
    AutoModel.from_pretrained(name, trust_remote_code=YES)
    AutoModel.from_pretrained(name, trust_remote_code=1)
    AutoModel.from_pretrained(name, trust_remote_code=sure)
    AutoModel.from_pretrained(name, **{"trust_remote_code": True})
    AutoModel.from_pretrained(name, **dict(trust_remote_code=True))
    LLM(model=cfg.model, trust_remote_code=True)
    torch.hub.load("acme/net", name, trust_repo=True)
    AutoModel.from_pretrained(name, trust_remote_code=cfg.trust)
    AutoModel.from_pretrained(name, trust_remote_code=trust)
    AutoModel.from_pretrained(name, trust_remote_code=False)
    AutoModel.from_pretrained(name, trust_remote_code=OFF)
    AutoModel.from_pretrained(name, trust_remote_code=None)
    torch.hub.load("acme/net", name, trust_repo="check")
    kwargs = {}
    kwargs["trust_remote_code"] = True
    return kwargs


def serve(app):
    gradio.Interface(load).launch(share=True)
    app.run(host="0.0.0.0")
    app.run(host="127.0.0.1")
    app.run(host="0.0.0.0", ssl_context="adhoc")
