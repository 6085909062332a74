import { generateText, tool, Experimental_Agent as Agent } from "ai";
import { openai, createOpenAI } from "@ai-sdk/openai";
import { anthropic } from "@ai-sdk/anthropic";
import { z } from "zod";

const groq = createOpenAI({ baseURL: "https://api.groq.com/openai/v1", apiKey: process.env.GROQ_API_KEY });
export const SYSTEM_PROMPT = `You answer questions about the weather of ${"cities"}, and about nothing else.`;

export async function POST<T extends object>(request: Request) {
  return generateText({
    model: openai("gpt-4.1"),
    system: SYSTEM_PROMPT,
    tools: {
      weather: tool({
        description: "the weather of a city",
        inputSchema: z.object({ city: z.string(), model: z.string().default("x") }),
        execute: async ({ city }) => city,
      }),
    },
  });
}
const fast = groq("llama-3.3-70b-versatile");
const embedding = openai.textEmbeddingModel("text-embedding-3-small");
const helper = new Agent({ model: anthropic("claude-sonnet-4-5"), tools: {} });

export function Page({ model = "gpt-4o" }: { model?: string }) {
  return (
    <div className="it's" onClick={() => send("gpt-4o-mini")}>
      don't stop at `this` or "that" {/* gpt-4-turbo */}
      {model === "o1" ? <b>a &lt; b</b> : <Chat model="gpt-4.1-mini" {...props} />}
      <></>
    </div>
  );
}
const offered = ["gpt-4.1", "o4-mini"];
offered.forEach((name) => register(name));
