import OpenAI from "openai";
import type { ChatCompletion } from "openai/resources";
import { ChatOpenAI as Chat } from "@langchain/openai";
import { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { MODEL, settings } from "./config";
import fs from "node:fs";
import { helper } from "../gpt-4o";

const DEFAULT = process.env.OPENAI_MODEL ?? "gpt-4o";
const client = new OpenAI({
  apiKey: process.env["OPENAI_API_KEY"],
  baseURL: "http://models.example.invalid:8000/v1",
});

export async function run(name: string, model = "gpt-4o-mini", big: boolean) {
  await client.chat.completions.create({ model: DEFAULT, messages: [] });
  await client.chat.completions.create({ model: big ? "o3" : "ft:gpt-4o:acme::abc", messages: [] });
  await client.embeddings.create({ model: `text-embedding-${"3"}-small`, input: name });
  const chat = new Chat({ modelName: MODEL, temperature: 0 });
  const other = new Chat({ model: settings.fast });
  return [chat, other];
}

const params = { model: "deployment-x", messages: [] };
client.chat.completions.create(params);

class Service {
  private readonly client: OpenAI;
  private model: string = "gpt-4.1-nano";
  constructor(private bedrock: BedrockRuntimeClient) {
    this.client = new OpenAI();
  }
  ask({ size = "large", model = "gpt-4.1" } = {}) {
    return this.client.responses.create({ model: "my-own-tune" });
  }
  invoke() {
    return this.bedrock.send(new InvokeModelCommand({ modelId: "anthropic.claude-3-haiku-20240307-v1:0" }));
  }
}

enum Models {
  Fast = "gpt-4o-mini",
  Slow = "claude-3-5-sonnet-20241022",
}
client.chat.completions.create({ model: Models.Fast });
const { OPENAI_EMBEDDING = "text-embedding-3-large" } = process.env;
client.embeddings.create({ model: OPENAI_EMBEDDING! as string });
