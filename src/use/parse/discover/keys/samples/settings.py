# Nothing here names AI.
token = "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"
CONFIG = {"cloud": "AKIAQYLPMN5HNXKZ3R2D"}
DB = "postgresql+asyncpg://app:kQ92xkLm40Zt@db/x"
CACHE = "redis://:kQ92xkLm40Zt@cache:6379/0"
TEMPLATE = "postgresql://app:{password}@db/x"
