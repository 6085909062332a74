// import OpenAI from "openai"; model: "gpt-4o"
/* new Agent({ name: "x", model: "gpt-4" }) */
import express from "express";
type Model = "gpt-4" | "gpt-4o" | (string & {});
interface Options { model: "gpt-4-turbo"; prompt: "You are what you are, and that for a long time already" }
const prices = {
  "gpt-4o": 1, "gpt-4": 2,
};
const limits = [
  { id: "gpt-4", n: 1 }, { id: "gpt-4o", n: 1 }, { id: "gpt-4o-mini", n: 1 }, { id: "o1", n: 1 },
  { id: "o3", n: 1 }, { id: "o3-mini", n: 1 }, { id: "gpt-4.1", n: 1 }, { id: "gpt-4.1-mini", n: 1 },
  { id: "claude-3-opus-20240229", n: 1 },
];
if (options.model === "gpt-4" || name.startsWith("claude-3")) price = prices["gpt-4o"];
switch (name) { case "gpt-4-32k": break; default: break; }
const ratio = total / count / 2, quoted = /["'`]gpt-4o[/"]/g.test(text);
const car = { model: "Corolla", maker: "x" };
const prompt = "Are you sure that you want to delete all of these files for ever?";
throw new Error(`no such model: ${name}`);
const field = { displayName: "Model", placeholder: "gpt-4o", default: "" };
const LARGE = ["gpt-4-32k", "gpt-4o"];
const small = new Set(["o1-mini", "o3-mini"]);
if (LARGE.includes(name) || small.has(name) || ["gpt-4", "o1"].some((x) => name.startsWith(x))) price = 2;
expect(supports("gpt-4.1")).toBe(true);
const rates = [{ id: "gpt-4", cost: 1 }, { models: ["gpt-4o"], rates: { input: 2 } }];
const offered = {
  big: ["gpt-4", "gpt-4o", "gpt-4o-mini", "o1", "o3", "o3-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-5"],
  small: ["claude-3-opus-20240229", "claude-3-haiku-20240307"],
};
