"""HTTP interface of the triage service."""
from fastapi import FastAPI

from . import models

app = FastAPI(title="clinic-triage")
pipeline = models.load_text_pipeline()


@app.post("/triage")
def triage(message: str) -> dict:
    urgent = bool(pipeline.predict([message])[0])
    return {"urgent": urgent}
