using System;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.ML.OnnxRuntime.Tensors;
using LLama.Common;
global using OpenAI.Chat;
using Model = Azure.AI.OpenAI.AzureOpenAIClient;

var builder = Kernel.CreateBuilder();
builder.AddOpenAIChatCompletion(modelId: "gpt-4o", apiKey: Environment.GetEnvironmentVariable("OPENAI_API_KEY"));
var client = new ChatClient(model: "gpt-4.1", key);
var path = @"C:\models\";
var chat = azure.GetChatClient("house-deployment-2");
var text = $"The {model} is {"gpt-4"}";
using (var stream = File.Open("x"))
{
    var price = model switch { "gpt-4" => 1, "gpt-4o" => 2, _ => 3 };
    if (model == "o1") prices["o3-mini"] = 1;
}
