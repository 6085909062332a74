"""Sums up a long patient message with a hosted model."""
import os

from openai import OpenAI

MODEL = os.environ.get("SUMMARY_MODEL", "gpt-4o-mini")
PROMPT = "Sum up the patient's message in two sentences. Leave out names and dates of birth."


def summarise(message: str) -> str:
    client = OpenAI()
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[
            {"role": "system", "content": PROMPT},
            {"role": "user", "content": message},
        ],
    )
    return answer.choices[0].message.content
