import torch
def f(:
    model = "gpt-4o
class
  from openai import OpenAI
x = = ) ] }
"""never closed, with gpt-4
import transformers
