"""Loads the models of the service. Each loader call here is one that `bartizan scan` explains."""
import pickle
from pathlib import Path

import joblib
import numpy as np
import torch
from safetensors.numpy import load_file

MODELS = Path(__file__).resolve().parent.parent / "models"


def load_text_pipeline():
    return joblib.load(MODELS / "triage_pipeline.joblib")


def load_risk_forest():
    with open(MODELS / "risk_forest.pkl", "rb") as file:
        return pickle.load(file)


def load_vitals_network():
    network = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))
    network.load_state_dict(torch.load(MODELS / "vitals_net.pt", weights_only=True))
    return network


def load_vitals_statistics():
    return np.load(MODELS / "vitals_statistics.npz")


def load_embedder():
    return load_file(MODELS / "note-embedder" / "model.safetensors")
