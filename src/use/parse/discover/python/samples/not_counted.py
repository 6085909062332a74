"""Docstrings: model="gpt-4o", https://api.openai.com/v1, OPENAI_API_KEY."""
import numpy as np
import pandas
from enum import Enum

from agents import build_agent
from datasets.cars import Cars
from django.db import models

# https://api.openai.com/v1 and import torch
PRICES = {"gpt-4o": 5, "gpt-4": 30, "gpt-3.5-turbo": 1}
MODELS = ["gpt-4", "gpt-4o", "o1", "o3", "o3-mini", "claude-3-opus", "gemini-1.5-pro", "gpt-4.1", "gpt-5"]
REASONING_MODELS = ["o1", "o3-mini"]
INFO = {
    "a": {"model": "gpt-4"}, "b": {"model": "gpt-4o"}, "c": {"model": "o1"}, "d": {"model": "o3"},
    "e": {"model": "o3-mini"}, "f": {"model": "gpt-4.1"}, "g": {"model": "gpt-5"},
    "h": {"model": "claude-3-opus"}, "i": {"model": "gemini-1.5-pro"},
}


class Known(Enum):
    GPT_MODEL_A = "gpt-4"
    GPT_MODEL_B = "gpt-4o"
    GPT_MODEL_C = "gpt-4-turbo"
    GPT_MODEL_D = "o1"
    GPT_MODEL_E = "o1-mini"
    GPT_MODEL_F = "o3"
    GPT_MODEL_G = "o3-mini"
    GPT_MODEL_H = "gpt-3.5-turbo"
    GPT_MODEL_I = "gpt-5"


class Car(models.Model):
    model = models.CharField(max_length=20, default="T")
    engine = "diesel"


class Agent:
    pass


def tool(f):
    return f


@tool
def hammer(model="hatchback", llm="your-model", model_name="<model>"):
    """Use model='gpt-4o'."""
    agent = Agent()
    if model == "gpt-4o" or model.startswith("gpt-4") or model in ("o1", "o3"):
        raise ValueError("Set OPENAI_API_KEY or visit https://api.openai.com/v1 for help")
    if model in REASONING_MODELS:
        return agent
    print("model", "gpt-4 is a good model")
    create_engine("sqlite://", engine="gpt-engineer")
    return {"model": "sedan", "model_path": "models/car.txt"}
