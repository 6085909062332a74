//! Talks to "gpt-4" in words only. /* nested? */
use async_openai::{types::CreateChatCompletionRequestArgs, Client};
use std::env;
extern crate tiktoken_rs;

mod ollama;
use ollama::Local;

/* outer /* inner */ "gpt-3.5-turbo" */
const MODEL: &'static str = "gpt-4o-mini";

fn run<'a>(name: &'a str) -> Result<()> {
    let key = env::var("ANTHROPIC_API_KEY")?;
    let request = CreateChatCompletionRequestArgs::default().model("gpt-4o").build()?;
    let model = String::from("claude-sonnet-4-20250514");
    let raw = r#"{"model": "gpt-4"}"#;
    let api = hf_hub::api::sync::Api::new()?;
    match name {
        "gpt-4" | "gpt-4-turbo" => 1,
        "o1" => 2,
        _ => 3,
    }
}
