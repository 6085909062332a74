"""HTTP interface of the triage service."""
from fastapi import FastAPI

from . import models, summary

app = FastAPI(title="clinic-triage")
pipeline = models.load_text_pipeline()


@app.post("/triage")
def triage(message: str) -> dict:
    urgent = bool(pipeline.predict([message])[0])
    return {"urgent": urgent}


@app.post("/summary")
def summarise(message: str) -> dict:
    return {"summary": summary.summarise(message)}
