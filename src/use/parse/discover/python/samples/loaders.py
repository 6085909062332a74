import os
import pickle
from pathlib import Path

import joblib
import onnxruntime as ort
import spacy
import timm
import torch
import torchvision.models as tvm
import whisper
from datasets import Dataset, load_dataset
from huggingface_hub import hf_hub_download
from llama_cpp import Llama
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from sklearn.datasets import load_iris
from tensorflow import keras
from tensorflow.keras.models import load_model
from torchvision import datasets, transforms
from ultralytics import YOLO

BASE = Path("weights")
torch.load(BASE / "net.pt", map_location="cpu")
torch.load(os.path.join("out", "best.pth"))
joblib.load("./model.joblib")
with open("clf.pkl", "rb") as handle:
    clf = pickle.load(handle)
pickle.load(open("notes.txt", "rb"))
ort.InferenceSession("net.onnx")
load_file("a.safetensors")
load_model("cnn.h5")
Llama(model_path="llama-7b.Q4_K_M.gguf", n_ctx=512)
YOLO("yolov8n.pt")
nlp = spacy.load("en_core_web_sm")
timm.create_model("resnet50", pretrained=True)
tvm.resnet18(weights=None)
keras.applications.MobileNetV2(weights="imagenet")
whisper.load_model("base")
torch.hub.load("pytorch/vision", "resnet101")
SentenceTransformer("all-MiniLM-L6-v2")
hf_hub_download(repo_id="acme/weights", filename="x.bin", revision="v1")
hf_hub_download("acme/data", "x.csv", repo_type="dataset")
load_dataset("squad", split="train")
load_dataset("csv", data_files="train.csv")
load_dataset("acme/set", trust_remote_code=True)
Dataset.from_csv("rows.csv")
datasets.MNIST("data", download=True)
load_iris()
