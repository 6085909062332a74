@echo off
REM don't ollama pull this
set OPENAI_MODEL=gpt-4o-mini
pip install openai==1.54.0
