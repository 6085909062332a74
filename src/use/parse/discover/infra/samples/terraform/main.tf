# resource "aws_bedrockagent_agent" "remark" {}
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

resource "aws_bedrockagent_agent" "triage" {
  agent_name       = "triage"
  foundation_model = "anthropic.claude-3-5-sonnet-20240620-v1:0"
  instruction      = <<-EOT
    Call https://api.openai.com/v1 for { braces }.
  EOT
}

data "aws_bedrock_foundation_model" "embed" {
  model_id = "amazon.titan-embed-text-v2:0"
}

resource "azurerm_cognitive_deployment" "gpt" {
  name = "chat"
  model {
    format  = "OpenAI"
    name    = "gpt-4o"
    version = "2024-08-06"
  }
}

resource "aws_iam_policy" "invoke" {
  policy = jsonencode({
    Statement = [{
      Resource = ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"]
    }]
  })
}

resource "aws_lambda_function" "api" {
  image_uri = "vllm/vllm-openai:latest"
  environment {
    variables = {
      OPENAI_API_KEY = var.openai_api_key
      MODEL_ID       = "gpt-4o-mini"
    }
  }
}

variable "embedding_model" {
  type    = string
  default = "text-embedding-3-large"
}

resource "aws_s3_bucket" "models" { bucket = "models" }

resource "google_cloud_run_v2_service" "llm" {
  template {
    containers {
      image = "ollama/ollama:latest"
      env {
        name  = "OLLAMA_MODEL"
        value = "gemma2:2b"
      }
    }
  }
}

resource "aws_instance" "gpu" {
  user_data = <<-EOF
    #!/bin/bash
    docker run --gpus all vllm/vllm-openai --model Qwen/Qwen2.5-7B
  EOF
}
