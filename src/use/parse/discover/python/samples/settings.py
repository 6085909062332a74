from pydantic_settings import BaseSettings

CHAT_MODEL = "gpt-4o"
EMBEDDER = "BAAI/bge-m3"
API_BASE = "https://api.groq.com/openai/v1"
COLOUR = "red"


class Settings(BaseSettings):
    model: str = "acme-tuned-7"
    OPENAI_API_KEY: str = ""
    retries = "3"


settings = Settings()
