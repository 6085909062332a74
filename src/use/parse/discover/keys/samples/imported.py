# Said once, by the reader of Python.
import os

token = "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"
