from setuptools import setup

# install_requires = ["commented-out"]
base = ["torch>=2.0", "requests"]
extras = {
    "serve": ["bentoml", f"computed-{1}"],  # "openai"
    ':python_version < "3.9"': ["tokenizers==0.10"],
    "test": ("pytest",),
}

SPEECH = ["openai-whisper"]
VOICE = ["coqui-tts"]
extras["all"] = SPEECH
more = dict(extras_require={"speech": SPEECH + VOICE, "none": [k for k in SPEECH]})

setup(
    name="x",
    install_requires=base + [
        "sentence-transformers",
        'accelerate>=0.20 ; python_version >= "3.8"',
    ],
    extras_require=extras,
    tests_require=read("requirements-test.txt"),
)
