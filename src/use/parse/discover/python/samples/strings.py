import openai
a = f"{'gpt' + '-'}4o {x!r:>{width}} {d["k"]}"
b = rb"\x00" + b'openai'
c = ("gpt-"
     "4o")  # joined
d = '''it's "quoted" \
here'''
model = "gpt\x2d4"; other = 1
long_call = openai.OpenAI().chat.completions.create(
    model=c,  # comment, with (brackets
    messages=[{"role": "user", "content": f"{a['x']} {{literal}}"}],
)
key = f"Bearer {os.environ['OPENAI_API_KEY']}"
url = f"https://api.openai.com/v1/models/{model}"
match model:
    case "gpt-4o":
        pass
lam = lambda m="o1", *rest: openai.OpenAI().responses.create(model="gpt-4.1-nano")
[openai.OpenAI().embeddings.create(model=m) for m in ("text-embedding-3-small", "text-embedding-3-large") if m]
if (n := "gpt-5"):
    openai.OpenAI().responses.create(model=n)
